"""Where in an app a frame can't be drawn, said at once: Streamlit is silent or says other things.

Streamlit has no public way to ask for most of it. Where a later release has moved what is looked at
here, nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Protocol, TypeVar

from streamlit.errors import StreamlitDuplicateElementKey

from gatepost.errors import PlacementError

_ELSEWHERE = "gatepost.current_user() says anywhere who is signed in."
_NO_RUN = (
    "Outside of an app's run nothing can be drawn: run the app with streamlit run, and draw the "
    "frame {page} in its script, not in a thread of your own."
)
_IN_CACHE = (
    "The frame {page} is drawn in a function with st.cache_data or st.cache_resource, which would "
    f"keep what is said of one person for all. Draw it outside; {_ELSEWHERE}"
)
_IN_CALLBACK = (
    "The frame {page} is drawn in a callback, and the run that follows takes it away again. Draw "
    f"it in the script itself; {_ELSEWHERE}"
)
_IN_FORM = (
    "The frame {page} is drawn in st.form, which keeps back what a frame reports until the form is "
    f"submitted. Draw it outside of the form; {_ELSEWHERE}"
)
_IN_EMPTY = (
    "The frame {page} is drawn in st.empty, which shows one element only, and the frame's "
    "connection would take its place. Draw it in st.empty().container()."
)
_TWICE = (
    "The frame {page} is drawn twice in one run. Call gatepost.sign_in() once, best in the "
    f"entrypoint: {_ELSEWHERE} A page of your own that is drawn twice needs a key for each."
)


class _Framed(Protocol):
    @property
    def page(self) -> str: ...


_F = TypeVar("_F", bound=_Framed)


def checked(draw: Callable[[_F], None]) -> Callable[[_F], None]:
    """Have a method that draws a frame refuse the places where no frame can work.

    It then raises ``PlacementError``, before anything is drawn.
    """

    @wraps(draw)
    def draw_where_it_works(frame: _F) -> None:
        refusal = next(_refusals(), None)
        if refusal is None:
            with suppress(StreamlitDuplicateElementKey):
                draw(frame)
                return
        raise PlacementError((refusal or _TWICE).format(page=frame.page))

    return draw_where_it_works


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
