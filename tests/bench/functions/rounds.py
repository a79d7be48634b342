"""Interleaved rounds: what is compared is measured in turn, so that noise hits all alike."""

import statistics
from collections.abc import Callable, Mapping

Measure = Callable[[], float]
Figures = dict[str, list[float]]


def interleave(measures: Mapping[str, Measure], rounds: int) -> Figures:
    """Take each measure once a round."""
    figures: Figures = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            figures[name].append(measure())
    return figures


def ratio(figures: Figures, name: str, to: str) -> str:
    """The median of the rounds' ratios, and the middle half of them."""
    ratios = [a / b for a, b in zip(figures[name], figures[to], strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:5.2f} ({low:.2f} to {high:.2f})"


def median(figures: Figures, name: str) -> float:
    return statistics.median(figures[name])
