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
        self._logs = [
            (run.tier.name, LogReader(run.log_path), colour)
            for run, colour in zip(runs, get_colours(), strict=False)
        ]

    def print_new(self) -> None:
        for name, log, colour in self._logs:
            for line in log.new_lines():
                now = datetime.datetime.now()  # noqa: DTZ005  the user's own clock
                self._printer.write(Message("line", line, now, name, colour))


def supervise(
    runs: Sequence[Running], on_ready: Callable[[], None], output: TextIO = sys.stdout
) -> None:
    """Start all tiers, say when they are ready, and keep them until one ends or a signal comes.

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
            for run in runs:
                run.start()
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
    waiting = list(runs)
    deadline = time.monotonic() + READY_SECONDS
    while True:
        output.print_new()
        interruptions.check()
        for run in runs:
            run.check_alive()
        if waiting:
            waiting = [run for run in waiting if not run.is_ready()]
            if not waiting:
                output.print_new()
                on_ready()
            elif time.monotonic() > deadline:
                first = waiting[0]
                raise first.failure(f"did not answer at {first.tier.ready_url}")
        time.sleep(POLL_SECONDS)
