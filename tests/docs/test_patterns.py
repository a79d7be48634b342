"""The diagrams of the communication patterns are those that the view Patterns draws."""

from __future__ import annotations

import textwrap

import pytest

from tests.docs.diagrams import diagrams
from tests.repository import ROOT, name
from views.patterns.sequences import PATTERNS, Pattern
from views.patterns.steps import LANES, STEPS

PAGE = ROOT / "docs" / "architecture.md"
EVENT_STEPS = ("say", "receive")
COMMAND_STEPS = ("give", "take", "handle")
WIDTH = 30


def drawn(pattern: Pattern) -> str:
    """The diagram of a run in which nothing fails, as mermaid reads it."""
    used = {lane for step in pattern.steps for lane in (STEPS[step].source, STEPS[step].target)}
    lines = ["sequenceDiagram"]
    lines += [f"    participant {lane} as {LANES[lane]}" for lane in LANES if lane in used]
    for key in pattern.steps:
        step = STEPS[key]
        title = broken(step.title.format_map(names(pattern, key)))
        lines.append(f"    {step.source}->>{step.target}: {title}")
        checks = ",<br>".join(broken(check) for check in step.checks)
        lines += [f"    Note over {step.target}: {checks}"] if checks else []
    return "\n".join(lines) + "\n"


def names(pattern: Pattern, key: str) -> dict[str, str]:
    """What stands in the place of values: the pattern's own event and command, else a word."""
    event = next(name for name in sorted(pattern.names) if name.startswith("on"))
    command = next((name for name in ("callRoute", "actionAnswer") if name in pattern.names), "")
    name = event if key in EVENT_STEPS else command if key in COMMAND_STEPS else "/api/ping"
    values = {"seq": "n", "origin": "…", "status": "status", "took": "n", "method": "GET"}
    return {"name": name, **values}


def broken(text: str) -> str:
    return "<br>".join(textwrap.wrap(text, WIDTH, break_on_hyphens=False))


def test_every_pattern_has_its_section() -> None:
    headings = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("### ")]
    assert headings[-len(PATTERNS) :] == [f"### {pattern.title}" for pattern in PATTERNS]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.title)
def test_diagram_is_that_of_the_view(pattern: Pattern) -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    heading = lines.index(f"### {pattern.title}", lines.index("## Communication patterns"))
    below = [d.text for d in diagrams() if d.page == name(PAGE) and d.line > heading]
    assert below[0] == drawn(pattern)
