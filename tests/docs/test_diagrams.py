"""The diagrams of the documentation parse, and name only what the code has."""

from __future__ import annotations

import pytest

from tests.docs.diagrams import Diagram, diagrams, diagrams_of, faults
from tests.docs.names import unknown_names
from tests.repository import ROOT, text
from views.patterns.mermaid import insert_diagrams

PAGE = """Text.

```mermaid
flowchart LR
    a --> b
```

- In a list:
  ~~~~ mermaid
  flowchart LR
      c --> d
  ~~~~

```sh
flowchart LR
```

```mermaid
sequenceDiagram
"""


def sequence(*lines: str) -> Diagram:
    return Diagram("page.md", 10, "\n".join(["sequenceDiagram", *lines, ""]))


def test_every_diagram_parses() -> None:
    found = diagrams()
    assert found, "the docs hold no diagram"
    assert faults(found) == []


def test_every_name_in_a_diagram_is_one_of_the_code() -> None:
    assert [reason for diagram in diagrams() for reason in unknown_names(diagram)] == []


def test_every_block_is_found_with_its_line() -> None:
    found = [(d.line, d.text.split()[-1]) for d in diagrams_of("page.md", PAGE)]
    assert found == [(4, "b"), (10, "d"), (19, "sequenceDiagram")]


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("### Sign-in\n", "### Signing in\n"),
        ("### API with", "### Another\n\n### API with"),
        ("## Communication patterns", "## Patterns"),
    ],
)
def test_page_whose_sections_are_not_the_patterns_is_an_error(part: str, changed: str) -> None:
    page = text(ROOT / "docs" / "architecture.md")
    with pytest.raises(ValueError, match=r"section|argument"):
        insert_diagrams(page.replace(part, changed))


@pytest.mark.parametrize(
    ("broken", "where", "why"),
    [
        ("flowchart LR\n    a --> b\n    c -->\n    d[\n", "page.md:1", "Parse error"),
        ("flowchart LR\n    a[one] -->|<b>two</b>| [three]\n", "page.md:11: ", "Parse error"),
        ("sequenceDiagram\n    app->>host: hello\n    app->>\n", "page.md:12: ", "Parse error"),
        ("sequenceDiagram\n    loop ever\n    app->>host: hello\n", "page.md:12: ", "Parse error"),
        ("flow LR\n    a --> b\n", "page.md:10: ", "No diagram type"),
    ],
)
def test_broken_diagram_is_named_with_line_and_reason(broken: str, where: str, why: str) -> None:
    good = sequence("app->>host: hello")
    (fault,) = faults([good, Diagram("page.md", 10, broken), good])
    assert fault.startswith(where)
    assert why in fault


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a->>b: hots.js", "no file is named hots.js"),
        ("a->>b: gatepost/host.ts", "no file is named gatepost/host.ts"),
        ("a->>b: frame/events.py", "no file is named frame/events.py"),
        ("participant b as bridge.tsx", "no file is named bridge.tsx"),
        ("a->>b: POST /api/auth/sessions", "/api/auth/sessions is no route"),
        ("a->>b: GET /frame/hera", "/frame/hera is no route"),
        ("a->>b: onStatusUpdates", "onStatusUpdates is no event"),
        ("a->>b: onBurst", "onBurst is no event"),
        ("a->>b: the command showTexts", "showTexts is no command"),
        ("a->>b: redeems()", "the code has no function redeems()"),
        ("a->>b: Mailbox.accepts(envelope)", "the code has no function accepts()"),
        ("a->>b: sign_on", "the code has no sign_on"),
        ("a->>b: RemoteComponents", "the code has no RemoteComponents"),
        ("host->>frame: ready", "the host sends no such message"),
        ("frame-->>host: hello", "the frame sends no such message"),
        ("host->>frame: onBurstItem", "the host sends no such message"),
        ("frame->>host: showText", "the frame sends no such message"),
    ],
)
def test_name_that_the_code_does_not_have_is_found(line: str, reason: str) -> None:
    (found,) = unknown_names(sequence("a->>b: hello", line))
    assert found.startswith(f"page.md:12: {reason}")


@pytest.mark.parametrize(
    "line",
    [
        "participant host as gatepost/host.gen.js",
        'view["views/hero/view.py, panel.tsx<br>v1/index.html"]',
        "a->>b: POST /api/auth/session, GET /api/pong-scoped, /frame/auth0",
        "a->>b: onStatusUpdate, onBurstItem, the command showText, the command signOut",
        "a->>b: Mailbox.accept(), st.rerun(), RemoteComponent, signed_in, setTriggerValue",
        "a->>b: The app's own page, an ID token (JWE), S256",
        "host->>frame: props {session}",
        "frame->>host: ready, height",
        "frame->>host: onBurstItem",
        "host->>frame: showText",
        "frame->>frame: anything",
    ],
)
def test_names_of_the_code_are_fine(line: str) -> None:
    assert list(unknown_names(sequence(line))) == []
