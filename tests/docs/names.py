"""Find the names of code in a diagram by their form, and check that the code has them.

- ``x.py``, ``folder/x.ts`` and the like: a file, by its name or the end of its path.
- ``/api/…``, ``/frame/…``: a route or framed page of the component.
- ``onXxx``: an event of ``gatepost.wire.events`` or of the demo's ``messages.py``.
- ``command xxx``: a command of the same two.
- ``xxx()``: a function that the code defines or calls.
- ``a_b``, ``aB``: any other identifier.
- The text of an arrow between ``host`` and ``frame`` has in it the type of the message, or the name
  of its command or event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.docs import inventory
from tests.docs.diagrams import Diagram

ARROW = re.compile(r"^\s*(host|frame)\s*[-<]+[>x)]+\s*[+-]?\s*(host|frame)\s*:(.*)")


@dataclass(frozen=True)
class Kind:
    """A kind of name: its form, whether the code has one, and what is wrong if not."""

    form: re.Pattern[str]
    is_known: Callable[[str], bool]
    wrong: str


# In this order: the next kinds do not see what one kind matched.
KINDS = (
    Kind(
        re.compile(r"(?<![\w/.])([\w-][\w./-]*\.(?:py|tsx?|m?js|html|css|json|yaml))\b(?!\()"),
        lambda file: any(f"/{path}".endswith(f"/{file}") for path in inventory.files()),
        "no file is named {}: name it as it is called now",
    ),
    Kind(
        re.compile(r"(?<!\w)(/(?:api|frame)(?:/[\w-]+)+)"),
        lambda route: route in inventory.routes(),
        "{} is no route: see component/pages",
    ),
    Kind(
        re.compile(r"\b(on[A-Z]\w*)"),
        lambda event: event in inventory.event_names(),
        "{} is no event: see EVENTS of gatepost/wire/events.py and messages.py",
    ),
    Kind(
        re.compile(r"\bcommand (\w+)"),
        lambda command: command in inventory.command_names(),
        "{} is no command: see COMMANDS of gatepost/wire/events.py and messages.py",
    ),
    Kind(
        inventory.CALL,
        lambda function: function in inventory.functions(),
        "the code has no function {}(): name it as it is called now",
    ),
    Kind(
        re.compile(r"\b(\w*[a-z0-9][A-Z]\w*|\w*[A-Za-z0-9]_\w*)\b"),
        lambda identifier: identifier in inventory.words(),
        "the code has no {}: name it as it is called now",
    ),
)


def unknown_names(diagram: Diagram) -> Iterator[str]:
    """Yield where a diagram names what the code does not have, and what to fix."""
    # The first line is mermaid's own: which kind of diagram it is.
    for number, line in enumerate(diagram.text.splitlines()[1:], start=2):
        for reason in (*_wrong_message(line), *_unknown_in(line)):
            yield f"{diagram.at(number)}: {reason}"


def _unknown_in(line: str) -> Iterator[str]:
    for kind in KINDS:
        for found in kind.form.findall(line):
            if not kind.is_known(found):
                yield kind.wrong.format(found)
        line = kind.form.sub(" ", line)


def _wrong_message(line: str) -> Iterator[str]:
    arrow = ARROW.match(line)
    if not arrow or arrow[1] == arrow[2]:
        return
    if arrow[1] == "host":
        types, names = inventory.posted_by_host(), inventory.command_names()
    else:
        types, names = inventory.received_by_host(), inventory.event_names()
    if (types | names).isdisjoint(re.findall(r"\w+", arrow[3])):
        known = ", ".join(sorted(types))
        yield f"the {arrow[1]} sends no such message: {inventory.HOST} knows {known}"
