"""Interleaved rounds: what is compared is measured in turn, so that noise affects all alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
Measure = Callable[[], float]
Figures = Mapping[str, Sequence[float | None]]

TOO_SLOW = "too slow to measure"


class TooSlow(Exception):
    """The machine is so busy that a measurement has too few responses to mean anything."""


def attempt(measure: Callable[[], T]) -> T | None:
    """Take a measurement; None if the machine is too slow for it."""
    try:
        return measure()
    except (TooSlow, TimeoutError):
        return None


def interleave(measures: Mapping[str, Measure], rounds: int) -> Figures:
    """Take each measurement once a round."""
    figures: dict[str, list[float | None]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            figures[name].append(attempt(measure))
    return figures


def ratio(figures: Figures, name: str, to: str) -> str:
    """The median of the rounds' ratios, and the middle half of them."""
    pairs = zip(figures[name], figures[to], strict=True)
    ratios = [a / b for a, b in pairs if a is not None and b is not None]
    if len(ratios) < 2:
        return TOO_SLOW
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:5.2f} ({low:.2f} to {high:.2f})"


def median(figures: Figures, name: str, unit: str, digits: int = 0) -> str:
    """The median of the rounds in which there is a figure."""
    taken = [figure for figure in figures[name] if figure is not None]
    return f"{statistics.median(taken):6.{digits}f} {unit}" if taken else TOO_SLOW
