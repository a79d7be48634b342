"""dev.py evidence: what came of the tests that the claims name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.local import evidence
from infra.local.claims import Claim
from infra.local.evidence import FAILED, NOT_RUN, PASSED, Case, read, render, result

PYTEST = """<testsuites><testsuite>
<testcase classname="tests.e2e.test_a" name="test_one[x-1]"/>
<testcase classname="tests.e2e.test_a" name="test_one[y]"><failure message="no"/></testcase>
<testcase classname="tests.e2e.test_a" name="test_two"><system-out/></testcase>
<testcase classname="tests.e2e.test_a" name="test_three"><error/></testcase>
<testcase classname="tests.e2e.test_a" name="test_four"><skipped/></testcase>
</testsuite></testsuites>"""
VITEST = """<testsuites><testsuite>
<testcase classname="server/a.test.ts" name="a handover &gt; refuses one that is old"/>
<testcase classname="server/a.test.ts" name="a handover &gt; is redeemed once"/>
</testsuite></testsuites>"""


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    found: list[Case] = []
    for number, report in enumerate((PYTEST, VITEST)):
        (tmp_path / f"{number}.xml").write_text(report)
        found += read(tmp_path / f"{number}.xml")
    return found


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("tests/e2e/test_a.py::test_one", FAILED),
        ("tests/e2e/test_a.py::test_two", PASSED),
        ("tests/e2e/test_a.py::test_three", FAILED),
        ("tests/e2e/test_a.py::test_four", FAILED),
        ("tests/e2e/test_a.py::test_on", NOT_RUN),
        ("tests/e2e/test_a.py", FAILED),
        ("tests/e2e", FAILED),
        ("tests/e", NOT_RUN),
        ("component/server/a.test.ts::refuses one that is %s", PASSED),
        ("component/server/a.test.ts::is redeemed", NOT_RUN),
        ("component/server/a.test.ts::redeemed once", NOT_RUN),
        ("component/server/a.test.ts", PASSED),
        ("component/server/b.test.ts", NOT_RUN),
    ],
)
def test_a_test_has_passed_if_all_of_it_has(cases: list[Case], test: str, expected: str) -> None:
    assert result(test, cases) == expected


def test_a_run_without_a_report_has_no_tests(tmp_path: Path) -> None:
    assert list(read(tmp_path / "none.xml")) == []


def test_a_row_has_each_test_beside_its_result_and_no_link_of_its_page() -> None:
    tests = ("tests/a.py::test_one", "tests/b.py")
    row = f"| [Links](../x.md) go | and | [b.py]({tests[1]}) |"
    page = render([Claim("SECURITY.md", row, tests)], {tests[0]: PASSED, tests[1]: FAILED})
    links = "[a.py](../tests/a.py): test_one<br>[b.py](../tests/b.py)"
    assert f"\n| Links go · and | {links} | passed<br>**failed** |\n" in page


@pytest.mark.parametrize(
    ("passed", "tests", "code"),
    [
        (True, ("tests/a.py::test_it",), 0),
        (False, ("tests/a.py::test_it",), 1),
        (True, ("tests/a.py::test_other",), 1),
        (True, (), 1),
    ],
)
def test_command_fails_for_a_failing_or_missing_test(
    passed: bool,
    tests: tuple[str, ...],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(_named: Sequence[str], _folder: Path) -> list[Case]:
        return [Case("tests/a.py", "test_it", passed)]

    monkeypatch.setattr(evidence, "claims", lambda: [Claim("README.md", "It never ends.", tests)])
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    monkeypatch.setattr(evidence, "_run", run)
    assert evidence.run_evidence() == code
    assert "It never ends." in (tmp_path / "evidence.md").read_text("utf-8")
