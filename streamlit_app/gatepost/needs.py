"""What a guard needs of a sign-in, and what an identity lacks of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Needs:
    """Scopes, and how recently and how strongly the person authenticated (RFC 9470).

    Attributes:
        scopes: Scopes of the API.
        max_age: Seconds since the person authenticated, at most.
        acr_values: Authentication context classes, one of which is needed; empty for any.
    """

    scopes: frozenset[str] = frozenset()
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.scopes or self.acr_values) or self.max_age is not None

    def is_part_of(self, other: Needs) -> bool:
        """Return whether a person who lacks this also lacks the other."""
        return (
            self.scopes <= other.scopes
            and self.max_age in (None, other.max_age)
            and self.acr_values in ((), other.acr_values)
        )
