"""Run the tiers together: when one ends, all end, except with `up --watch`."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import cycle

from infra.local.errors import Interruptions, LocalRunError
from infra.local.process import POLL_SECONDS
from infra.local.running import READY_SECONDS, Running

COLOURS = (36, 33, 32, 35)  # of ANSI: cyan, yellow, green, magenta


class _Supervisor:
    def __init__(
        self, runs: Sequence[Running], on_ready: Callable[[], None], *, ends_with_one: bool
    ) -> None:
        self._runs = {run.tier.name: run for run in runs}
        self._on_ready = on_ready
        self._ends_with_one = ends_with_one
        self._was_ready = False
        self._deadlines: dict[str, float] = {}  # of tiers that do not answer yet
        self._failed: set[str] = set()

    def step(self) -> None:
        """Start the tiers that can start, print new lines, and check which tiers answer.

        Raises:
            LocalRunError: A tier ended, or did not answer in time.
        """
        for name, run in self._runs.items():
            if not run.is_started and self._answering().issuperset(run.tier.needs):
                self._start(name)
        self._print_new()
        for name, run in self._runs.items():
            if run.is_started and name not in self._failed:
                self._check(name)
        if not self._was_ready and self._answering() == self._runs.keys():
            self._was_ready = True
            self._print_new()
            self._on_ready()

    def restart(self, name: str) -> None:
        """End a tier and start it again."""
        if self._runs[name].is_started:
            self._runs[name].stop()
            self._print_new()
            self._failed.discard(name)
            self._start(name)

    def _answering(self) -> set[str]:
        started = {name for name, run in self._runs.items() if run.is_started}
        return started - self._deadlines.keys() - self._failed

    def _start(self, name: str) -> None:
        self._runs[name].start()
        self._deadlines[name] = time.monotonic() + READY_SECONDS

    def _print_new(self) -> None:
        """Print what the tiers have written, with the tier's name before each line."""
        width = max(map(len, self._runs))
        for (name, run), colour in zip(self._runs.items(), cycle(COLOURS), strict=False):
            prefix = f"{time.strftime('%H:%M:%S')} {name:{width}} |"
            if sys.stdout.isatty():
                prefix = f"\033[{colour}m{prefix}\033[0m"
            for line in run.new_lines():
                print(prefix, line)

    def _check(self, name: str) -> None:
        run = self._runs[name]
        try:
            if name not in self._deadlines:
                run.check_alive()
            elif run.is_ready():
                del self._deadlines[name]
                if self._was_ready:
                    print(f"{name}: started again.")
            elif time.monotonic() > self._deadlines[name]:
                raise run.failure(f"did not answer at {run.tier.ready_url}")
        except LocalRunError as error:
            if self._ends_with_one:
                raise
            self._failed.add(name)
            self._deadlines.pop(name, None)
            print(f"{error}\nIt starts again when its sources change.")


def supervise(
    runs: Sequence[Running],
    on_ready: Callable[[], None],
    restarts: Iterator[Set[str]] | None = None,
) -> None:
    """Start all tiers, announce when they are ready, and keep them running until a signal.

    A tier starts when those it needs answer. No process of any tier is left when this returns,
    whatever happens.

    Args:
        runs: The tiers to start, in order.
        on_ready: Called once, when every tier answers.
        restarts: Yields, at short intervals, the names of tiers to restart. With it, a tier that
            ends is reported and the others keep running; without it, all end.

    Raises:
        LocalRunError: A tier ended, or did not answer in time.
        Interrupted: Ctrl-C or SIGTERM.
    """
    supervisor = _Supervisor(runs, on_ready, ends_with_one=restarts is None)
    with Interruptions() as interruptions:
        try:
            for names in restarts or _never():
                for name in names:
                    supervisor.restart(name)
                supervisor.step()
                interruptions.check()
        finally:
            # Ask all first, so that they end at the same time.
            for run in runs:
                run.request_stop()
            for run in runs:
                run.stop()


def _never() -> Iterator[Set[str]]:
    while True:
        yield frozenset()
        time.sleep(POLL_SECONDS)
