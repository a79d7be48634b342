"""The framed page that signs people in: a frame wherever the app draws it, and its keeper."""

from __future__ import annotations

from typing import Any

import msgspec

from gatepost.identity.session import Session, session
from gatepost.language import write
from gatepost.pages.mount import mount
from gatepost.pages.remote import RemoteComponent
from gatepost.script_run import drawn_once
from gatepost.wire.events import FirstQuestion, Props, SignInProps, SignInRequest, StepUp

# In characters: it shares a message with the script, which must stay small (host/build.mjs).
_LONGEST_QUESTION = 1_000


class SignInPage(RemoteComponent):
    """The page ``auth0``. It stays loaded when the person changes.

    What keeps it running is drawn out of sight, so that its frame may be drawn anywhere: in a form,
    whose widgets send nothing before it is submitted, or in a popover that is closed.
    """

    def __init__(self) -> None:
        super().__init__("auth0", title="Sign in", stays_loaded=True)

    def draw_frame(self, request: SignInRequest | None) -> bool:
        """Draw the frame here; return whether it was not drawn before in this run.

        Args:
            request: What the app asks a sign-in for.

        Raises:
            SettingsError: The component's address is missing or malformed.
            PlacementError: No frame can work here, such as in a cached function.
        """
        with drawn_once(self.page) as is_first:
            mount("host", self.key, self._part("frame", request))
        return is_first()

    def draw_keeper(self) -> None:
        """Draw the way to the app, which also keeps the page running while no frame shows it."""
        place = self._part("keeper", session().options.request)
        self._draw_host(f"{self.key}.keeper", place)

    def _part(self, part: str, request: SignInRequest | None) -> dict[str, str | None]:
        """Return what a part is drawn with, and what its page asks before anything else."""
        question = FirstQuestion(challenge=session().verifiers.challenge, request=request)
        ahead = msgspec.json.encode(question).decode()
        return {
            **self._place,
            "title": write("sign_in"),
            "part": part,
            "ahead": ahead if len(ahead) <= _LONGEST_QUESTION else None,
        }

    def _props(self, current: Session, **common: Any) -> Props:
        options, granted = current.options, current.granted
        return SignInProps(
            **common,
            challenge=current.verifiers.challenge,
            grant=granted.id if granted else None,
            request=options.request,
            step_up=_step_up(current),
            labels=options.labels,
            show_user=options.show_user,
        )

    def _milliseconds_left(self, current: Session) -> float | None:
        return current.granted.seconds_left * 1_000 if current.granted else None


def _step_up(current: Session) -> StepUp | None:
    waiting = current.step_ups.open
    if waiting is None:
        return None
    needs = waiting.needs
    return StepUp(
        id=waiting.id,
        scopes=sorted(needs.scopes),
        acr_values=list(needs.acr_values),
        max_age=needs.max_age,
        reason=waiting.reason,
    )
