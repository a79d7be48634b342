"""The benchmarks of the API on a machine that is too busy to measure anything."""

import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from socket import create_server

import pytest

from tests.bench import api
from tests.bench.functions.rounds import TOO_SLOW, Measure, TooSlow, interleave, median, ratio
from tests.bench.functions.servers import Call, load


def taking(*figures: float | type[Exception]) -> Measure:
    """A measurement that gives these figures in turn, or raises in their place."""
    left = list(figures)

    def measure() -> float:
        figure = left.pop(0)
        if isinstance(figure, type):
            raise figure
        return figure

    return measure


def test_a_round_that_is_too_slow_is_left_out() -> None:
    figures = interleave({"a": taking(2, TooSlow, 4, 9), "b": taking(1, 1, 1, TimeoutError)}, 4)
    assert median(figures, "a", "ms") == "     4 ms"
    low, middle, high = statistics.quantiles([2, 4], n=4)
    assert ratio(figures, "a", "b") == f"{middle:5.2f} ({low:.2f} to {high:.2f})"


def test_too_few_rounds_are_named_too_slow() -> None:
    figures = interleave({"a": taking(TooSlow, TimeoutError), "b": taking(1, 1)}, 2)
    assert median(figures, "a", "ms") == ratio(figures, "a", "b") == TOO_SLOW


def test_a_load_with_fewer_than_two_responses_is_too_slow() -> None:
    # In a thread: the browser tests leave an event loop running in the main one.
    with create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor() as threads:
        call = Call(server.getsockname()[1], "/")
        measured = threads.submit(load, call, connections=3, seconds=0)
        with pytest.raises(TooSlow):
            measured.result()


def test_the_servers_are_compared_although_all_are_too_slow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def too_slow(*_arguments: object) -> None:
        raise TooSlow

    monkeypatch.setattr(api, "process", lambda *_arguments: nullcontext())
    monkeypatch.setattr(api, "answered", lambda _call: b"")
    monkeypatch.setattr(api, "load", too_slow)
    with api.setting() as at:
        api.servers(at)
    rows = capsys.readouterr().out.splitlines()[1:]
    assert len(rows) == 7
    assert all(row.count(TOO_SLOW) == len(api.CONNECTIONS) for row in rows)


def test_a_part_that_is_too_slow_does_not_stop_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never_answers(_at: object) -> None:
        raise TimeoutError("/ does not answer")

    parts = {"first": never_answers, "second": lambda _at: sys.stdout.write("second\n")}
    monkeypatch.setattr(api, "PARTS", parts)
    monkeypatch.setattr(api, "setting", nullcontext)
    monkeypatch.setattr(api, "take_cores", lambda: None)
    assert api.main([]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [f"  {TOO_SLOW}", "second"]
