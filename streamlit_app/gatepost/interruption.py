"""Recognise that Streamlit interrupted a handler, for another run or a lost connection."""

from __future__ import annotations

import inspect
import traceback

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

# An app ends its run with one of these. They raise the same exceptions as an interruption.
_ENDS = {inspect.unwrap(end).__code__ for end in (st.rerun, st.stop, st.switch_page)}


def is_interruption(error: BaseException) -> bool:
    """Return whether Streamlit raised the error by itself, in the middle of a function.

    It can do so in most of its commands and wherever the session state is read or written. An app
    that calls ``st.stop()`` or its like, or raises Streamlit's exception, ends the run on purpose.
    """
    if not isinstance(error, RerunException | StopException):
        return False
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    is_on_purpose = any(frame.f_code in _ENDS for frame in frames)
    return not is_on_purpose and frames[-1].f_globals["__name__"].startswith("streamlit.")
