"""Find the claims of the docs, and the tests that stand behind each.

A claim is a sentence or a row of a table. Which ones count is decided here alone, so that a new one
without a test is noticed:

- in the sections of ``WHOLE``: all of them
- in those of ``NONE``, which state what is not promised or how to work together: none
- in all other sections of the pages: those with one of the ``WORDS``
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from infra.local.tiers import ROOT

LIST = "docs/claims.toml"
# Measurements, and the page that is made of the claims.
NO_PAGES = {"docs/scale.md", "docs/evidence.md"}
_DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
PAGES = (
    *("README.md", "SECURITY.md", "streamlit_app/README.md"),
    *(page for page in _DOCS if page not in NO_PAGES),
)
WHOLE = {
    *("Gatepost", "How it works", "When `st.login` is the better choice", "Browsers"),
    *("Who is trusted with what", "Who may become whom", "Sessions end"),
    *("Tokens stay where they are", "It stays up"),
}
NONE = {
    *("Supported versions", "Report a vulnerability", "What is not promised"),
    "What has not been tried, and what does not work yet",
}
TESTS = re.compile(r"\]\((tests/[^)]+|component/[^)]+\.test\.tsx?)\)")
WORDS = re.compile(r"\b(never|always|only|once|nobody|nothing|no|at most)\b", re.IGNORECASE)

# Code, the head of each table, and the table that a test run writes.
_LEFT_OUT = re.compile(
    r"^```.*?^```$|^\|[^\n]*\n\|[ |:-]+\|$|^<!-- engines:.*?<!-- /engines -->$",
    re.MULTILINE | re.DOTALL,
)
_ITEM = re.compile(r"^(?:[-*]|\d+\.) +")
_END = re.compile(r"(?<=[.!?]) +(?=[A-Z`*\[])")


@dataclass(frozen=True)
class Claim:
    """What a page promises.

    Attributes:
        page: The page.
        text: The sentence or the row, with single spaces.
        tests: The ids of its tests, as ``file::name``; a file or folder stands for all its tests.
        why_not: Why it is no promise; then it has no tests.
    """

    page: str
    text: str
    tests: tuple[str, ...] = ()
    why_not: str = ""


def claims() -> list[Claim]:
    """Return all claims, page by page, in the order in which they stand there.

    A promise of SECURITY.md names its tests itself; those of all others are in ``LIST``. Claims
    that count and are in neither have no tests.
    """
    listed = tomllib.loads((ROOT / LIST).read_text("utf-8"))
    return [claim for page in PAGES for claim in _claims_of(page, listed.get(page, {}))]


def _claims_of(page: str, listed: dict[str, list[str] | str]) -> Iterator[Claim]:
    for heading, text in parts((ROOT / page).read_text("utf-8")):
        given = listed.get(text, TESTS.findall(text) if page == "SECURITY.md" else [])
        if isinstance(given, str):
            yield Claim(page, text, why_not=given)
        elif text in listed or counts(heading, text):
            yield Claim(page, text, tuple(given))


def counts(heading: str, text: str) -> bool:
    """Return whether a sentence or a row below a heading is a claim."""
    return heading not in NONE and (heading in WHOLE or bool(WORDS.search(text)))


def parts(source: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence and each row of a table of a page, with its heading."""
    heading, block = "", ""
    for line in [*_LEFT_OUT.sub("", source).splitlines(), ""]:
        text = line.strip()
        if block and (not text or text.startswith(("#", "|", "![")) or _ITEM.match(text)):
            yield from ((heading, sentence) for sentence in _END.split(block))
            block = ""
        if text.startswith("#"):
            heading = text.lstrip("# ")
        elif text.startswith("|"):
            yield heading, text
        elif not text.startswith("!["):
            block = f"{block} {text}" if block else _ITEM.sub("", text, count=1)
