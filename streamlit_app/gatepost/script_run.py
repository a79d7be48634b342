"""Find out what Streamlit has no public API for: where a run draws, and why it ends.

If a later release moves the private names that are read here, no place is refused, and a test
fails.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey
from streamlit.runtime.scriptrunner import (
    RerunException,
    StopException,
    get_script_run_ctx,
)

from gatepost import language
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
    "submitted. Draw it outside the form."
)
_IN_EMPTY = (
    "The frame {page} is drawn in st.empty, which shows only one element, and the frame's "
    "connection would replace it. Draw it in st.empty().container()."
)
_TWICE = "The frame {page} is drawn twice in one run. Draw it once, or give each a key."


@contextmanager
def checked_place(page: str) -> Iterator[None]:
    """Raise ``PlacementError`` if the block draws a frame where none can work; nothing is drawn.

    The block draws the frame's connection, too, in the same place.
    """
    with drawn_once(page, chain(_refusals(), _refusals_of_a_connection())) as is_first:
        yield
    if not is_first():
        raise PlacementError(_TWICE.format(page=page))


@contextmanager
def drawn_once(page: str, refusals: Iterator[str] | None = None) -> Iterator[Callable[[], bool]]:
    """Run a block that draws something with a key; yield whether it was the first in this run.

    Raises:
        PlacementError: The block would draw where no frame can work.
    """
    if refusal := next(refusals or _refusals(), None):
        raise PlacementError(refusal.format(page=page))
    is_first = True
    try:
        yield lambda: is_first
    except StreamlitDuplicateElementKey:
        is_first = False


@contextmanager
def out_of_sight() -> Iterator[None]:
    """Draw what the block draws where no layout hides it, no form holds it back, and no fragment.

    It is the place of Streamlit's own dialogs and toasts.
    """
    try:
        from streamlit.delta_generator_singletons import (
            context_dg_stack,
            get_dg_singleton_instance,
        )

        roots = get_dg_singleton_instance()
        stack = (roots.main_dg, roots.event_dg)
    except (AttributeError, ImportError):
        yield
        return
    before = context_dg_stack.set(stack)
    try:
        with _outside_fragments():
            yield
    finally:
        context_dg_stack.reset(before)


def _outside_fragments() -> AbstractContextManager[None]:
    """Let what the block draws belong to the app: an event there runs the whole app."""
    from streamlit.runtime.scriptrunner_utils import script_run_context

    thread_state = getattr(script_run_context, "ThreadState", None)
    if thread_state:
        scoped: AbstractContextManager[None] = thread_state.scoped(fragment_id=None)
        return scoped
    return _without_fragment_id()


@contextmanager
def _without_fragment_id() -> Iterator[None]:
    """Do the same in the releases of Streamlit that keep the id in the run's context."""
    run: Any = get_script_run_ctx(suppress_warning=True)
    before, run.current_fragment_id = getattr(run, "current_fragment_id", None), None
    try:
        yield
    finally:
        run.current_fragment_id = before


def _locale() -> str | None:
    """Return the locale of the person whose run calls this; None outside a run."""
    return st.context.locale if is_in_run() else None


language.find_locale_by(_locale)


def is_in_run() -> bool:
    """Return whether a run of the app calls this, and not a thread of the app's own."""
    return get_script_run_ctx(suppress_warning=True) is not None


def is_in_callback() -> bool:
    """Return whether a callback of a widget calls this, before the script or fragment runs."""
    return not getattr(get_script_run_ctx(suppress_warning=True), "_has_script_started", True)


def is_fragment_run() -> bool:
    """Return whether only fragments run, and not the whole app."""
    run = get_script_run_ctx(suppress_warning=True)
    return bool(getattr(run, "fragment_ids_this_run", None))


def is_in_form() -> bool:
    """Return whether what is drawn here belongs to a form."""
    return any(_forms())


def page_of_run() -> str:
    """Return a name for the page that runs; Streamlit gives each page of an app its own."""
    return getattr(get_script_run_ctx(suppress_warning=True), "page_script_hash", "")


def clicked_buttons() -> frozenset[str]:
    """Return the ids of the buttons, drawn so far in this run, whose click has started it."""
    with suppress(AttributeError):
        widgets = _widgets()
        buttons = [i for i, m in widgets.widget_metadata.items() if m.value_type == "trigger_value"]
        return frozenset(id_ for id_ in buttons if widgets.get(id_) is True)
    return frozenset()


def click_again(buttons: frozenset[str]) -> None:
    """Let this run take buttons that it has yet to draw as clicked; no callback runs again."""
    with suppress(AttributeError):
        for button in buttons:
            _widgets().set_from_value(button, True)


def _widgets() -> Any:
    run: Any = get_script_run_ctx(suppress_warning=True)
    return run.session_state._state._new_widget_state  # noqa: SLF001 - there is no other way


def _refusals() -> Iterator[str]:
    if not is_in_run():
        yield _NO_RUN
        return
    with suppress(AttributeError, ImportError):
        from streamlit.runtime.scriptrunner_utils.script_run_context import in_cached_function

        if in_cached_function.get():
            yield _IN_CACHE
    if is_in_callback():
        yield _IN_CALLBACK


def _refusals_of_a_connection() -> Iterator[str]:
    if is_in_form():
        yield _IN_FORM
    with suppress(AttributeError, ImportError):
        from streamlit.delta_generator_singletons import context_dg_stack

        cursor = context_dg_stack.get()[-1]._cursor  # noqa: SLF001 - there is no other way
        if cursor is not None and cursor.is_locked:
            yield _IN_EMPTY


def _forms() -> Iterator[str]:
    with suppress(AttributeError, ImportError):
        from streamlit.delta_generator_singletons import context_dg_stack

        for block in context_dg_stack.get():
            form = block._form_data  # noqa: SLF001 - there is no other way
            if form:
                yield form.form_id


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
