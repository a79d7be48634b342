"""A holder that keeps a token or a key out of everything that shows values."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Self

_SHOWN = "<secret>"


class Secret:
    """A secret text: no attribute, representation, copy or pickle of it shows the text.

    A pickle is of an empty one, since Streamlit's option ``runner.enforceSerializableSessionState``
    pickles the session state: what is read back from anywhere holds no secret, and is false.

    Args:
        text: The secret; empty for none.
    """

    __slots__ = ("_read",)

    def __init__(self, text: str = "") -> None:
        # A cell of a closure is no attribute.
        self._read: Callable[[], str] = lambda: text

    def reveal(self) -> str:
        """The text, for where a request is written and nowhere else."""
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
        return hash(Secret)  # the same for all, since it would tell something of the text

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Secret], tuple[()]]:
        return Secret, ()
