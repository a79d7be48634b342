"""An event and a command of an app's own."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PasswordFound:
    """``onPasswordFound``"""

    password: str
    tries: int


@dataclass(frozen=True, kw_only=True)
class Ask:
    """``ask``"""

    n: int
