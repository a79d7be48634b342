"""Guards: what a page, a fragment or an action requires of the person who is signed in."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Iterable
from typing import NoReturn, ParamSpec, TypeVar, cast, overload

import msgspec
import streamlit as st

from gatepost.errors import NoSession, OptionError, StepUpRequired
from gatepost.identity.person import User
from gatepost.identity.session import Session, session
from gatepost.identity.step_up import PendingStepUp
from gatepost.language import write
from gatepost.needs import Needs
from gatepost.pages.sign_in import sign_in, status
from gatepost.script_run import clicked_buttons, is_in_callback, is_in_run, page_of_run
from gatepost.text import as_text
from gatepost.wire.events import StepUp

_P = ParamSpec("_P")
_R = TypeVar("_R")


def require_user(message: str | None = None) -> User:
    """Return who is signed in, or end the run here: nothing below is drawn for anybody else.

    While it is not known yet who is signed in, such as after a reload, a skeleton is drawn in place
    of the sentence. Draws the sign-in if the run has not drawn it yet.

    Args:
        message: The sentence for somebody who is signed out; by default one in their language.

    Raises:
        NoSession: A thread of the app's own calls this.
    """
    current = _session()
    if not current.uses_login:
        sign_in()
    if user := current.user:
        return user
    if status() == "checking":
        _draw_skeleton()
    else:
        st.info(message or write("sign_in_to_continue"), icon=":material/lock:")
    return _stop()


def require_scopes(
    *scopes: str,
    max_age: int | None = None,
    acr_values: Iterable[str] = (),
    reason: str | None = None,
) -> User:
    """Return who is signed in if they have what is required, or end the run here.

    For anybody else the sign-in asks for what is missing, once, with a click. The app then runs
    again, and goes on from here. The click of a button that led here counts again, so put the guard
    before what the click does.

    Args:
        scopes: Scopes of the API, such as ``read:messages``.
        max_age: Seconds since the person authenticated, at most (RFC 9470).
        acr_values: Authentication context classes, one of which is required (RFC 9470).
        reason: Why, as a sentence that the sign-in shows.

    Raises:
        NoSession: A thread of the app's own calls this.
        OptionError: An argument has a wrong type or value.
    """
    needs = _checked(scopes, max_age, acr_values, reason)
    user = require_user()
    if lacks := _lacks(session(), needs):
        _end_run(session(), lacks, reason)
    return user


@overload
def requires(function: Callable[_P, _R], /) -> Callable[_P, _R]: ...
@overload
def requires(
    *,
    scopes: Iterable[str] = (),
    max_age: int | None = None,
    acr_values: Iterable[str] = (),
    reason: str | None = None,
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...
def requires(
    function: Callable[_P, _R] | None = None,
    /,
    *,
    scopes: Iterable[str] = (),
    max_age: int | None = None,
    acr_values: Iterable[str] = (),
    reason: str | None = None,
) -> Callable[_P, _R] | Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Guard a page, a fragment, or a callback, as ``require_scopes`` does; bare: by a sign-in.

    A callback that is called without what is required does nothing and returns None. If the person
    then gets it, the callback is called again by itself, with the same arguments. The same happens
    if the API refuses a call in it (RFC 6750, ``insufficient_scope``; RFC 9470): it then runs from
    its start, so make the call that may be refused first.

    Raises:
        OptionError: An argument has a wrong type or value.
    """
    needs = _checked(scopes, max_age, acr_values, reason)

    def guard(guarded: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(guarded)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            if not is_in_callback():
                require_scopes(
                    *needs.scopes,
                    max_age=needs.max_age,
                    acr_values=needs.acr_values,
                    reason=reason,
                )
                return guarded(*args, **kwargs)
            lacks = _lacks(_session(), needs)
            if not lacks and session().user:
                try:
                    return guarded(*args, **kwargs)
                except StepUpRequired as error:
                    if not _is_askable(session(), error.needs):
                        raise
                    lacks = error.needs
            _ask(session(), lacks, reason, functools.partial(call, *args, **kwargs))
            return cast("_R", None)  # as documented; Streamlit drops what a callback returns

        return call

    return guard if function is None else guard(function)


def step_up(error: StepUpRequired) -> None:
    """End the run for a refusal of the API that the person can do something about.

    In a callback, the guard around it does that; without one the error is the app's to handle.
    """
    if not is_in_run() or is_in_callback():
        return
    current = session()
    if current.user and _is_askable(current, error.needs):
        _end_run(current, error.needs, None)


def _session() -> Session:
    if not is_in_run():
        raise NoSession(
            "Nobody is signed in outside a run of the app. Call this in the app's script or in a "
            "callback, not in a thread of your own."
        )
    return session()


def _checked(
    scopes: Iterable[str], max_age: int | None, acr_values: Iterable[str], reason: str | None
) -> Needs:
    if isinstance(scopes, str) or isinstance(acr_values, str):
        raise OptionError("scopes and acr_values are lists of texts, not one text.")
    try:
        needs = Needs(frozenset(scopes), max_age, tuple(acr_values))
        plain = {"scopes": [*needs.scopes], "acr_values": [*needs.acr_values], "max_age": max_age}
        msgspec.convert({**plain, "reason": reason, "id": "0" * 16}, StepUp)
    except (msgspec.ValidationError, TypeError) as error:
        why = str(error)
    else:
        return needs
    raise OptionError(f"A guard can't require this: {why}. Correct its arguments.")


def _lacks(current: Session, needs: Needs) -> Needs:
    return current.valid_identity.lacks(needs) if current.valid_identity else needs


def _is_askable(current: Session, needs: Needs) -> bool:
    """Return whether asking may help: the API may refuse what the person was granted for it."""
    return bool(_lacks(current, needs)) or needs not in current.step_ups.met


def _ask(current: Session, needs: Needs, reason: str | None, action: Callable[[], object]) -> None:
    if current.user is None:
        current.remark = write("sign_in_first")
    elif why := _why_never(current, needs):
        current.remark = why
    else:
        current.step_ups.ask(PendingStepUp(needs, reason, action=action))


def _why_never(current: Session, needs: Needs) -> str | None:
    return write("login_cannot") if current.granted is None else current.step_ups.why_never(needs)


def _end_run(current: Session, needs: Needs, reason: str | None) -> NoReturn:
    step_ups = current.step_ups
    if why := _why_never(current, needs):
        st.warning(why, icon=":material/lock:")
        st.stop()
    step_up = PendingStepUp(needs, reason, page=page_of_run(), clicked=clicked_buttons())
    if step_ups.ask(step_up):
        st.rerun()  # the sign-in, which was drawn before, shows what is asked for
    waiting = step_ups.pending
    if waiting and waiting.refusal:
        st.warning(waiting.refusal, icon=":material/lock:")
        st.button(write("ask_again"), key="gatepost.ask_again", on_click=_ask_again)
    else:
        st.info(f"{_describe(needs)} {write('at_the_sign_in')}", icon=":material/lock:")
    st.stop()


def _stop() -> NoReturn:
    st.stop()


def _ask_again() -> None:
    session().step_ups.pending = None


def _describe(needs: Needs) -> str:
    if needs.scopes:
        names = ", ".join(f"**{as_text(scope)}**" for scope in sorted(needs.scopes))
        return write("needs_scopes", scopes=names)
    if needs.acr_values:
        return write("needs_strength")
    return write("needs_freshness")


def _draw_skeleton() -> None:
    """Draw where content will be; Streamlit has no public command for that."""
    bar = "height:1rem;border-radius:0.25rem;background:currentColor;opacity:0.12;margin:0.75rem 0"
    bars = "".join(f'<div style="{bar};width:{width}%"></div>' for width in (60, 90, 75))
    label = html.escape(write("checking"))
    st.html(f'<div role="status" aria-label="{label}" aria-busy="true">{bars}</div>')
