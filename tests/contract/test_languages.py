"""Every text that people read exists in every language, with the same placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import SOURCE, is_test, listed, name, text

PLACEHOLDER = re.compile(r"\{\w+\}")
ENGLISH = [path for path in listed() if path.name == "en.json"]
FOLDERS = [path.parent for path in ENGLISH]
OTHERS = [
    path
    for path in listed("--cached", "--others", "--exclude-standard")
    if path.parent in FOLDERS and path.name != "en.json"
]


def texts(path: Path) -> dict[str, str]:
    """Return the texts of a file by the way to each, such as ``hero.found``."""
    return dict(_leaves("", json.loads(text(path))))


def _leaves(way: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(f"{way}{key}.", value)
        else:
            assert isinstance(value, str), f"{way}{key} is no text"
            assert value.strip(), f"{way}{key} is empty"
            yield f"{way}{key}", value


def placeholders(value: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(value))


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_no_text_is_missing_and_none_is_left_over(path: Path) -> None:
    english = texts(path.with_name("en.json"))
    assert texts(path).keys() ^ english.keys() == set()


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_every_text_has_the_placeholders_of_the_english_one(path: Path) -> None:
    english, other = texts(path.with_name("en.json")), texts(path)
    both = english.keys() & other.keys()
    assert both
    assert [key for key in both if placeholders(english[key]) != placeholders(other[key])] == []


def test_every_folder_has_the_same_languages() -> None:
    found = {name(folder): {path.stem for path in folder.glob("*.json")} for folder in FOLDERS}
    assert FOLDERS
    assert len(set(map(frozenset, found.values()))) == 1, found


@pytest.mark.parametrize("path", OTHERS, ids=name)
def test_every_language_is_loaded(path: Path) -> None:
    place = f"{path.parent.name}/{path.name}"
    if path.parts[-3] == "gatepost":
        place = 'glob("*.json")'  # the package lists its folder
    users = [one for one in listed() if one.suffix in SOURCE and path.parents[1] in one.parents]
    assert [one for one in users if not is_test(one) and place in text(one)]
