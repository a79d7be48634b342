"""Run the tests of the given paths; build only what these need."""

import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.browser import ensure_browser
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.node import NODE
from infra.local.tiers import ROOT, TEST_OFFSET
from infra.local.toolchain import COMPONENT, TEST_PACKAGES, node_environment, prepare

# Processes that share many tests, file by file. They are more than the smallest machine has
# cores, since tests in a browser mostly wait.
WORKERS = 3
SHARED = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
IN_A_BROWSER = ROOT / "tests" / "e2e"


def run_tests(arguments: Sequence[str], *, shared: bool = False) -> int:
    """Run vitest and pytest, or the one whose paths are given; return the exit code.

    Args:
        arguments: Paths, and options of pytest, or of vitest if all paths are the component's.
            Options without a path go to pytest, which then runs all its tests. Nothing stands
            for the whole suite, whose tests are shared.
        shared: Whether several processes share the tests of pytest.
    """
    paths = {argument: path for argument in arguments if (path := _path(argument))}
    components = [path for path in paths.values() if path.is_relative_to(COMPONENT)]
    others = [path for path in paths.values() if path not in components]
    options = [argument for argument in arguments if argument not in paths]
    with_vitest = components or not arguments
    with_pytest = others or not components
    in_a_browser = with_pytest and (not others or any(map(_needs_a_browser, others)))

    prepare(TEST_OFFSET, TEST_PACKAGES, build=in_a_browser)
    settings = {"GATEPOST_BROWSER": str(ensure_browser())} if in_a_browser else {}
    if not arguments:
        print("The slow tests are left to python3 dev.py test -m slow.")
        options = ["-m", "not slow"]
    if shared or not arguments:
        offsets = [TEST_OFFSET + 300 * worker for worker in range(WORKERS)]
        for offset in offsets[1:]:
            prepare(offset)
        settings["TEST_OFFSETS"] = " ".join(map(str, offsets))
        options = [*SHARED, *options]
    code = 0
    if with_vitest:
        chosen = [str(path.relative_to(COMPONENT)) for path in components if path != COMPONENT]
        own = [] if with_pytest else options
        command = [str(NODE), "node_modules/vitest/vitest.mjs", "run", *chosen, *own]
        code = run_in_foreground(command, COMPONENT, node_environment())
    if with_pytest:
        if code:
            print("The component's tests failed; the other tests follow.")
        chosen = [argument for argument, path in paths.items() if path in others]
        command = [sys.executable, "-m", "pytest", *options, *chosen]
        code = run_in_foreground(command, env=clean_environment() | settings) or code
    return code


def _path(argument: str) -> Path | None:
    """Return the file or folder that an argument names, as in ``tests/a.py::test_it``."""
    path = (ROOT / argument.split("::", maxsplit=1)[0]).resolve()
    return path if path.exists() and not argument.startswith("-") else None


def _needs_a_browser(path: Path) -> bool:
    return path.is_relative_to(IN_A_BROWSER) or IN_A_BROWSER.is_relative_to(path)
