"""Sign in and out: draw the frame, and find out who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Literal

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from gatepost.errors import SettingsError
from gatepost.identity.options import make_options
from gatepost.identity.person import User
from gatepost.identity.session import OnChange, Session, rerun_app, session
from gatepost.language import write
from gatepost.pages.sign_in_events import auth, handle_error, handle_status
from gatepost.script_run import (
    click_again,
    is_fragment_run,
    is_in_callback,
    is_in_form,
    is_in_run,
    out_of_sight,
    page_of_run,
)
from gatepost.wire.events import (
    AdhocReport,
    Check,
    ErrorReport,
    SignInRequest,
    SignOut,
    StatusUpdate,
)
from gatepost.wire.mailbox import on

Status = Literal["checking", "signed_out", "signed_in"]


def sign_in(
    *,
    scopes: Iterable[str] | None = None,
    prompt: str | None = None,
    login_hint: str | None = None,
    connection: str | None = None,
    organization: str | None = None,
    acr_values: Iterable[str] | None = None,
    max_age: int | None = None,
    ui_locales: Iterable[str] | None = None,
    labels: Mapping[str, str] | None = None,
    show_user: bool = True,
    on_report: Callable[[AdhocReport], None] | None = None,
    on_change: OnChange | None = None,
) -> User | None:
    """Draw the sign-in here, best in the app's entrypoint; a second call in a run draws nothing.

    The app reruns automatically when somebody signs in or out; nothing on the page is lost.

    Args:
        scopes: Scopes of the API to ask for; by default all that the component's operator allows
            the app. A guard can ask for more later, see ``require_scopes``.
        prompt: ``login``, ``select_account`` or ``consent`` (OpenID Connect Core 1.0, section
            3.1.2.1), as are ``login_hint``, ``acr_values``, ``max_age`` (seconds), ``ui_locales``.
        login_hint: The account, such as an e-mail address.
        connection: Auth0's name of an identity source; the operator has to allow it.
        organization: Auth0's id of an organization; the operator has to allow it.
        acr_values: Authentication context classes, the preferred first.
        max_age: Seconds since the person last authenticated, at most.
        ui_locales: Languages of the provider's pages, the preferred first.
        labels: The app's own words for ``sign_in``, ``sign_out`` and ``signed_out``.
        show_user: Whether the frame names the person.
        on_report: Called with each report of the framed page, such as an API answer; runs before
            the script, as a Streamlit callback does.
        on_change: Called with the person before and the person now, each a ``User`` or None, when
            the person changes: delete there what only one of them may see. It runs before the
            script, as a Streamlit callback does; after an expired sign-in it runs here, in the
            next run. Nobody is signed in until it has returned. It is called again if it raises or
            is interrupted.

    Returns:
        Who is signed in, or None.

    Raises:
        OptionError: An argument has a wrong type or value.
        PlacementError: No frame can work here, such as in a cached function.
    """
    request = {
        "scopes": scopes,
        "prompt": prompt,
        "login_hint": login_hint,
        "connection": connection,
        "organization": organization,
        "acr_values": acr_values,
        "max_age": max_age,
        "ui_locales": ui_locales,
    }
    options = make_options(request, labels, show_user=show_user, on_report=on_report)
    if not _draw_frame(options.request):
        return session().user
    current = session()
    is_changed = current.options != options
    current.options, current.presence.on_change = options, on_change
    current.inform_app()
    if not keep_running() and is_changed:
        st.rerun()  # status() has drawn the connection with the options from before
    _draw_remarks(current)
    return session().user


def status() -> Status:
    """Return ``checking`` until it is known who is signed in, then ``signed_in`` or ``signed_out``.

    Call it in the script itself. It keeps a sign-in running that is drawn in a dialog, which draws
    nothing while it is closed.
    """
    current = session()
    if not current.uses_login:
        keep_running()
    if current.user:
        return "signed_in"
    if current.has_answered:
        return "signed_out"
    current.is_awaited = True
    return "checking"


def current_user() -> User | None:
    """Return who is signed in, or None; draw nothing."""
    return session().user


def sign_out() -> None:
    """Sign out from Python: in the app at once, then in the browser and at the identity provider.

    Call it from a callback. The frame gets no click, so it can't end the provider's own session;
    the next sign-in asks for the password instead.
    """
    current = session()
    auth.send(SignOut())  # first: Streamlit can interrupt the run here, with nothing changed yet
    current.is_rerun_wanted |= current.take_over(None)
    current.inform_app()


def keep_running() -> bool:
    """Draw what keeps the sign-in running, out of sight, once per run; return whether it did."""
    current, is_whole = session(), not is_fragment_run()
    if not is_in_run() or is_in_callback() or (current.is_kept and not is_whole):
        return False
    with suppress(SettingsError, StreamlitDuplicateElementKey), out_of_sight():
        auth.draw_keeper()
        current.is_kept = True
        if is_whole:  # this is the run that was wanted
            current.is_rerun_wanted = False
            click_again(current.step_ups.begin_run(page_of_run()))
        # Streamlit can drop what a fragment draws. In a container of its own, that shifts none of
        # the elements after it.
        with st.container():
            _connect()
        return True
    return False


@st.fragment
def _connect() -> None:
    current = session()
    if current.is_change_due and not current.presence.has_failed:
        current.inform_app()
        current.is_rerun_wanted = True
    report = current.options.on_report
    auth.connect(
        on(StatusUpdate, handle_status),
        on(ErrorReport, handle_error),
        *([on(AdhocReport, report)] if report else []),
    )


def _draw_frame(request: SignInRequest | None) -> bool:
    try:
        return auth.draw_frame(request)
    except SettingsError as error:
        return _draw_error(error.message, ":material/settings:", "retry_settings", None)


def _draw_remarks(current: Session) -> None:
    if current.presence.has_failed:
        _draw_error(write("hook_failed"), ":material/error:", "retry_change", rerun_app)
    elif current.notice:
        _draw_error(current.notice, ":material/error:", "retry", _ask_again)
    if current.remark:
        st.warning(current.remark, icon=":material/lock:")
        current.remark = None


def _draw_error(text: str, icon: str, name: str, retry: Callable[[], None] | None) -> bool:
    """Draw an error with a button; return whether it was not drawn before in this run."""
    key = f"gatepost.{name}"
    with suppress(StreamlitDuplicateElementKey), st.container(key=f"{key}.box"):
        st.error(text, icon=icon)
        if not is_in_form():  # a form has submit buttons only
            st.button(write("try_again"), key=key, on_click=retry)
        return True
    return False


def _ask_again() -> None:
    auth.send(Check())
    current = session()
    current.notice, current.retries = None, 0
