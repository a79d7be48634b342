"""What the app asks for beyond the sign-in, and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gatepost.language import write
from gatepost.needs import Needs

# The component's codes for what asking again can't change.
_FINAL = {"scope_not_granted", "scope_not_allowed", "authentication_not_met"}


@dataclass
class PendingStepUp:
    """A step-up that waits for the person.

    Attributes:
        needs: What is asked for.
        reason: Why, in the app's words.
        page: The page that needs it; None if an action does.
        is_seen: Whether a guard has met it since the app's run began.
        action: What to go on with.
        clicked: The buttons whose click has led to the page's guard.
        refusal: Why it was declined; then the frame no longer asks.
    """

    needs: Needs
    reason: str | None = None
    page: str | None = None
    action: Callable[[], object] | None = field(default=None, repr=False)
    clicked: frozenset[str] = frozenset()
    refusal: str | None = None
    is_seen: bool = True
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass
class StepUps:
    """The step-ups of one person in one Streamlit session.

    Attributes:
        pending: The one that waits, or that was declined last.
        final: What this person can never get, and why.
        met: What they were asked for and got: an API that still refuses it is not met by asking.
        resumed: The action to go on with, once its event is handled.
        clicked: The buttons to take as clicked in the next run of the app.
    """

    pending: PendingStepUp | None = None
    final: dict[Needs, str] = field(default_factory=dict)
    met: set[Needs] = field(default_factory=set)
    resumed: Callable[[], object] | None = field(default=None, repr=False)
    clicked: frozenset[str] = frozenset()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the actions: Streamlit may pickle the session state, and few functions."""
        return {**self.__dict__, "pending": None, "resumed": None}

    @property
    def open(self) -> PendingStepUp | None:
        """Return what the frame has to ask the person for."""
        return self.pending if self.pending and self.pending.refusal is None else None

    def why_never(self, needs: Needs) -> str | None:
        """Return why this person can't get what is needed; None if they may."""
        if needs.scopes and needs in self.met:  # and yet it is not there
            return write("scopes_not_granted", scopes=", ".join(sorted(needs.scopes)))
        return next((why for never, why in self.final.items() if never.is_part_of(needs)), None)

    def begin_run(self, page: str | None) -> frozenset[str]:
        """Drop what a page needed that the person has left; return the buttons to click again."""
        clicked, self.clicked = self.clicked, frozenset()
        pending = self.pending
        if pending and pending.page is not None:
            if pending.page != page or not pending.is_seen:
                self.pending = None
            pending.is_seen = False
        return clicked

    def ask(self, step_up: PendingStepUp) -> bool:
        """Ask for a step-up; return whether that is news. One that waits comes first.

        An action replaces what waits, since a person has just clicked.
        """
        waiting = self.pending
        if waiting and step_up.action is None:
            is_same = (waiting.needs, waiting.page) == (step_up.needs, step_up.page)
            waiting.is_seen |= is_same
            if is_same or waiting.refusal is None:
                return False
        self.pending, self.clicked = step_up, step_up.clicked
        return True

    def decline(self, id: str | None, code: str | None, message: str) -> None:  # noqa: A002
        """Note that a step-up was declined; the sign-in stays as it was."""
        pending = self.pending
        if pending is None or pending.id != id:
            return
        if code in _FINAL:
            self.final[pending.needs] = message
        pending.refusal, pending.action = message, None

    def accept(self, id: str | None) -> bool:  # noqa: A002
        """Note that the person did what a step-up asks for; return whether it was waiting."""
        pending = self.pending
        if pending is None or pending.id != id:
            return False
        self.met.add(pending.needs)
        self.pending, self.resumed, self.clicked = None, pending.action, pending.clicked
        return True

    def take_resumed(self) -> Callable[[], object] | None:
        """Return the action to go on with, once."""
        resumed, self.resumed = self.resumed, None
        return resumed
