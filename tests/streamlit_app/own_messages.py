"""An event and a command of an app's own."""

from dataclasses import dataclass

import gatepost


@dataclass(frozen=True, kw_only=True)
class PasswordFound(gatepost.Event):
    """``onPasswordFound``"""

    password: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class Ask(gatepost.Command):
    """``ask``"""

    n: int


@dataclass(frozen=True, kw_only=True)
class _Private(gatepost.Command):
    """A command whose name is not one of the contract."""
