"""Whom the component lets pass, by the golden people, Python takes too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gatepost.identity.handover import redeem
from gatepost.secret import Secret
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant

pytestmark = pytest.mark.usefixtures("clock")

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "people.json"
REPEAT = re.compile(r"REPEAT (\d+) (\S+) ?(.*)")


def full(value: Any) -> Any:
    """Write out what is repeated."""
    repeat = REPEAT.fullmatch(value or "")
    return repeat[2] * int(repeat[1]) + repeat[3] if repeat else value


GOLDEN = json.loads(VECTORS.read_text("utf-8"))
PEOPLE = {
    golden["why"]: {name: full(value) for name, value in golden["person"].items()}
    for golden in GOLDEN
    if golden["person"]
}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_person_of_the_component_is_taken_as_it_is(
    component: Loopback, person: dict[str, str | None]
) -> None:
    component.answer = Answer(body=grant(user=person))
    user = redeem("sealed", Secret("verifier"), component.url, "https://app.example.com").user
    assert {name: getattr(user, name) for name in person} == person
