"""dev.py test: what it prepares and runs for the paths that are given."""

from dataclasses import dataclass, field

import pytest

from infra.local import testing


@dataclass
class Ran:
    """What ``test`` prepared and ran."""

    builds: list[bool] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    ran = Ran()

    def run(command: list[str], *_: object, **__: object) -> int:
        ran.commands.append(command)
        return 0

    monkeypatch.setattr(testing, "run_in_foreground", run)
    monkeypatch.setattr(testing, "ensure_browser", lambda: "browser")
    monkeypatch.setattr(testing, "prepare", lambda *_, build=True: ran.builds.append(build))
    return ran


@pytest.mark.parametrize(
    ("arguments", "builds", "vitest", "pytest_"),
    [
        ([], [True] * testing.WORKERS, [], [*testing.SHARED, "-m", "not slow"]),
        (["-k", "a or b"], [True], None, ["-k", "a or b"]),
        (["tests/test_licences.py"], [False], None, ["tests/test_licences.py"]),
        (["dev.py::test_it", "-x"], [False], None, ["-x", "dev.py::test_it"]),
        (["tests/e2e/test_hero.py"], [True], None, ["tests/e2e/test_hero.py"]),
        (["tests"], [True], None, ["tests"]),
        (["component/env.test.ts", "-t", "name"], [False], ["env.test.ts", "-t", "name"], None),
        (["component", "tests/contract"], [False], [], ["tests/contract"]),
    ],
)
def test_tests_of_a_path_run_alone_with_what_they_need(
    ran: Ran,
    arguments: list[str],
    builds: list[bool],
    vitest: list[str] | None,
    pytest_: list[str] | None,
) -> None:
    assert testing.run_tests(arguments) == 0
    assert ran.builds == builds
    expected = [["run", *vitest]] if vitest is not None else []
    expected += [["pytest", *pytest_]] if pytest_ is not None else []
    assert [command[2:] for command in ran.commands] == expected


def test_processes_can_share_the_tests_of_paths(ran: Ran) -> None:
    assert testing.run_tests(["tests/e2e", "-x"], shared=True) == 0
    assert ran.builds == [True] * testing.WORKERS
    assert [command[2:] for command in ran.commands] == [
        ["pytest", *testing.SHARED, "-x", "tests/e2e"]
    ]
