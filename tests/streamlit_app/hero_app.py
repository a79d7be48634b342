"""An app with a framed page, and what the tests ask of it."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.streamlit_app.app_page import AppPage

HUSH = "hush-this-must-not-be-logged"
REPORT = {"report": "pressed", "data": {"n": 1}}


def hero() -> None:
    """An app with a framed page that keeps what it heard, and raises at the word."""
    import streamlit as st

    import gatepost
    from tests.streamlit_app.own_messages import Ask, PasswordFound

    def keep(event: gatepost.AdhocReport) -> None:
        if event.data.get("raise"):
            raise ZeroDivisionError(event.data["raise"])
        st.session_state.heard.append(event.data.get("n"))
        if event.data.get("rerun"):
            st.rerun()

    def keep_own(event: PasswordFound) -> None:
        st.session_state.heard.append(event)

    def keep_error(event: gatepost.ErrorReport) -> None:
        st.session_state.errors.append(event.code)
        if event.code == "worse" or st.session_state.get("no_error_is_handled"):
            raise ZeroDivisionError

    st.session_state.setdefault("heard", [])
    st.session_state.setdefault("errors", [])
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    page = gatepost.RemoteComponent("hero", title="Messages")
    if st.button("Ask", key="ask"):
        page.send(Ask(n=st.session_state.runs))
    page.draw()
    page.connect(
        gatepost.on(gatepost.AdhocReport, keep),
        gatepost.on(gatepost.ErrorReport, keep_error),
        gatepost.on(PasswordFound, keep_own),
    )
    st.text(f"heard before the script ran: {st.session_state.heard}")


def bare() -> None:
    """An app with a framed page, none of whose events it uses."""
    import gatepost

    page = gatepost.RemoteComponent("hero", title="Messages")
    page.draw()
    page.connect()


def two_frames() -> None:
    import gatepost

    for key in ("one", "two"):
        page = gatepost.RemoteComponent("../hero?x#y", title=key, key=key)
        page.draw()
        page.connect()


def report(n: object) -> tuple[str, dict[str, Any]]:
    return "onAdhocReport", {"report": "pressed", "data": {"n": n}}


def heard(page: AppPage) -> list[Any]:
    page.expect_no_exception()
    values: list[Any] = page.test.session_state["heard"]
    return values


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged; every line of it must be one line and hold no content of a message."""
    records = [record for record in caplog.records if record.name == "gatepost"]
    assert all(record.levelno == logging.WARNING for record in records)
    texts = [record.getMessage() for record in records]
    assert HUSH not in caplog.text
    assert all("\n" not in text for text in texts)
    return texts


def errors(page: AppPage) -> list[str]:
    codes: list[str] = page.test.session_state["errors"]
    return codes
