"""Run the tests that the claims of the docs name, and write what came of each to a page."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from infra.local.claims import PAGES, TESTS, Claim, claims
from infra.local.testing import run_tests
from infra.local.tiers import ROOT

PAGE = ROOT / "docs" / "evidence.md"
PASSED, FAILED, NOT_RUN = "passed", "**failed**", "**not run**"
MISSING = "**none**"
HEAD = """\
# Evidence

Each claim of the docs, the tests that stand behind it, and what came of them in the latest run of
`python3 dev.py evidence`, which writes this page and fails if a test fails or is missing.

A claim is a sentence, or a row of a table:

- in README.md, each one of the introduction, of *How it works*, of *When `st.login` is the better
  choice* and of *Browsers*, whose table is itself the result of tests
- in SECURITY.md, each one of *Who is trusted with what* and of *What is promised*
- elsewhere in README.md, and on the other pages below, each one that contains *never*, *always*,
  *only*, *once*, *nobody*, *nothing*, *no* or *at most*

[claims.py](../infra/local/claims.py) finds them, and [claims.toml](claims.toml) lists their tests;
SECURITY.md lists its own. A claim without a test fails the build. What is not promised or has not
been tried is no claim. Not covered are the guides to deployment, the READMEs of the other tiers and
[scale.md](scale.md), which reports measurements. A file alone stands for all its tests.
"""
# Each has the rehearsal to itself.
_IN_THE_REHEARSAL = ("tests/engines/", "tests/e2e/rehearsal/")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_PLACEHOLDER = re.compile(r"%[sdifjo#]|\\\$\w+")


@dataclass(frozen=True)
class Case:
    """A test that ran: its file from the root, its name, and whether it passed."""

    file: str
    name: str
    passed: bool


def run_evidence() -> int:
    """Run the tests, write the page, and return the exit code."""
    everything = claims()
    named = sorted({test for claim in everything for test in claim.tests})
    with tempfile.TemporaryDirectory() as folder:
        cases = list(_run(named, Path(folder)))
    results = {test: result(test, cases) for test in named}
    PAGE.write_text(render(everything, results), "utf-8")
    wrong = [f"{test}: {seen}" for test, seen in results.items() if seen != PASSED]
    wrong += [f"{claim.page}: no test: {claim.text}" for claim in everything if _is_bare(claim)]
    print("\n".join(wrong) or f"{len(named)} tests passed for {len(everything)} claims.")
    return 1 if wrong else 0


def _run(named: Sequence[str], folder: Path) -> Iterator[Case]:
    """Run the named tests, those of a group together; a name of vitest stands for its file."""
    component = {test.partition("::")[0] for test in named if test.startswith("component/")}
    others = [test for test in named if not test.startswith(("component/", *_IN_THE_REHEARSAL))]
    reports = [folder / f"{number}.xml" for number in range(3 + len(_IN_THE_REHEARSAL))]
    junit = ("--reporter=default", "--reporter=junit", f"--outputFile.junit={reports[0]}")
    run_tests([*sorted(component), *junit])
    run_tests([*others, "-m", "not slow", f"--junit-xml={reports[1]}"], shared=True)
    run_tests([*others, "-m", "slow", f"--junit-xml={reports[2]}"])
    for place, report in zip(_IN_THE_REHEARSAL, reports[3:], strict=True):
        rehearsed = [test for test in named if test.startswith(place)]
        _rehearse([*rehearsed, f"--junit-xml={report}"])
    return (case for report in reports for case in read(report))


def _rehearse(arguments: Sequence[str]) -> None:
    from infra.local.browser import ensure_engines
    from infra.rehearsal import command
    from infra.rehearsal.artefacts import make_artefacts

    ensure_engines()
    make_artefacts()
    command.run_tests(arguments)


def read(report: Path) -> Iterator[Case]:
    """Yield the tests of a report in JUnit's form; none if the run has not come to an end."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - written by this run
        of, name = case.attrib["classname"], case.attrib["name"]
        is_vitest = ".test.ts" in of
        yield Case(
            f"component/{of}" if is_vitest else f"{of.replace('.', '/')}.py",
            name if is_vitest else name.partition("[")[0],
            all(part.tag not in {"failure", "error", "skipped"} for part in case),
        )


def result(test: str, cases: Sequence[Case]) -> str:
    """Return what came of a test, with all its parameters, or of all tests of a file or folder."""
    file, _, name = test.partition("::")
    title = re.compile(rf"(?:.* > )?{_PLACEHOLDER.sub('.*', re.escape(name))}", re.DOTALL)
    seen = [
        case.passed
        for case in cases
        if case.file == file or (not name and case.file.startswith(f"{file}/"))
        if not name or title.fullmatch(case.name)
    ]
    return (PASSED if all(seen) else FAILED) if seen else NOT_RUN


def render(everything: Sequence[Claim], results: Mapping[str, str]) -> str:
    """Return the page; tests without a result have not run."""
    lines = [HEAD]
    for page in PAGES:
        lines += [f"## {page}", "", "| claim | tests | result |", "|---|---|---|"]
        of_page = [claim for claim in everything if claim.page == page]
        lines += [*(_row(claim, results) for claim in of_page), ""]
    return "\n".join(lines)


def _row(claim: Claim, results: Mapping[str, str]) -> str:
    tests = "<br>".join(map(_linked, claim.tests))
    seen = "<br>".join(results.get(test, NOT_RUN) for test in claim.tests)
    if not claim.tests:
        tests, seen = f"no promise: {claim.why_not}" if claim.why_not else MISSING, ""
    return f"| {_plain(claim)} | {tests} | {seen} |"


def _plain(claim: Claim) -> str:
    """Return a claim as the text of one cell, without links and without the cell of its tests."""
    if not claim.text.startswith("|"):
        return _LINK.sub(r"\1", claim.text)
    cells = [cell.strip() for cell in claim.text.strip("|").split("|")]
    return _LINK.sub(r"\1", " · ".join(cell for cell in cells if cell and not TESTS.search(cell)))


def _linked(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{Path(file).name}](../{file})" + (f": {name}" if name else "")


def _is_bare(claim: Claim) -> bool:
    return not claim.tests and not claim.why_not
