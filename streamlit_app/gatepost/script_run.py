"""Find out what Streamlit has no public API for: where a run draws, and why it ends.

If a later release moves the private names that are read here, no place is refused, and a test
fails.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey
from streamlit.runtime.scriptrunner import RerunException, StopException

from gatepost.errors import PlacementError

# An app ends its run with one of these. They raise the same exceptions as an interruption.
_ENDS = {inspect.unwrap(end).__code__ for end in (st.rerun, st.stop, st.switch_page)}

_ELSEWHERE = "Call gatepost.current_user() anywhere else to find out who is signed in."
_NO_RUN = (
    "The frame {page} is drawn outside an app's run. Run the app with streamlit run, and "
    "draw the frame in its script, not in a thread of your own."
)
_IN_CACHE = (
    "The frame {page} is drawn in a function with st.cache_data or st.cache_resource, which would "
    f"return one person's result to everybody. Draw it outside. {_ELSEWHERE}"
)
_IN_CALLBACK = (
    "The frame {page} is drawn in a callback, and the next run removes it again. Draw it in the "
    f"script itself. {_ELSEWHERE}"
)
_IN_FORM = (
    "The frame {page} is drawn in st.form, which holds back its events until the form is "
    f"submitted. Draw it outside the form. {_ELSEWHERE}"
)
_IN_EMPTY = (
    "The frame {page} is drawn in st.empty, which shows only one element, and the frame's "
    "connection would replace it. Draw it in st.empty().container()."
)
_TWICE = (
    "The frame {page} is drawn twice in one run. Call gatepost.sign_in() once, in the "
    f"entrypoint. {_ELSEWHERE} If you draw a page of your own twice, give each a key."
)


@contextmanager
def checked_place(page: str) -> Iterator[None]:
    """Raise ``PlacementError`` if the block draws a frame where none can work; nothing is drawn."""
    refusal = next(_refusals(), None)
    if refusal is None:
        with suppress(StreamlitDuplicateElementKey):
            yield
            return
    raise PlacementError((refusal or _TWICE).format(page=page))


def _refusals() -> Iterator[str]:
    with suppress(AttributeError, ImportError):
        from streamlit.delta_generator_singletons import context_dg_stack
        from streamlit.runtime.scriptrunner_utils import script_run_context as run

        if run.get_script_run_ctx(suppress_warning=True) is None:
            yield _NO_RUN
            return
        if run.in_cached_function.get():
            yield _IN_CACHE
        if run.ThreadState.get().run_location is run.RunLocation.CALLBACK:
            yield _IN_CALLBACK
        around = context_dg_stack.get()
        forms = [block._form_data for block in around]  # noqa: SLF001 - there is no other way
        if any(form and form.form_id for form in forms):
            yield _IN_FORM
        cursor = around[-1]._cursor  # noqa: SLF001 - as above
        if cursor is not None and cursor.is_locked:
            yield _IN_EMPTY


def is_interruption(error: BaseException) -> bool:
    """Return whether Streamlit itself raised the error, in the middle of a function.

    It can do so in most of its commands and wherever the session state is read or written. An app
    that calls ``st.stop()`` or the like, or itself raises such an error, ends the run on purpose.
    """
    if not isinstance(error, RerunException | StopException):
        return False
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    is_on_purpose = any(frame.f_code in _ENDS for frame in frames)
    return not is_on_purpose and frames[-1].f_globals["__name__"].startswith("streamlit.")
