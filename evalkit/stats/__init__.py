"""Statistics of scores that know which values belong together: values of one article are not independent.

Nothing here knows run files. What needs only means is named here; the rest is imported by module, for it brings NumPy:
`bootstrap` (intervals, the paired bootstrap), `permutation`, `multiple` (Holm), `ranks`, `power`, `adjusted`, `trust`.
"""

from .means import CONFIDENCE, SEED, Estimate, mean_interval
from .permutation import least_p, paired_permutation

__all__ = ["CONFIDENCE", "SEED", "Estimate", "least_p", "mean_interval", "paired_permutation"]
