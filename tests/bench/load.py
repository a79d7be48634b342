"""Drive people through the rehearsal: ``python3 dev.py bench load [people …] [--minutes N]``.

For each number of people: how long their steps take, and what each tier uses a request, a session
and a person. With ``--minutes``, one number stays for that long, and memory is printed as it goes.
With ``--lose``, a replica of the app and an instance of the component are killed half way.
"""

from __future__ import annotations

import argparse
import os
import sys

if "REHEARSAL" in os.environ:
    import tests.bench._green  # noqa: F401 - before anything that opens a connection

from infra.local.foreground import run_in_foreground
from infra.rehearsal import command
from infra.rehearsal.artefacts import make_artefacts

LEVELS = (50, 200, 1_000)
SECONDS = 90
ARRIVALS = 3
"""People that begin in a second."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench load", description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=LEVELS)
    parser.add_argument("--minutes", type=float, default=SECONDS / 60)
    parser.add_argument("--pause", type=float, default=60, help="seconds between runs of the app")
    parser.add_argument("--lose", action="store_true", help="kill a replica and an instance")
    options = parser.parse_args(arguments)
    if "REHEARSAL" not in os.environ:
        make_artefacts()
        again = [sys.executable, "-m", "tests.bench.load", *arguments]
        return run_in_foreground(again, env=command.environment())
    from tests.bench._levels import measure, warm_up
    from tests.bench._people import Tab
    from tests.e2e.rehearsal.stage import Stage

    Tab.pause = options.pause
    failures = 0
    with Stage() as stack:
        warm_up(stack)
        for people in options.people:
            failures += measure(stack, people, options.minutes * 60, ARRIVALS, lose=options.lose)
        assert "Traceback" not in stack.logs()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
