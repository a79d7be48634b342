"""Draw the patterns into ``docs/architecture.md``, each as a run in which nothing fails."""

from __future__ import annotations

import re
import textwrap

from views.patterns.sequences import PATTERNS, Pattern
from views.patterns.steps import LANES, STEPS

_PART = "\n## Communication patterns\n"
_BLOCK = re.compile(r"(?<=^```mermaid\n)(?:.*\n)*?(?=```$)", re.MULTILINE)
_WIDTH = 30
_VALUES = {"seq": "n", "origin": "…", "status": "status", "took": "n", "method": "GET"}


def insert_diagrams(page: str) -> str:
    """Return the page with the diagram of each pattern in the section of its title.

    Raises:
        ValueError: The last part of the page has other sections, or one without a mermaid block.
    """
    before, part, text = page.partition(_PART)
    intro, *sections = re.split(r"^(?=### )", text, flags=re.MULTILINE)
    drawn = [_insert(pattern, text) for pattern, text in zip(PATTERNS, sections, strict=True)]
    return "".join([before, part, intro, *drawn])


def _insert(pattern: Pattern, section: str) -> str:
    drawn, count = _BLOCK.subn(lambda _: _diagram(pattern), section)
    if count != 1 or not section.startswith(f"### {pattern.title}\n"):
        raise ValueError(f"Add a section ### {pattern.title} with one mermaid block.")
    return drawn


def _diagram(pattern: Pattern) -> str:
    steps = [(key, STEPS[key]) for key in pattern.steps]
    used = {lane for _, step in steps for lane in (step.source, step.target)}
    lines = ["sequenceDiagram"]
    lines += [f"    participant {lane} as {LANES[lane]}" for lane in LANES if lane in used]
    for key, step in steps:
        title = step.title.format_map({**_VALUES, "name": _name(pattern, key)})
        lines.append(f"    {step.source}->>{step.target}: {_wrap(title)}")
        checks = ",<br>".join(map(_wrap, step.checks))
        lines += [f"    Note over {step.target}: {checks}"] if checks else []
    return "\n".join(lines) + "\n"


def _name(pattern: Pattern, key: str) -> str:
    """Return the pattern's own event or command if a step has one, else a route."""
    if key in {"emit", "receive"}:
        return next(name for name in sorted(pattern.names) if name.startswith("on"))
    if key in {"send", "dispatch", "handle"}:
        return next(name for name in ("callRoute", "actionAnswer") if name in pattern.names)
    return "/api/ping"


def _wrap(text: str) -> str:
    return "<br>".join(textwrap.wrap(text, _WIDTH, break_on_hyphens=False))
