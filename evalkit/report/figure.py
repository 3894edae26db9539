"""The overview chart for a paper: what was supported, how support is spread, and faithfulness against copying."""

from __future__ import annotations

import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError
from ..files import replacing
from ..overview import Group
from ..runfile import ArticleRecord, CaseRecord, stream
from ..stats import mean_interval
from .headline import VERDICTS
from .terminal import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["STYLE", "SUFFIXES", "write_figure"]

SUFFIXES = (".svg", ".pdf", ".png")
"""The formats of a chart, told by the suffix of its file."""

_MOST = 12  # groups that are drawn apart
_LONGEST = 28  # characters of a system's name
_MARKS = (0, 1, 3, 10, 30, 100, 300, 1000)  # of the density
_WIDTH = 7.0  # inches: the text width of a page
_DPI = 300
# Okabe and Ito's palette (2008): told apart by all kinds of colour vision; hatches tell the same on paper.
_SHADES = {
    "supported": ("#009E73", ""),
    "contradicted": ("#D55E00", "////"),
    "unsupported": ("#E69F00", "...."),
    "abstained": ("#999999", ""),
    "not judged": ("#DDDDDD", ""),
}
_POINTS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
STYLE: Any = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.4,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "svg.fonttype": "none",  # text stays text
    "pdf.fonttype": 42,
    "text.parse_math": False,  # a system may be called $x$
    "axes.formatter.use_mathtext": False,
    "svg.hashsalt": "evalkit",  # equal runs give equal bytes
}
"""matplotlib's parameters of the charts: legible in a paper, equal bytes for equal numbers."""


@dataclass(slots=True)
class _Seen:
    """What is drawn of one group: claims by verdict, and of each case its support, coverage and density."""

    verdicts: Counter[str] = field(default_factory=Counter)
    support: list[float] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    copied: list[tuple[float, float, float]] = field(default_factory=list)
    cases: int = 0


def write_figure(run: str | os.PathLike[str], target: Path) -> None:
    """Draws the overview chart of a run file. What the run has no numbers for is left out, and the rest takes its room.

    Equal runs give equal bytes, with one version of matplotlib.

    Args:
        run: the run file.
        target: the chart; its suffix says the format: .svg, .pdf or .png (300 dots an inch).

    Raises:
        RunFileError: the run cannot be read.
        ConfigError: the suffix is another, or the run has nothing that the chart shows.
        OutputError: the target cannot be written.
    """
    form = target.suffix.lower()
    if form not in SUFFIXES:
        raise ConfigError(f"{target}: a chart is written as {', '.join(SUFFIXES)}: expected one of these suffixes")
    seen = _gathered(run)
    if not any(one.support or one.verdicts.keys() - {"not judged"} for one in seen.values()):
        raise ConfigError(
            f"{os.fspath(run)}: the run has no judged claim and no score of support: there is nothing to draw"
        )
    import matplotlib as mpl

    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing from"
        )  # letters that the font lacks: the SVG keeps them as text
        figure = _drawn(seen)
        with replacing(target, "wb") as file:
            date = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}[form]
            figure.savefig(file, format=form[1:], dpi=_DPI, metadata=date)


def _gathered(run: str | os.PathLike[str]) -> dict[Group, _Seen]:
    seen: dict[Group, _Seen] = defaultdict(_Seen)
    clusters: dict[str, str] = {}
    for record in stream(run):
        if isinstance(record, ArticleRecord):
            clusters[record.id] = record.sha256
        if not isinstance(record, CaseRecord):
            continue
        one = seen[Group(record.block, record.system or "")]
        one.cases += 1
        one.verdicts.update(claim.verdict or "not judged" for claim in record.claims)
        values = {(score.metric, name): value for score in record.scores for name, value in score.values.items()}
        support = values.get(("support", "support"))
        if support is None:
            continue
        one.support.append(support)
        one.owners.append(clusters[record.article])
        coverage, density = values.get(("extractive", "coverage")), values.get(("extractive", "density"))
        if coverage is not None and density is not None:
            one.copied.append((values.get(("support", "support_mean"), support), coverage, density))
    return dict(sorted(seen.items(), key=lambda item: (item[0].system, item[0].block != "SUMMARY", item[0].block)))


def _drawn(seen: Mapping[Group, _Seen]) -> Figure:
    from matplotlib.figure import Figure

    ranked = sorted(seen, key=lambda group: -seen[group].cases)[:_MOST]
    groups = [group for group in seen if group in ranked]
    spread = [group for group in groups if len(seen[group].support) > 1]
    copied = any(seen[group].copied for group in groups)
    columns = 3
    lines = -(-len(spread) // columns)
    heights = [
        0.75 + (0.36 if any(group.system for group in groups) else 0.26) * len(groups),
        *([0.35 + 0.95 * lines] if spread else []),
        *([2.9] if copied else []),
    ]
    figure = Figure(figsize=(_WIDTH, sum(heights)), layout="constrained")
    parts = list(figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0])
    left_out = len(seen) - len(groups)
    _shares(parts.pop(0), groups, seen, left_out)
    if spread:
        _spreads(parts.pop(0), spread, seen, columns)
    if copied:
        _copying(parts.pop(0), groups, seen)
    return figure


def _name(group: Group, between: str = "\n") -> str:
    system = clean(group.system)
    if len(system) > _LONGEST:
        system = system[: _LONGEST - 1] + "…"
    return f"{group.block}{between}{system}" if system else group.block


def _shares(part: Any, groups: Sequence[Group], seen: Mapping[Group, _Seen], left_out: int) -> None:
    """Bars of the claims by verdict; beside them the mean of `support` with its 95% interval."""
    scored = any(seen[group].support for group in groups)
    axes = part.subplots(1, 2 if scored else 1, sharey=True, squeeze=False, width_ratios=[3, 2] if scored else [1])[0]
    bars: Axes = axes[0]
    places = range(len(groups))
    left = [0.0] * len(groups)
    for verdict in VERDICTS:
        shares = [seen[group].verdicts[verdict] / max(1, seen[group].verdicts.total()) for group in groups]
        if any(shares):
            colour, hatch = _SHADES[verdict]
            bars.barh(
                places,
                shares,
                left=left,
                height=0.62,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.4,
                label=verdict,
            )
            left = [a + b for a, b in zip(left, shares, strict=True)]
    bars.set_yticks(places, [_name(group) for group in groups])
    bars.invert_yaxis()
    bars.set_xlim(0, 1)
    bars.set_xlabel("share of claims" + (f" ({left_out} more groups not drawn)" if left_out else ""))
    bars.legend(
        ncols=3, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, handlelength=1.4, columnspacing=1.2
    )
    if not scored:
        return
    dots: Axes = axes[1]
    for place, group in zip(places, groups, strict=True):
        one = seen[group]
        if not one.support:
            continue
        estimate = mean_interval(one.support, one.owners, low=0.0, high=1.0)
        if estimate.low is not None and estimate.high is not None:
            dots.plot([estimate.low, estimate.high], [place, place], color="black", linewidth=1)
        dots.plot([estimate.mean], [place], "o", color="black", markersize=4)
        dots.annotate(
            f"{estimate.mean:.2f}",
            (estimate.mean, place),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )
    dots.set_xlim(-0.02, 1.02)
    dots.set_xlabel("support (95% interval)")
    dots.grid(axis="x", linewidth=0.3)
    dots.tick_params(axis="y", length=0)


def _spreads(part: Any, groups: Sequence[Group], seen: Mapping[Group, _Seen], columns: int) -> None:
    """A histogram of the cases' support for each group, all over one range."""
    rows = -(-len(groups) // columns)
    grid = part.subplots(rows, min(columns, len(groups)), sharex=True, squeeze=False)
    places = [axes for line in grid for axes in line]
    for axes, group in zip(places, groups, strict=False):
        axes.hist(
            seen[group].support, bins=[n / 20 for n in range(21)], color=_POINTS[0], edgecolor="white", linewidth=0.3
        )
        axes.set_title(_name(group), fontsize=7.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlim(0, 1)
    for axes in places[len(groups) :]:
        axes.set_visible(False)
    part.supxlabel("support of a block", fontsize=8)


def _copying(part: Any, groups: Sequence[Group], seen: Mapping[Group, _Seen]) -> None:
    """A point a case: the mean probability of its claims over how much it copies."""
    coverage, density = part.subplots(1, 2, sharey=True)
    drawn = [group for group in groups if seen[group].copied]
    points = sum(len(seen[group].copied) for group in drawn)
    look = {"linestyle": "none", "markersize": 3.2, "alpha": 0.75 if points <= 500 else 0.25, "markeredgewidth": 0}
    for n, group in enumerate(drawn):
        ups, covers, runs = zip(*seen[group].copied, strict=True)
        style = {"color": _POINTS[n % len(_POINTS)], "marker": _MARKERS[(n + n // len(_POINTS)) % len(_MARKERS)]} | look
        coverage.plot(covers, ups, label=_name(group, " · "), **style)
        density.plot(runs, ups, **style)
    coverage.set(
        xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="coverage: share of copied words", ylabel="mean P(supported)"
    )
    most = max(run for group in drawn for _, _, run in seen[group].copied)
    marks = [mark for mark in _MARKS if mark <= most]
    density.set_xscale("symlog", linthresh=1)
    density.set_xlim(0, 1.1 * max(1.0, most))
    density.set_xticks(marks, [str(mark) for mark in marks])
    density.minorticks_off()
    density.set_xlabel("density: words copied in a row")
    if len(drawn) > 1:
        part.legend(loc="outside upper left", ncols=3, markerscale=1.4, handletextpad=0.1, columnspacing=1.0)
