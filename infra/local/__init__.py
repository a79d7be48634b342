"""Run the four processes on one machine. Importing this needs only the standard library."""

from infra.local.errors import LocalRunError
from infra.local.running import Running
from infra.local.tiers import Tier, tiers

__all__ = ["LocalRunError", "Running", "Tier", "tiers"]
