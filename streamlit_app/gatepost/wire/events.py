"""The contract between a framed page and Python: events up, commands and props down.

This file is the source: the TypeScript types, numbers and checks of the component are generated
from it (``python3 dev.py contract``). Sizes are characters unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from msgspec import Meta

VERSION: Final = 5  # a frame of another version is refused
MAX_EVENTS = 50  # in one envelope
MAX_EVENT_BYTES = 65_536  # of an event, or of the data of an answer, as JSON
MAX_DEPTH = 64  # of an event; the host refuses a deeper one long before Python's JSON does
MAX_LOCALE = 35

# $(?!\n) is the end of the text in both languages; Python's $ alone allows a line break.
Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_]*$(?!\n)")]
Id = Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Challenge = Annotated[str, Meta(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Text = Annotated[str, Meta(max_length=2_000)]
Label = Annotated[str, Meta(min_length=1, max_length=80)]
# RFC 6749, section 3.3.
Scope = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[!#-\[\]-~]+$(?!\n)")]
# Other values of an authorize request.
Value = Annotated[str, Meta(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)")]
Route = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9-]*$(?!\n)")]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: a frozen dataclass that derives from it is an event.

    Attributes:
        is_exact: Whether an unlisted field makes the event malformed; otherwise it is ignored.
    """

    is_exact: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Command:
    """Base of all commands: a frozen dataclass that derives from it is a command."""


@dataclass(frozen=True, kw_only=True)
class StatusUpdate(Event):
    """``onStatusUpdate``: the state of the sign-in in the frame.

    ``handover``, with every reason but ``signed_out`` and ``declined``, is sealed for the verifier
    behind ``challenge``; Python accepts an identity from nothing else.
    ``step_up`` is the id of the one that ``stepped_up`` and ``declined`` answer; ``code`` and
    ``message`` are why. ``signed_out`` is also the first answer that nobody is signed in.
    """

    reason: Literal["signed_in", "restored", "renewed", "stepped_up", "declined", "signed_out"]
    challenge: Challenge | None = None
    handover: str | None = None
    step_up: Id | None = None
    code: Name | None = None
    message: Text | None = None


@dataclass(frozen=True, kw_only=True)
class ActionRequest(Event):
    """``onActionRequest``: the frame requests something from Python, by names only.

    ``id`` comes back with the answer, the command ``ActionAnswer``. A field that is not listed,
    such as a header, makes the whole request malformed.
    """

    is_exact: ClassVar[bool] = True
    id: Name
    action: Name
    route: Route | None = None


@dataclass(frozen=True, kw_only=True)
class AdhocReport(Event):
    """``onAdhocReport``: anything a framed page reports to its app; trust none of it."""

    report: Name
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ErrorReport(Event):
    """``onError``: something failed in the frame, with a stable code and a sentence."""

    code: Name
    message: Text


EVENTS: dict[str, type[Event]] = {
    "onStatusUpdate": StatusUpdate,
    "onActionRequest": ActionRequest,
    "onAdhocReport": AdhocReport,
    "onError": ErrorReport,
}
"""The events every framed page may send; for the names of an app's own, see ``event_name``."""


@dataclass(frozen=True, kw_only=True)
class CallRoute(Command):
    """``callRoute``: call one of the component's own API routes; the answer is reported."""

    route: Route


@dataclass(frozen=True, kw_only=True)
class Check(Command):
    """``check``: check again who is signed in."""


@dataclass(frozen=True, kw_only=True)
class Renew(Command):
    """``renew``: fetch a new access token."""


@dataclass(frozen=True, kw_only=True)
class SignOut(Command):
    """``signOut``: sign out, in every tab of the app."""


@dataclass(frozen=True, kw_only=True)
class ActionAnswer(Command):
    """``actionAnswer``: the answer to the ``ActionRequest`` with that id.

    ``code`` is ``ok``, or the code of a refusal, whose ``data`` has a ``message`` for the person.
    """

    id: Name
    code: Name
    data: dict[str, Any]


COMMANDS: tuple[type[Command], ...] = (ActionAnswer, CallRoute, Check, Renew, SignOut)
"""The commands of the pages that come with the component."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One numbered event or command; numbers start at 1 and never repeat in their sequence.

    An outbox numbers its events, a Python session the commands for a page.
    """

    seq: Number
    name: Name
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EventMessage(Message):
    """An event; it is dropped if ``person`` is no longer the current one (see ``Props``)."""

    person: Id | None = None


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The unacknowledged events of one outbox, oldest first.

    ``boot`` identifies the outbox, which ends with the app's page or the Python session.
    ``received`` is the last command that a page has handled.
    """

    v: Annotated[int, Meta(ge=VERSION, le=VERSION)]
    boot: Id
    received: Number
    events: Annotated[list[EventMessage], Meta(max_length=MAX_EVENTS)]


@dataclass(frozen=True, kw_only=True)
class Ack:
    """The last event of an outbox that Python has handled. It is for the host alone."""

    boot: Id
    seq: Number


@dataclass(frozen=True, kw_only=True)
class Props:
    """What Python gives a framed page; ``person`` is a random id for each, null for nobody."""

    v: Annotated[int, Meta(ge=VERSION, le=VERSION)]
    session: Id
    person: Id | None
    commands: list[Message]
    locale: Annotated[str, Meta(max_length=MAX_LOCALE)]


@dataclass(frozen=True, kw_only=True)
class SignInRequest:
    """What a sign-in asks the identity provider for (OpenID Connect Core 1.0, section 3.1.2.1).

    ``scopes`` are the API's, by default all that the operator allows the app. ``connection`` and
    ``organization`` are Auth0's. ``max_age`` is in seconds.
    """

    scopes: Annotated[list[Scope], Meta(max_length=100)] | None = None
    prompt: Value | None = None
    login_hint: Value | None = None
    connection: Value | None = None
    organization: Value | None = None
    acr_values: Annotated[list[Value], Meta(max_length=10)] | None = None
    max_age: Number | None = None
    ui_locales: Annotated[list[Value], Meta(max_length=10)] | None = None


@dataclass(frozen=True, kw_only=True)
class FirstQuestion:
    """What the sign-in page asks before the host's hello; the frame's name holds it, as JSON."""

    challenge: Challenge
    request: SignInRequest | None = None


@dataclass(frozen=True, kw_only=True)
class StepUp:
    """What the app needs beyond the sign-in, and its ``reason`` in the app's words (RFC 9470)."""

    id: Id
    scopes: Annotated[list[Scope], Meta(max_length=100)]
    acr_values: Annotated[list[Value], Meta(max_length=10)]
    max_age: Number | None
    reason: Text | None


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The app's own words in the sign-in; null for the usual ones."""

    sign_in: Label | None = None
    sign_out: Label | None = None
    signed_out: Label | None = None


@dataclass(frozen=True, kw_only=True)
class SignInProps(Props, FirstQuestion):
    """What Python gives a sign-in page; ``grant`` is the last it redeemed, while that is valid."""

    grant: Id | None
    step_up: StepUp | None = None
    labels: Labels | None = None
    show_user: bool = True
