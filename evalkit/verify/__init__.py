"""A run's numbers computed again from its inputs and its header, and held against those that it has."""

from .check import verify
from .outcome import Difference, Outcome

__all__ = ["Difference", "Outcome", "verify"]
