"""The house rules that no linter knows. Each failure names what to fix."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import gatepost
from gatepost import errors
from gatepost.google.account import KEY_SECTION
from gatepost.settings import NAMES
from infra.local import contract
from tests.repository import ROOT, SOURCE, is_test, listed, name, text

MAX_LINES = 250
MAX_LINES_OF_A_TEST = 300
MAX_SCRIPT_BYTES = 10_000
PATH = re.compile(r"`((?:component|docs|examples|functions|infra|streamlit_app|tests)/[\w./]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
SET_BY_THE_PLATFORM = {"FUNCTION_TARGET", "K_SERVICE"}
SKIPPED = re.compile(
    r"pytest\.(mark\.)?(skip|xfail|importorskip)"
    r"|unittest\.skip|SkipTest"
    r"|\b(it|test|describe|suite|bench)(\.\w+)*\.(only|skip|skipIf|runIf|todo|fails)\b"
    r"|\b[xf](it|test|describe)\("
)


def read(path: str) -> str:
    return text(ROOT / path)


def handwritten() -> list[Path]:
    return [path for path in listed() if path.suffix in SOURCE and ".gen." not in path.name]


def test_no_source_file_is_too_long() -> None:
    files = {path: text(path).count("\n") for path in handwritten()}
    assert files, "git lists no source file"
    too_long = [
        f"{name(path)} has {lines} lines"
        for path, lines in files.items()
        if lines > (MAX_LINES_OF_A_TEST if is_test(path) else MAX_LINES)
    ]
    assert too_long == []


def component_settings() -> set[str]:
    sources = [read(f"component/{path}") for path in ("env.ts", "settings/google.ts")]
    return set(re.findall(r"^  ([A-Z][A-Z0-9_]+):", "\n".join(sources), re.MULTILINE))


def functions_settings() -> set[str]:
    source = read("functions/gatepost_api/settings.py")
    read_by_name = re.findall(r'environ(?:\.get\(|, )"([A-Z][A-Z0-9_]+)"', source)
    return set(read_by_name) - SET_BY_THE_PLATFORM


def streamlit_settings() -> set[str]:
    return {*NAMES, KEY_SECTION} | {f"GATEPOST_{name.upper()}" for name in NAMES}


SETTINGS = {
    "component/env.ts": (component_settings, "GATEPOST_APPS"),
    "functions/gatepost_api/settings.py": (functions_settings, "ALLOWED_ORIGINS"),
    "streamlit_app/gatepost/settings.py": (streamlit_settings, "GATEPOST_API_URL"),
}


@pytest.mark.parametrize("reader", SETTINGS)
def test_every_setting_stands_in_the_docs(reader: str) -> None:
    find, known = SETTINGS[reader]
    names = find()
    assert known in names, f"{reader} is read otherwise now: this test must learn how"
    pages = [
        path
        for path in listed("--cached", "--others", "--exclude-standard")
        if path.name in {"README.md", ".env.example"}
        or (path.suffix == ".md" and path.parent == ROOT / "docs")
    ]
    docs = "\n".join(map(text, pages))
    missing = sorted(n for n in names if not re.search(rf"(?<!\w){n}(?!\w)", docs))
    assert missing == [], f"settings of {reader} that no README.md, docs/*.md or .env.example names"


def test_every_error_of_the_streamlit_tier_stands_in_its_table() -> None:
    rows = read("docs/reference.md").splitlines()
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert errors.PrivateApiRefused in kinds
    missing = [
        kind.__name__
        for kind in kinds
        if issubclass(kind, errors.GatepostError) and kind is not errors.GatepostError
        if not any(r.startswith(f"| `gatepost.{kind.__name__}` |") and kind.code in r for r in rows)
    ]
    assert missing == []


def test_version_stands_in_one_place_and_its_release_in_the_changelog() -> None:
    written = [
        name(path)
        for path in listed()
        if path.name in {"package.json", "pyproject.toml"}
        and re.search(r'^\s*"?version"?\s*[:=]\s*"', text(path), re.MULTILINE)
    ]
    assert written == []
    package = tomllib.loads(read("streamlit_app/pyproject.toml"))
    assert package["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "gatepost.__version__"}
    changelog = read("CHANGELOG.md")
    assert "## [Unreleased]\n" in changelog
    releases = re.findall(r"^## \[([\d.]+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert releases[:1] in ([], [gatepost.__version__])


def test_no_test_is_skipped() -> None:
    tests = [path for path in handwritten() if is_test(path) and path != Path(__file__)]
    assert tests, "git lists no test"
    skipped = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in tests
        for number, line in enumerate(text(path).splitlines(), start=1)
        if SKIPPED.search(line)
    ]
    assert skipped == []


def test_generated_contract_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    status = contract.main(["--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def test_generated_scripts_are_small_enough_to_be_sent_as_they_are() -> None:
    sizes = {path.name: path.stat().st_size for path in contract.PACKAGE.glob("*.gen.js")}
    assert sizes.keys() == {"connection.gen.js", "host.gen.js"}
    # Of a larger message Streamlit sends the hash only, once the browser has it: see build.mjs.
    assert [name for name, size in sizes.items() if size >= MAX_SCRIPT_BYTES] == []


def test_every_link_of_the_docs_leads_somewhere() -> None:
    pages = [path for path in listed() if path.suffix == ".md"]
    links = [(page, link) for page in pages for link in LINK.findall(text(page))]
    assert links, "the docs hold no link"
    broken = [f"{name(page)}: {link}" for page, link in links if not (page.parent / link).exists()]
    assert broken == []


def test_every_path_on_the_contributors_map_exists() -> None:
    paths = PATH.findall(read("CONTRIBUTING.md"))
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
