"""Agreement with people: AUC and balanced accuracy per set, with intervals over documents, and how well calibrated it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

__all__ = ["Answers", "auc", "balanced_accuracy", "interval", "reliability", "reliability_svg", "table"]

Array = npt.NDArray[np.float64]
Statistic = Callable[[Array, npt.NDArray[np.int64]], float]

_DRAWS = 1000
_SEED = 12345
_BINS = 10
_LEAST = 10
_THRESHOLD = 0.5


@dataclass(frozen=True)
class Answers:
    """What was said of labelled summaries.

    Attributes:
        value: P(supported) of the weakest claim, [summaries].
        label: 1 supported, 0 not; `document` says which document each is about.
        rouge: ROUGE-2 precision against the document, [summaries].
        kinds: the error types of each, where the set gives any.
        unanswered: how many summaries had no claim that could be judged.
    """

    value: Array
    label: npt.NDArray[np.int64]
    document: npt.NDArray[np.int64]
    rouge: Array
    kinds: tuple[tuple[str, ...], ...]
    unanswered: int


def auc(value: Array, label: npt.NDArray[np.int64]) -> float:
    """Area under the ROC curve: the share of (supported, unsupported) pairs in the right order; NaN without such a pair."""
    high = int(label.sum())
    low = len(label) - high
    if not high or not low:
        return float("nan")
    ranks = rankdata(value)
    return float((ranks[label == 1].sum() - high * (high + 1) / 2) / (high * low))


def balanced_accuracy(value: Array, label: npt.NDArray[np.int64]) -> float:
    """Mean of the shares of supported and of unsupported summaries that the threshold 0.5 tells right."""
    right = (value >= _THRESHOLD) == (label == 1)
    if not label.any() or label.all():
        return float("nan")
    return float((right[label == 1].mean() + right[label == 0].mean()) / 2)


def interval(answers: Answers, statistic: Statistic) -> tuple[float, float, float]:
    """A statistic and its 95% interval: percentiles of 1,000 bootstrap samples of documents (seeded)."""
    rng = np.random.default_rng(_SEED)
    documents, own = np.unique(answers.document, return_inverse=True)
    members = [np.flatnonzero(own == number) for number in range(len(documents))]
    draws = []
    for _ in range(_DRAWS):
        places = np.concatenate([members[number] for number in rng.integers(len(members), size=len(members))])
        draws.append(statistic(answers.value[places], answers.label[places]))
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return statistic(answers.value, answers.label), float(low), float(high)


def table(found: Mapping[str, Answers]) -> Iterator[str]:
    """The lines of a Markdown table, one set each."""
    yield "| set | summaries | documents | AUC | balanced accuracy | ROUGE-2 precision, AUC | no claim judged |"
    yield "|---|---|---|---|---|---|---|"
    for name, one in found.items():
        area, accuracy = (interval(one, statistic) for statistic in (auc, balanced_accuracy))
        yield (
            f"| {name} | {len(one.label)} | {len(np.unique(one.document))} | {_shown(area)} | {_shown(accuracy)} |"
            f" {auc(one.rouge, one.label):.3f} | {one.unanswered} |"
        )


def kinds(found: Mapping[str, Answers]) -> Iterator[str]:
    """The lines of a Markdown table: the share of unsupported summaries that are refused, by error type (of 10 or more; one may have several)."""
    yield "| set | error type | summaries | refused |"
    yield "|---|---|---|---|"
    for name, one in found.items():
        for kind in sorted({kind for each in one.kinds for kind in each}):
            own = np.array([kind in each for each in one.kinds]) & (one.label == 0)
            if own.sum() >= _LEAST:
                yield f"| {name} | {kind} | {int(own.sum())} | {(one.value[own] < _THRESHOLD).mean():.2f} |"


def _shown(found: tuple[float, float, float]) -> str:
    value, low, high = found
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def reliability(found: Sequence[Answers]) -> list[tuple[float, float, float]]:
    """(mean probability, share supported, weight) of ten bins of equal width, labels weighed to even odds in every set."""
    value = np.concatenate([one.value for one in found])
    label = np.concatenate([one.label for one in found])
    weight = np.concatenate([
        np.where(one.label == 1, 0.5 / max(1, int(one.label.sum())), 0.5 / max(1, int((1 - one.label).sum()))) for one in found
    ])  # fmt: skip
    bins = np.minimum((value * _BINS).astype(int), _BINS - 1)
    rows = []
    for number in range(_BINS):
        own = bins == number
        total = weight[own].sum()
        if total > 0:
            rows.append(
                (
                    float(weight[own] @ value[own] / total),
                    float(weight[own] @ label[own] / total),
                    float(total / weight.sum()),
                )
            )
    return rows


def reliability_svg(rows: Sequence[tuple[float, float, float]], title: str) -> str:
    """A reliability diagram: a dot for each bin, as large as its weight, and the diagonal of perfect calibration."""
    size, edge = 320, 40

    def at(value: float) -> float:
        return edge + value * size

    dots = "".join(
        f'<circle cx="{at(x):.1f}" cy="{at(1 - y):.1f}" r="{3 + 14 * weight**0.5:.1f}" fill="#1f6feb" fill-opacity="0.7"/>'
        for x, y, weight in rows
    )
    ticks = "".join(
        f'<text x="{at(value):.0f}" y="{at(1) + 16:.0f}" text-anchor="middle">{value:g}</text>'
        f'<text x="{edge - 6}" y="{at(1 - value) + 4:.0f}" text-anchor="end">{value:g}</text>'
        for value in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * edge} {size + 2 * edge + 10}" font-family="sans-serif"'
        f' font-size="11" role="img"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>'
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#888"/>'
        f'<line x1="{at(0)}" y1="{at(1)}" x2="{at(1)}" y2="{at(0)}" stroke="#888" stroke-dasharray="4 4"/>{dots}{ticks}'
        f'<text x="{edge + size / 2}" y="{edge - 14}" text-anchor="middle" font-size="13">{title}</text>'
        f'<text x="{edge + size / 2}" y="{size + 2 * edge + 2}" text-anchor="middle">P(supported) of the weakest claim</text>'
        f'<text transform="translate(10 {edge + size / 2}) rotate(-90)" text-anchor="middle">share labelled supported</text></svg>\n'
    )
