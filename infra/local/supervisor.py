"""Runs the tiers together: one ends, all end."""

import datetime
import sys
import time
from collections.abc import Callable, Sequence
from typing import TextIO

from honcho.colour import get_colours  # type: ignore[import-untyped]
from honcho.printer import Message, Printer  # type: ignore[import-untyped]

from infra.local.interruptions import Interruptions
from infra.local.process import POLL_SECONDS, LogReader
from infra.local.running import READY_SECONDS, Running


class _Output:
    """Prints what the tiers write to their logs, each line with its tier before it."""

    def __init__(self, runs: Sequence[Running], output: TextIO) -> None:
        width = max(len(run.tier.name) for run in runs)
        self._printer = Printer(output, width=width)
        self._colours = dict(zip((run.tier.name for run in runs), get_colours(), strict=False))
        self._logs: dict[str, LogReader] = {}

    def follow(self, run: Running) -> None:
        """Print what a tier writes from its start on."""
        self._logs[run.tier.name] = LogReader(run.log_path)

    def print_new(self) -> None:
        for name, log in self._logs.items():
            for line in log.new_lines():
                now = datetime.datetime.now()  # noqa: DTZ005  the user's own clock
                self._printer.write(Message("line", line, now, name, self._colours[name]))


def supervise(
    runs: Sequence[Running], on_ready: Callable[[], None], output: TextIO = sys.stdout
) -> None:
    """Start all tiers, say when they are ready, and keep them until one ends or a signal comes.

    A tier starts when those it needs answer.

    Whatever happens, no process of any tier is left when this returns.

    Args:
        runs: The tiers to start, in order.
        on_ready: Called once, when every tier answers.
        output: Where the tiers' lines go.

    Raises:
        LocalRunError: A tier ended, or did not answer in time.
        Interrupted: Ctrl-C or SIGTERM.
    """
    with Interruptions() as interruptions:
        try:
            _watch(runs, on_ready, _Output(runs, output), interruptions)
        finally:
            # Ask all first: they end side by side.
            for run in runs:
                run.request_stop()
            for run in runs:
                run.stop()


def _watch(
    runs: Sequence[Running],
    on_ready: Callable[[], None],
    output: _Output,
    interruptions: Interruptions,
) -> None:
    held, waiting = list(runs), list[Running]()
    deadline = time.monotonic() + READY_SECONDS
    while True:
        names = {run.tier.name for run in held + waiting}
        for run in [run for run in held if names.isdisjoint(run.tier.needs)]:
            held.remove(run)
            waiting.append(run.start())
            output.follow(run)
        output.print_new()
        interruptions.check()
        for run in runs:
            run.check_alive()
        if waiting:
            waiting = [run for run in waiting if not run.is_ready()]
            if not held and not waiting:
                output.print_new()
                on_ready()
            elif waiting and time.monotonic() > deadline:
                first = waiting[0]
                raise first.failure(f"did not answer at {first.tier.ready_url}")
        time.sleep(POLL_SECONDS)
