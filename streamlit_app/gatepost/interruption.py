"""How Streamlit ends a run in the middle: for another one, or for a lost connection."""

from __future__ import annotations

import traceback

# Functions of Streamlit's: what ends a run for another one or for a lost connection, and how
# st.stop and its like have that done.
_ENDS_RUN, _ASKED_FOR = "_maybe_handle_execution_control_request", "_force_yield_point"


def is_interruption(error: BaseException) -> bool:
    """Whether Streamlit has ended the run in the middle of a function, which did not ask for it."""
    names = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
    return names[-1] == _ENDS_RUN and _ASKED_FOR not in names
