"""Runs the four tiers on one machine. Only the standard library is needed to import this."""

from infra.local.errors import LocalRunError
from infra.local.running import Running
from infra.local.tiers import Tier, tiers

__all__ = ["LocalRunError", "Running", "Tier", "tiers"]
