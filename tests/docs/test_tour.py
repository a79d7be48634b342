"""The tour in the README: about a minute, and small enough for a page."""

from __future__ import annotations

from PIL import Image, ImageSequence

from infra.local.tour import IMAGES

MOST_BYTES = 3_000_000


def test_tour_lasts_a_minute_and_loads_at_once() -> None:
    path = IMAGES / "tour.gif"
    assert path.stat().st_size < MOST_BYTES
    with Image.open(path) as tour:
        assert tour.width == 800, "as wide as a README shows it"
        milliseconds = sum(frame.info["duration"] for frame in ImageSequence.Iterator(tour))
    assert 50_000 <= milliseconds <= 70_000
