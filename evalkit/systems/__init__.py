"""Systems: what writes summaries, named on one line, and the text that each gives of an article.

`parse_system("lead:3", Options())` gives a `System`; `outputs` gives its texts for a window of articles. What is computed at
a price (a command, an endpoint, a model) goes through the run's cache answer by answer, so that nothing is asked twice, also
after a kill; what failed is not kept, and is asked again by the next run.
"""

from __future__ import annotations

from .naming import parse_system
from .options import Options
from .own import expanded, own_systems
from .system import Output, Progress, System, calls, outputs

__all__ = ["Options", "Output", "Progress", "System", "calls", "expanded", "outputs", "own_systems", "parse_system"]
