"""Misspelt names and fields: mypy fails where one of these is no error any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import gatepost
import messages


def read(found: messages.PasswordFound) -> str:
    return found.pasword  # type: ignore[attr-defined, no-any-return]


def handle_report(report: gatepost.AdhocReport) -> None:
    """Handle one event, and no other."""


def mix_up(page: gatepost.RemoteComponent) -> None:
    """An event is no command, and a handler is for its own event."""
    page.send(messages.PageLoaded())  # type: ignore[arg-type]
    page.connect(gatepost.on(messages.PasswordFound, handle_report))  # type: ignore[arg-type]
    gatepost.on(messages.ShowText, lambda _: None)  # type: ignore[type-var]


MISSPELT: dict[str, Callable[[], object]] = {
    "command": lambda: messages.ShowTxt(text="x"),  # type: ignore[attr-defined]
    "field of a command": lambda: messages.ShowText(txt="x"),  # type: ignore[call-arg]
    "event": lambda: messages.PasswordFond(tries=1),  # type: ignore[attr-defined]
    "field of an event": lambda: read(messages.PasswordFound(password="x", tries=1)),
}


@pytest.mark.parametrize("misspelt", MISSPELT.values(), ids=MISSPELT)
def test_what_is_misspelt_fails_at_once(misspelt: Callable[[], object]) -> None:
    with pytest.raises((AttributeError, TypeError)):
        misspelt()
