"""One thing that is wrong with a deployment, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tier = Literal["app", "component", "provider", "functions"]


@dataclass(frozen=True)
class Finding:
    """A fault of one tier.

    Attributes:
        code: Stable name of the fault, for programs.
        tier: Where it is to be corrected.
        problem: What is wrong, as a sentence.
        remedy: What to set to which value, and where.
        is_fault: Whether something does not work; else it is only worth knowing.
    """

    code: str
    tier: Tier
    problem: str
    remedy: str
    is_fault: bool = True
