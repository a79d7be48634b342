"""Hold a token or a key so that nothing that displays values reveals it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Self

_SHOWN = "<secret>"


class Secret:
    """A secret text: no attribute, representation, copy or pickle shows it.

    A pickle holds an empty secret, which is false. Streamlit pickles the session state when its
    option ``runner.enforceSerializableSessionState`` is on.

    Args:
        text: The secret; empty for none.
    """

    __slots__ = ("_read",)

    def __init__(self, text: str = "") -> None:
        # A closure cell is not an attribute.
        self._read: Callable[[], str] = lambda: text

    def reveal(self) -> str:
        """Return the text; call it only to write a request."""
        return self._read()

    def __bool__(self) -> bool:
        return bool(self._read())

    def __repr__(self) -> str:
        return _SHOWN

    def __format__(self, _: str) -> str:
        return _SHOWN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._read().encode(), other._read().encode())

    def __hash__(self) -> int:
        # The same for all, since a hash of the text would reveal something about it.
        return hash(Secret)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Secret], tuple[()]]:
        return Secret, ()
