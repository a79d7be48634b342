"""Each term of the glossary has one meaning and names something that the code has."""

from __future__ import annotations

import re

import pytest

from tests.docs import inventory
from tests.repository import ROOT, text

GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| ([\w' -]+) \| (.+) \| (.*?) ?\|$", re.MULTILINE)
TERMS = [row for row in ROW.findall(text(GLOSSARY)) if row[0] != "term"]
NAMES = [(term, name) for term, _, code in TERMS for name in re.findall(r"`([^`]+)`", code)]


def is_known(name: str) -> bool:
    if "." in name:
        return any(f"/{path}".endswith(f"/{name}") for path in inventory.files())
    return name in inventory.words() or any(p.startswith(f"{name}/") for p in inventory.files())


@pytest.mark.parametrize(("term", "name"), NAMES)
def test_term_names_something_of_the_code(term: str, name: str) -> None:
    assert is_known(name), f"the code has no {name}: name what {term} is called there now"


def test_every_term_stands_once_in_order_and_names_something() -> None:
    terms = [term for term, _, _ in TERMS]
    sessions = [term for term in terms if term.endswith(" session")]
    assert len(sessions) == 5
    assert terms[: -len(sessions)] == sorted(set(terms) - set(sessions))
    assert {term for term, _ in NAMES} == set(terms) - {"session"}
    assert not is_known("noSuchName")


@pytest.mark.parametrize("folder", ["", "component", "functions", "infra", "streamlit_app"])
def test_readme_links_to_the_glossary(folder: str) -> None:
    assert "docs/glossary.md)" in text(ROOT / folder / "README.md")
