"""Run the tiers together: one ends, all end."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence, Set
from typing import TextIO

from infra.local.errors import LocalRunError
from infra.local.interruptions import Interruptions
from infra.local.process import POLL_SECONDS, LogReader
from infra.local.running import READY_SECONDS, Running

COLOURS = (36, 33, 32, 35)  # of ANSI: cyan, yellow, green, magenta


class _Supervisor:
    def __init__(self, runs: Sequence[Running], output: TextIO, *, ends_with_one: bool) -> None:
        self._runs = {run.tier.name: run for run in runs}
        self._output = output
        self._ends_with_one = ends_with_one
        self._logs: dict[str, LogReader] = {}
        self._held = list(runs)
        self._waiting: dict[str, float] = {}
        self._failed: set[str] = set()
        self._restarted: set[str] = set()

    @property
    def is_ready(self) -> bool:
        """Whether every tier answers."""
        return not (self._held or self._waiting or self._failed)

    def step(self) -> None:
        """Start the tiers whose turn it is, print what all wrote, and look who answers.

        Raises:
            LocalRunError: A tier ended, or did not answer in time.
        """
        pending = {*self._waiting, *(run.tier.name for run in self._held)}
        for run in [run for run in self._held if pending.isdisjoint(run.tier.needs)]:
            self._held.remove(run)
            self._start(run)
        self.print_new()
        for name, run in self._runs.items():
            if name in self._logs and name not in self._failed:
                self._check(name, run)

    def restart(self, name: str) -> None:
        """End a tier and start it again."""
        if name in self._logs:
            self._runs[name].stop()
            self.print_new()
            self._failed.discard(name)
            self._restarted.add(name)
            self._start(self._runs[name])

    def print_new(self) -> None:
        """Print what the tiers have written, each line with its tier before it."""
        width = max(map(len, self._runs))
        for (name, log), colour in zip(self._logs.items(), COLOURS * 2, strict=False):
            prefix = f"{time.strftime('%H:%M:%S')} {name:{width}} |"
            if self._output.isatty():
                prefix = f"\033[{colour}m{prefix}\033[0m"
            for line in log.new_lines():
                print(prefix, line, file=self._output)
        self._output.flush()

    def _start(self, run: Running) -> None:
        run.start()
        self._logs[run.tier.name] = LogReader(run.log_path)
        self._waiting[run.tier.name] = time.monotonic() + READY_SECONDS

    def _check(self, name: str, run: Running) -> None:
        try:
            run.check_alive()
            if name in self._waiting:
                if run.is_ready():
                    del self._waiting[name]
                    if name in self._restarted:
                        print(f"{name}: started again.", file=self._output, flush=True)
                elif time.monotonic() > self._waiting[name]:
                    raise run.failure(f"did not answer at {run.tier.ready_url}")
        except LocalRunError as error:
            if self._ends_with_one:
                raise
            self._failed.add(name)
            self._waiting.pop(name, None)
            print(f"{error}\nIt starts again when its sources change.", file=self._output)


def supervise(
    runs: Sequence[Running],
    on_ready: Callable[[], None],
    output: TextIO = sys.stdout,
    restarts: Iterator[Set[str]] | None = None,
) -> None:
    """Start all tiers, announce when they are ready, and keep them until a signal comes.

    A tier starts when those it needs answer. Whatever happens, no process of any tier is left
    when this returns.

    Args:
        runs: The tiers to start, in order.
        on_ready: Called once, when every tier answers.
        output: Where the tiers' lines go.
        restarts: Yields, at short intervals, the names of tiers to restart. A tier that ends is
            reported then, and the others stay; without it, one ends all.

    Raises:
        LocalRunError: A tier ended, or did not answer in time.
        Interrupted: Ctrl-C or SIGTERM.
    """
    supervisor = _Supervisor(runs, output, ends_with_one=restarts is None)
    announced = False
    with Interruptions() as interruptions:
        try:
            for names in restarts or _never():
                for name in names:
                    supervisor.restart(name)
                supervisor.step()
                if supervisor.is_ready and not announced:
                    announced = True
                    supervisor.print_new()
                    on_ready()
                interruptions.check()
        finally:
            # Ask all first: they end side by side.
            for run in runs:
                run.request_stop()
            for run in runs:
                run.stop()


def _never() -> Iterator[Set[str]]:
    while True:
        yield frozenset()
        time.sleep(POLL_SECONDS)
