"""Cache results for each person: ``st.cache_data`` alone returns them to everybody."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, overload

import streamlit as st

from gatepost.api.caller import person_key, session

P = ParamSpec("P")
R = TypeVar("R")


class CachedForPerson(Generic[P, R]):
    """A function whose results are kept for each person; ``cache_data`` makes one."""

    def __init__(self, function: Callable[P, R], **options: Any) -> None:
        def keyed(_: tuple[str, ...], *args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        update_wrapper(keyed, function)  # Streamlit keeps results by name and source
        # By the names of the arguments Streamlit knows which ones not to hash.
        person = inspect.Parameter("person", inspect.Parameter.POSITIONAL_ONLY)
        taken = inspect.signature(function)
        parameters = [person, *taken.parameters.values()]
        keyed.__signature__ = taken.replace(parameters=parameters)  # type: ignore[attr-defined]
        self._cached = st.cache_data(**options)(keyed)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the result for the person who is signed in now.

        Raises:
            NoSession: The thread belongs to no run, so it is unclear whose result it is.
        """
        result: R = self._cached(person_key(session().caller), *args, **kwargs)
        return result

    def clear(self) -> None:
        """Forget the results of everybody."""
        self._cached.clear()


@overload
def cache_data(function: Callable[P, R], /) -> CachedForPerson[P, R]: ...
@overload
def cache_data(
    *,
    ttl: float | timedelta | str | None = None,
    max_entries: int | None = None,
    show_spinner: bool | str = True,
) -> Callable[[Callable[P, R]], CachedForPerson[P, R]]: ...
def cache_data(
    function: Callable[..., Any] | None = None,
    /,
    *,
    ttl: float | timedelta | str | None = None,
    max_entries: int | None = None,
    show_spinner: bool | str = True,
) -> Any:
    """Cache a function as ``st.cache_data`` does, but each person's results apart.

    A result is returned only to the person it was made for, as long as the scopes and audiences of
    the sign-in are the same. Nobody is a person, too.

    Args:
        function: The function, where the decorator is used without arguments.
        ttl: How long to keep a result, in seconds or such as ``"5m"``; by default for ever.
        max_entries: How many results to keep, those of all people together.
        show_spinner: Whether to show a spinner, or its text.
    """
    options = {"ttl": ttl, "max_entries": max_entries, "show_spinner": show_spinner}
    if function is not None:
        return CachedForPerson(function, **options)
    return lambda decorated: CachedForPerson(decorated, **options)
