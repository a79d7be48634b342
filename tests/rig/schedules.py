"""Random schedules of faults and of what people do, and whether all agree in the end.

When a schedule is over, every fault is healed, Streamlit answers, each page has its connection and
the network is announced to be back (``online``), upon which the frame asks at once. When its
questions are answered, the two seconds begin in which frame, page and provider have to agree.
"""

from __future__ import annotations

import time
from random import Random

from tests.rig.layout_page import UNUSABLE, unusable
from tests.rig.tab import Tab
from tests.rig.world import ACTIONS, Action, World

STEPS = 4
LONGEST_PAUSE_SECONDS = 3
AGREE_SECONDS = 2
_QUIET_SECONDS = 0.3
_ANSWER_SECONDS = 20


def plan(seed: int) -> list[tuple[Action, float]]:
    """The actions of a schedule, with the pause after each."""
    random = Random(seed)
    pauses = [random.uniform(0, LONGEST_PAUSE_SECONDS) for _ in range(STEPS)]
    return [(random.choice(ACTIONS), pause) for pause in pauses]


def describe(seed: int) -> str:
    """A schedule in words."""
    return ", ".join(action.__name__.replace("_", " ") for action, _ in plan(seed))


def fault_of(world: World, seed: int) -> str | None:
    """Run a schedule; returns what does not agree in the end."""
    random = Random(seed)
    try:
        world.open()
        for action, pause in plan(seed):
            action(world, random)
            world.wait(pause)
            for tab in world.tabs:
                tab.look()
        _heal(world)
        return _disagreement(world)
    except UNUSABLE as error:
        return unusable(error)
    finally:
        world.close()


def _heal(world: World) -> None:
    world.heal()
    for tab in world.tabs:
        tab.wait_connected()
        tab.come_back()
    quiet_since = time.monotonic()
    deadline = quiet_since + _ANSWER_SECONDS
    while time.monotonic() < min(quiet_since + _QUIET_SECONDS, deadline):
        world.wait(0.05)
        if world.component.in_flight:
            quiet_since = time.monotonic()


def _disagreement(world: World) -> str | None:
    deadline = time.monotonic() + AGREE_SECONDS
    while (found := _difference(world)) and time.monotonic() < deadline:
        world.wait(0.1)
    if found:
        return found
    person = world.tabs[0].look().person
    renewed = world.tabs[0].probe(world.app)
    return None if renewed == person else f"{person} is shown, and the provider renews {renewed}"


def _difference(world: World) -> str | None:
    """What tabs and frames show differently, if anything."""
    persons = {tab.look().person for tab in world.tabs}
    if len(persons) > 1:
        return f"the frames show {' and '.join(sorted(map(str, persons)))}"
    for number, tab in enumerate(world.tabs, 1):
        fault = _fault_of_tab(tab)
        if fault:
            return f"in tab {number} {fault}"
    return None


def _fault_of_tab(tab: Tab) -> str | None:
    shown = tab.look()
    if not shown.is_decided:
        return f"the frame shows only: {shown.text}"
    if shown.person is None and tab.needs_reason and tab.reason is None:
        return "the frame gives no reason for the end of the sign-in"
    return tab.page_fault(shown.person)
