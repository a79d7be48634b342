"""Each claim of the docs has tests that exist; the page of evidence lists them as they are now."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache

import pytest

from infra.local.claims import LIST, NONE, PAGES, WHOLE, Claim, claims, counts, parts
from infra.local.evidence import HEAD, PAGE, render
from tests.repository import ROOT, text

CLAIMS = claims()
LISTED = tomllib.loads(text(ROOT / LIST))
REASONS = {"advice", "another product", "map", "wording"}


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of a file's tests: functions for pytest, titles for vitest."""
    source = text(ROOT / file)
    if file.endswith(".py"):
        names = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        return frozenset(one for one in names if one.startswith("test_"))
    return frozenset(re.findall(r'(?:\bit|\btest|\))\(\s*"((?:[^"\\]|\\.)*)"', source))


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    if name:
        return (ROOT / file).is_file() and name in names_in(file)
    inside = [ROOT / file] if (ROOT / file).is_file() else [*(ROOT / file).glob("test_*.py")]
    return any(names_in(path.relative_to(ROOT).as_posix()) for path in inside)


def without_results(page: str) -> str:
    return re.sub(r"^(\|.*\|)[^|]*\|$", r"\1", page, flags=re.MULTILINE)


def test_each_claim_has_a_test() -> None:
    bare = [(claim.page, claim.text) for claim in CLAIMS if not claim.tests and not claim.why_not]
    assert bare == [], f"list their tests in {LIST}, or change the words to what is tested"
    assert {claim.page for claim in CLAIMS} >= {"README.md", "SECURITY.md"}, "no claims are found"


def test_each_test_exists() -> None:
    missing = {test for claim in CLAIMS for test in claim.tests if not exists(test)}
    assert missing == set()


def test_each_listed_sentence_stands_in_its_page_and_is_a_claim() -> None:
    assert set(LISTED) <= set(PAGES)
    claimed = {(claim.page, claim.text) for claim in CLAIMS}
    gone = [(page, words) for page in LISTED for words in LISTED[page]]
    assert [one for one in gone if one not in claimed] == []


def test_each_listed_test_has_a_name_and_each_other_entry_a_known_reason() -> None:
    entries = [entry for page in LISTED.values() for entry in page.values()]
    reasons = {entry for entry in entries if isinstance(entry, str)}
    tests = [test for entry in entries if isinstance(entry, list) for test in entry]
    assert reasons == REASONS
    assert [test for test in tests if "::" not in test] == []


def test_every_row_of_a_promise_names_its_tests() -> None:
    rows = [claim for claim in CLAIMS if claim.page == "SECURITY.md" and "](" in claim.text]
    promises = [claim for claim in rows if claim.text.startswith("|")]
    assert len(promises) > 30
    assert all(claim.tests for claim in promises)


def test_page_lists_the_claims_and_tests_of_now() -> None:
    assert without_results(text(PAGE)) == without_results(render(CLAIMS, {})), (
        "run python3 dev.py evidence"
    )
    assert text(PAGE).startswith(HEAD)


SOURCE = """\
# Title
A first sentence, over
two lines. `Code` begins the second.
- an item. It has two.

```python
never = "code"
```

| head | no claim |
|---|:-:|
| a row | with [a link](x.md) |
![a picture](x.png)
<!-- engines: written -->
| never | seen |
<!-- /engines -->
"""


def test_sentences_items_and_rows_are_found_with_their_heading() -> None:
    assert list(parts(SOURCE)) == [
        ("Title", "A first sentence, over two lines."),
        ("Title", "`Code` begins the second."),
        ("Title", "an item."),
        ("Title", "It has two."),
        ("Title", "| a row | with [a link](x.md) |"),
    ]


@pytest.mark.parametrize(
    ("heading", "words", "is_claim"),
    [
        ("How it works", "The frame sees a name.", True),
        ("Anything", "The frame sees a name.", False),
        ("Anything", "The frame never sees a token.", True),
        ("Anything", "No token is there.", True),
        ("Anything", "It returns `None` and knows the rest.", False),
        ("What is not promised", "It never ends.", False),
    ],
)
def test_what_counts(heading: str, words: str, is_claim: bool) -> None:
    assert counts(heading, words) is is_claim


def test_every_section_that_the_rule_names_is_there() -> None:
    headings = {heading for page in PAGES for heading, _ in parts(text(ROOT / page))}
    assert headings >= WHOLE | NONE


def test_claim_without_a_test_shows_as_such() -> None:
    page = render([Claim("README.md", "It never ends.")], {})
    assert "| It never ends. | **none** |  |" in page
