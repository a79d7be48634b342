"""What an app asks of a sign-in, and the words it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import msgspec

from gatepost.errors import OptionError
from gatepost.wire.events import AdhocReport, Labels, SignInRequest

_T = TypeVar("_T")


@dataclass(frozen=True)
class SignInOptions:
    """What ``sign_in`` was last called with.

    Attributes:
        request: What goes to the identity provider, as far as the component's operator allows it.
        labels: The app's own words.
        show_user: Whether the frame names the person.
        on_report: The app's handler of the frame's reports.
    """

    request: SignInRequest | None = None
    labels: Labels | None = None
    show_user: bool = True
    on_report: Callable[[AdhocReport], None] | None = field(default=None, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the handler out: Streamlit may pickle the session state, and few functions."""
        return {**self.__dict__, "on_report": None}


def make_options(
    request: Mapping[str, object],
    labels: Mapping[str, str] | None,
    *,
    show_user: bool,
    on_report: Callable[[AdhocReport], None] | None,
) -> SignInOptions:
    """Check the arguments of ``sign_in`` and return them as options.

    Raises:
        OptionError: An argument has a wrong type or value.
    """
    if labels is not None and not isinstance(labels, Mapping):
        raise OptionError('labels is a mapping, such as {"sign_in": "Log in"}.')
    given = {name: _listed(value) for name, value in request.items() if value is not None}
    return SignInOptions(
        _convert(given, SignInRequest) if given else None,
        _convert(dict(labels), Labels) if labels else None,
        show_user,
        on_report,
    )


def _listed(value: object) -> object:
    """Return a collection as the list that the contract has; a set in order."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def _convert(given: Mapping[str, object], kind: type[_T]) -> _T:
    known = [one.name for one in fields(kind)]  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            raise OptionError(f"{name!r:.40} is not an option. Use {', '.join(known)}.")
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        reason = str(error)  # names the place and the limit, and no value
    raise OptionError(f"The sign-in can't ask for this: {reason}. Correct the argument.")
