"""How well evalkit agrees with people on labelled sets: docs/accuracy.md, its charts, and the table of the model card.

    python benchmarks/accuracy.py DATA [--cache DIR] [--out build/accuracy] [--only SET ...]
    python benchmarks/accuracy.py --from build/accuracy

DATA has the folders dev and test with sets as .jsonl.gz. `evalkit meta` runs over each set, over those of one family (`summedits.*`)
at once; what is finished is taken as it is, what was broken off goes on, and `--from` writes from finished parts alone. Equal parts give
equal bytes. It ends with 2 if a part fails or the parts were made by different versions.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from evalkit.cli import main as evalkit
from evalkit.files import replacing
from evalkit.meta.records import Agreement, Calibration, Card, Estimate, SetCard
from evalkit.report.card import number, told
from evalkit.report.figure import STYLE
from evalkit.report.markdown import code

HERE = Path(__file__).parent.parent
OUT = HERE / "build" / "accuracy"
KINDS = {"test": "Test sets: the final word", "dev": "Development sets: what was chosen with"}
ABOUT = {
    "test": "Nothing was chosen, tuned or read on these; they are measured once a release.",
    "dev": "Rules, evidence settings and the coefficients of the last step were chosen with these, so that fresh texts may show less.",
}
BEGIN, END = "<!-- accuracy:begin -->", "<!-- accuracy:end -->"
BINS = 10
DASH = "\u2013"
CAUTIONS = (
    "Labels are noisy: about one in six of such benchmark labels is ambiguous or wrong (arXiv 2506.13342), so that no judge can reach 1.",
    "FRANK counts a summary with a slip of grammar or an unclear reference as not supported, even where every fact in it is right: GramE, CorefE and LinkE are such types.",
    "SummEdits has 15 to 25 documents a domain, each with many edits of one summary, and SummEval 100: intervals draw documents, never rows, and are wide.",
    "storysumm.val and bump_task1.test are too small to rank anything.",
    "DeFacto counts what the article does not say as not supported, even where it is true; so does evalkit.",
    "Many CNN/DM summaries are in lower case and tokenised, as their systems wrote them.",
    "wice_partial_spans holds unsupported claims alone: it says where words are, and has no AUC.",
    "ROUGE-2 precision and copied words rank high where faithful summaries are the copied ones; where all summaries are edited alike, as in SummEdits, they are near chance.",
)
PUBLISHED = {
    "test/summedits.news": (("SummaC-Conv", 61.9), ("DAE", 60.9), ("QAFactEval", 74.4), ("ChatGPT", 74.4), ("Claude 2.1", 77.2), ("GPT-4", 83.3), ("people", 90.0)),
    "dev/summedits": (("SummaC-Conv", 56.4), ("DAE", 54.6), ("QAFactEval", 66.3), ("ChatGPT", 72.3), ("Claude 2.1", 75.3), ("GPT-4", 83.2), ("people", 90.7)),
    "test/frank.test": (("SummaC-ZS", 79.0), ("SummaC-Conv", 81.6), ("QuestEval", 82.1)),
    "test/summeval.all": (("SummaC-ZS", 78.7), ("SummaC-Conv", 81.7), ("QuestEval", 72.5)),
}  # fmt: skip
"""Balanced accuracies in percent, as published with SummEdits and, for FRANK and SummEval, in the SummaC benchmark."""


class PartsError(Exception):
    """Parts that are missing, broken or not of one version."""


@dataclass(frozen=True, slots=True)
class Part:
    """One run of `evalkit meta`: `dev/summedits` and its card; `made` is the day of its run."""

    kind: str
    name: str
    card: Card
    made: str


def families(folder: Path, only: Sequence[str] = ()) -> dict[str, list[Path]]:
    """The sets of a folder that are measured together: several of one family under its name, one under its own."""
    files = [file for file in sorted(folder.glob("*.jsonl.gz")) if not only or set_name(file) in only]
    found: dict[str, list[Path]] = {}
    for file in files:
        found.setdefault(file.name.partition(".")[0], []).append(file)
    return {name if len(own) > 1 else set_name(own[0]): own for name, own in found.items()}


def set_name(file: Path) -> str:
    """The name of a set, its file's without suffixes."""
    return file.name.removesuffix(".jsonl.gz")


def measure(data: Path, out: Path, *, cache: Path | None = None, only: Sequence[str] = ()) -> None:
    """Runs `evalkit meta` over what has no finished card yet.

    Raises:
        PartsError: DATA has no sets, or a run fails.
    """
    parts = [(kind, *item) for kind in KINDS for item in families(data / kind, only).items()]
    if not parts:
        raise PartsError(f"{data}: no sets: expected .jsonl.gz files in its folders {' and '.join(KINDS)}")
    for kind, name, files in parts:
        folder = out / kind / name
        if (folder / "meta.json").exists():
            continue
        print(f"{kind}/{name}", file=sys.stderr, flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        options = [
            "--out",
            str(folder),
            "--offline",
            "--quiet",
            "--resume",
            *(["--cache", str(cache)] if cache else []),
        ]
        if status := evalkit(["meta", *map(str, files), *options]):
            raise PartsError(f"evalkit meta ended with {status} on {kind}/{name}: {folder}")


def parts(folder: Path) -> list[Part]:
    """The finished parts of a folder, the test sets first.

    Raises:
        PartsError: there is none, one cannot be read, or they differ in version or signature.
    """
    found = []
    for kind in KINDS:
        for file in sorted(folder.glob(f"{kind}/*/meta.json")):
            try:
                card = msgspec.json.decode(file.read_bytes(), type=Card)
            except (OSError, msgspec.MsgspecError) as error:
                raise PartsError(f"{file}: not a card of evalkit meta: {error}") from error
            found.append(Part(kind, file.parent.name, card, _day(file.parent / "run.jsonl")))
    if not found:
        raise PartsError(f"{folder}: no finished part: expected {'/'.join((next(iter(KINDS)), 'SET', 'meta.json'))}")
    first = found[0]
    for one in found[1:]:
        if (one.card.evalkit, one.card.signatures, one.card.draws) != (
            first.card.evalkit,
            first.card.signatures,
            first.card.draws,
        ):
            raise PartsError(
                f"{folder}: {one.kind}/{one.name} was made otherwise than {first.kind}/{first.name}"
                " (version, signatures or draws): remove the older one and run again"
            )
    return found


def _day(run: Path) -> str:
    """The day of a run, of its header."""
    try:
        with run.open(encoding="utf-8") as file:
            return str(json.loads(file.readline())["created"])[:10]
    except (OSError, ValueError, KeyError):
        return ""


# ---- the page


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A Markdown table whose first columns are words."""
    rule = "|".join("---" if n < left else "--:" for n in range(len(heads)))
    return "\n".join([f"| {' | '.join(heads)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)])


def named(text: str) -> str:
    """A name from the data, as a code span in a table."""
    return code(text, longest=80).replace("|", "\\|")


def page(found: Sequence[Part]) -> str:
    """docs/accuracy.md."""
    return "\n\n".join(_page(found)) + "\n"


def _page(found: Sequence[Part]) -> Iterator[str]:
    card = found[0].card
    yield "# How well it agrees with people"
    yield (
        "Written by `make accuracy DATA=...`, which runs `evalkit meta` over labelled sets; the numbers are in no other way edited."
        f" A summary ranks by `{_reference(card)}`, the probability of its weakest claim, and counts as supported when"
        f" `{card.verdict_from}` finds every claim of it supported at the shipped threshold, the same for all sets. Brackets are"
        f" {card.confidence:.0%} intervals by a bootstrap of documents ({card.draws:,} draws, seed {card.seed}). The best baseline is"
        " chosen set by set, in hindsight, among those that `evalkit meta` always measures, so that it is a hard one."
    )
    yield "![AUC by set, with the best baseline of each](accuracy-auc.svg)"
    for kind, title in KINDS.items():
        own = [part for part in found if part.kind == kind]
        if own:
            yield f"## {title}"
            yield ABOUT[kind]
            yield _sets(own)
    if compared := list(_published(found)):
        yield "## Beside published figures"
        yield (
            "Balanced accuracy in percent, as published on the same sets; for FRANK and SummEval it is that of the SummaC benchmark, whose"
            " thresholds were tuned on each set, while evalkit has one for all."
        )
        yield table(("set", "evalkit", "published"), compared, left=1)
    yield from _correlations(found)
    yield from _types(found)
    yield from _calibrated(found)
    yield from _spans(found)
    yield "## What these numbers cannot say"
    yield "\n".join(f"- {one}" for one in CAUTIONS)
    yield "## How they were made"
    days = sorted({one.made for one in found if one.made})
    lines = [
        f"- on {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else "- the day of the runs is not known",
        f"- evalkit {code(card.evalkit)}; " + ", ".join(f"{name} {version}" for name, version in card.versions.items()),
        *(f"- {code(f'{name}: {signature}', longest=2_000)}" for name, signature in card.signatures.items()),
    ]
    yield "\n".join(lines)


def _reference(card: Card) -> str:
    return next(one.name for one in card.predictors if one.is_reference)


def _own(one: SetCard, name: str | None) -> Agreement | None:
    return next((own for own in one.agreements if own.predictor == name), None)


def _sets(own: Sequence[Part]) -> str:
    rows = []
    for part in own:
        name = _reference(part.card)
        rows += [_row(one, name) for one in part.card.sets]
        mean = next((one for one in part.card.means if one.predictor == name), None)
        if mean:
            baselines = {one.name for one in part.card.predictors if one.is_baseline}
            rival = max((one for one in part.card.means if one.predictor in baselines and one.auc.value is not None), key=lambda one: one.auc.value or 0, default=None)  # fmt: skip
            rows.append([
                f"**{part.name}, mean of {len(part.card.sets)}**", f"{sum(one.labelled for one in part.card.sets):,}",
                f"{sum(one.documents for one in part.card.sets):,}", DASH, told(mean.auc), told(mean.balanced_accuracy),
                f"{told(rival.auc)} {named(rival.predictor)}" if rival else DASH, told(mean.auc_over_baseline), DASH,
            ])  # fmt: skip
    heads = (
        "set",
        "rows",
        "documents",
        "supported",
        "AUC",
        "balanced accuracy",
        "best baseline, AUC",
        "AUC over it",
        "no value",
    )
    return table(heads, rows)


def _row(one: SetCard, name: str) -> list[str]:
    own, rival = _own(one, name), _own(one, one.best_baseline)
    return [
        one.name, f"{one.labelled:,}", f"{one.documents:,}", _short(one.supported),
        told(own.auc) if own else DASH, told(own.balanced_accuracy) if own else DASH,
        f"{told(rival.auc)} {named(rival.predictor)}" if rival else DASH,
        told(own.auc_over_baseline) if own else DASH, f"{one.labelled - own.n:,}" if own else DASH,
    ]  # fmt: skip


def _short(one: Estimate) -> str:
    return DASH if one.value is None else number(one.value, 2)


def _published(found: Sequence[Part]) -> Iterator[list[str]]:
    for part in found:
        name = _reference(part.card)
        own: list[tuple[str, str, Estimate | None]] = [
            (f"{part.kind}/{one.name}", one.name, (_own(one, name) or one.agreements[0]).balanced_accuracy)
            for one in part.card.sets
        ]
        own += [
            (f"{part.kind}/{part.name}", f"{part.name}, mean of {len(part.card.sets)}", mean.balanced_accuracy)
            for mean in part.card.means
            if mean.predictor == name
        ]
        for key, words, value in own:
            if key in PUBLISHED and value is not None and value.value is not None:
                ends = (
                    ""
                    if value.low is None or value.high is None
                    else f" ({100 * value.low:.1f} to {100 * value.high:.1f})"
                )
                yield [
                    words,
                    f"{100 * value.value:.1f}{ends}",
                    ", ".join(f"{who} {points}" for who, points in PUBLISHED[key]),
                ]


def _all_sets(found: Sequence[Part]) -> Iterator[tuple[Part, SetCard]]:
    for part in found:
        for one in part.card.sets:
            yield part, one


def _correlations(found: Sequence[Part]) -> Iterator[str]:
    rows = []
    for part, one in _all_sets(found):
        if one.systems_named < 2:
            continue
        both = (_own(one, name) for name in dict.fromkeys((_reference(part.card), one.best_baseline)))
        rows += [
            [
                one.name,
                named(own.predictor),
                *map(told, (own.pearson, own.partial_pearson, own.spearman, own.partial_spearman)),
            ]
            for own in both
            if own
        ]
    if rows:
        yield "## Correlation with people, and within systems"
        yield (
            "Raw correlations also reward telling good systems from bad ones; partial ones, with each system's mean taken out, show"
            " whether the summaries of one system are told apart."
        )
        yield table(("set", "predictor", "Pearson", "partial Pearson", "Spearman", "partial Spearman"), rows, left=2)


def _types(found: Sequence[Part], kinds: Sequence[str] = tuple(KINDS)) -> Iterator[str]:
    rows = [
        [one.name, named(error.name), f"{error.n:,}", f"{error.documents:,}", told(error.refused)]
        for part, one in _all_sets(found)
        if part.kind in kinds
        for error in one.errors
    ]
    if rows:
        yield "## Refused, by type of error"
        yield "Of the summaries labelled unsupported that have the type, others perhaps beside it, the share that was refused."
        yield table(("set", "type", "rows", "documents", "refused"), rows, left=2)
        yield "![Share refused by type of error, on the test sets](accuracy-errors.svg)"


def _calibrated(found: Sequence[Part]) -> Iterator[str]:
    rows = []
    for _, one in _all_sets(found):
        own = {calibration.odds: calibration for calibration in one.calibration}
        if own:
            rows.append([one.name, *(told(own[odds].ece) if odds in own else DASH for odds in ("own", "even")), *(told(own[odds].brier) if odds in own else DASH for odds in ("own", "even"))])  # fmt: skip
    if rows:
        yield "## Calibration"
        yield (
            "Expected calibration error over ten bins of equal width, and Brier score, under each set's own odds and with supported and"
            " unsupported rows weighed to even odds, for which the probability is made. An ECE of few rows is too large by chance alone."
        )
        yield table(("set", "ECE, own odds", "ECE, even odds", "Brier, own odds", "Brier, even odds"), rows)
        yield "![Reliability on the test sets together, even odds](accuracy-reliability.svg)"


def _spans(found: Sequence[Part]) -> Iterator[str]:
    rows = []
    for _, one in _all_sets(found):
        if one.spans is not None:
            spans = one.spans
            rows.append([one.name, f"{spans.n:,}", f"{spans.without_finding:,}", told(spans.precision), told(spans.recall), told(spans.f1), " / ".join(map(_short, spans.whole_claims))])  # fmt: skip
    if rows:
        yield "## Words pointed at"
        yield (
            "Characters that findings point at against those that people marked, over rows labelled unsupported; beside them precision,"
            " recall and F1 of pointing at every refused claim as a whole."
        )
        yield table(("set", "rows", "without a finding", "precision", "recall", "F1", "whole claims"), rows)


def pooled(found: Sequence[Part]) -> list[tuple[float, float, float]]:
    """Mean probability, share supported and share of the weight by bin: the test sets together, each with even odds and the same weight."""
    drawn: list[Calibration] = [
        own for part, one in _all_sets(found) if part.kind == "test" for own in one.calibration if own.odds == "even"
    ]
    made = []
    for n in range(BINS):
        points = [(b.share, b.probability, b.supported.value) for b in (own.bins[n] for own in drawn)]
        kept = [(share, said, so) for share, said, so in points if said is not None and so is not None and share]
        weight = sum(share for share, _, _ in kept)
        if weight:
            said, so = (sum(one[0] * one[k] for one in kept) / weight for k in (1, 2))
            made.append((said, so, weight / len(drawn)))
    return made


def model_card(found: Sequence[Part]) -> str:
    """What stands in the model card between the marks: the figures of the test sets."""
    own = [part for part in found if part.kind == "test"]
    rows, types = [], []
    for part, one in _all_sets(own):
        agreement, rouge = _own(one, _reference(part.card)), _own(one, "rouge.rouge2.precision")
        if agreement is not None:
            rows.append([
                one.name, f"{agreement.n:,}", f"{one.documents:,}", told(agreement.auc), told(agreement.balanced_accuracy),
                told(rouge.auc) if rouge else DASH, f"{one.labelled - agreement.n:,}",
            ])  # fmt: skip
        types += [[one.name, named(error.name), f"{error.n:,}", told(error.refused)] for error in one.errors]
    days = sorted({part.made for part in own if part.made})
    parts = [
        f"`make accuracy DATA=...`{f', runs of {days[-1]}' if days else ''}; all of it stands in [docs/accuracy.md](../docs/accuracy.md).",
        table(
            ("set", "summaries", "documents", "AUC", "balanced accuracy", "ROUGE-2 precision, AUC", "no claim judged"),
            rows,
        ),
    ]
    if types:
        parts.append(table(("set", "error type", "summaries", "refused"), types, left=2))
    if points := pooled(found):
        parts += [
            (
                "FRANK's types are those of any of its annotators; a summary may have several. Calibration on the test sets together,"
                " labels weighed to even odds in each ([diagram](../docs/accuracy-reliability.svg)):"
            ),
            table(
                ("mean probability", "share supported", "share of the weight"),
                [[number(x, 2) for x in point] for point in points],
                left=0,
            ),
        ]
    return "\n\n".join(parts)


def between_marks(text: str, new: str, path: Path) -> str:
    """A text with what stands between its marks replaced.

    Raises:
        PartsError: it has not each mark once, in order.
    """
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended) or BEGIN in rest or END in after:
        raise PartsError(f"{path}: expected {BEGIN} and, behind it, {END}, each once")
    return f"{before}{BEGIN}\n{new}\n{END}{after}"


# ---- the charts


def draw(found: Sequence[Part], folder: Path) -> None:
    """Writes the charts; equal numbers give equal bytes, with one version of matplotlib."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        _save(_auc_chart(found), folder / "accuracy-auc.svg")
        if points := pooled(found):
            _save(_reliability_chart(points), folder / "accuracy-reliability.svg")
        errors = [(one.name, error.name, error.refused) for part, one in _all_sets(found) if part.kind == "test" for error in one.errors]  # fmt: skip
        if errors:
            _save(_errors_chart(errors), folder / "accuracy-errors.svg")


def _save(figure: Any, path: Path) -> None:
    with replacing(path, "wb") as file:
        figure.savefig(file, format="svg", metadata={"Date": None}, facecolor="white")


def _figure(lines: int, width: float = 7.0) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 0.8 + 0.24 * lines), layout="constrained")
    return figure, figure.subplots()


def _interval(axes: Any, one: Estimate, place: float, look: Mapping[str, Any]) -> None:
    if one.value is None:
        return
    if one.low is not None and one.high is not None:
        axes.plot([one.low, one.high], [place, place], color=look["color"], linewidth=1)
    axes.plot([one.value], [place], linestyle="none", markersize=4.5, **look)


def _auc_chart(found: Sequence[Part]) -> Any:
    from matplotlib.lines import Line2D

    drawn = list(_all_sets(found))
    figure, axes = _figure(len(drawn))
    looks = (
        {"color": "#0072B2", "marker": "o", "label": "evalkit, weakest claim"},
        {"color": "#D55E00", "marker": "D", "markerfacecolor": "white", "label": "best baseline of the set"},
    )
    for place, (part, one) in enumerate(drawn):
        for shift, look, name in zip((-0.15, 0.15), looks, (_reference(part.card), one.best_baseline), strict=True):
            if own := _own(one, name):
                _interval(axes, own.auc, place + shift, look)
    axes.axvline(0.5, color="#999999", linewidth=0.6, linestyle=":")
    axes.set_yticks(range(len(drawn)), [f"{one.name} ({part.kind})" for part, one in drawn])
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    axes.set(xlim=(0, 1), xlabel="AUC (95% interval)")
    figure.legend(handles=[Line2D([], [], linestyle="none", markersize=4.5, **look) for look in looks], loc="outside upper left", ncols=2)  # fmt: skip
    return figure


def _reliability_chart(points: Sequence[tuple[float, float, float]]) -> Any:
    figure, axes = _figure(12, 3.6)
    said, so, weights = zip(*points, strict=True)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.6, linestyle=":")
    axes.plot(said, so, color="#0072B2", linewidth=1)
    axes.scatter(said, so, s=[600 * weight for weight in weights], color="#0072B2")
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="mean probability", ylabel="share labelled supported")
    return figure


def _errors_chart(errors: Sequence[tuple[str, str, Estimate]]) -> Any:
    figure, axes = _figure(len(errors))
    for place, (_, _, refused) in enumerate(errors):
        if refused.value is not None:
            axes.barh([place], [refused.value], height=0.6, color="#56B4E9")
            if refused.low is not None and refused.high is not None:
                axes.plot([refused.low, refused.high], [place, place], color="black", linewidth=1)
    axes.set_yticks(range(len(errors)), [f"{name}: {kind}" for name, kind, _ in errors])
    axes.set_ylim(len(errors) - 0.5, -0.5)
    axes.set(xlim=(0, 1), xlabel="share refused (95% interval)")
    return figure


def write(found: Sequence[Part], docs: Path, card: Path) -> None:
    """Writes the page, its charts, and the tables of the model card.

    Raises:
        PartsError: the model card lacks its marks.
    """
    new = (
        between_marks(card.read_text("utf-8"), model_card(found), card)
        if any(part.kind == "test" for part in found)
        else None
    )
    draw(found, docs)
    with replacing(docs / "accuracy.md") as file:
        file.write(page(found))
    if new is not None:
        with replacing(card) as file:
            file.write(new)


def main(argv: Sequence[str] | None = None) -> int:
    """Measures what is not measured yet, and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, metavar="DATA", help="the folder with dev and test")
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="DIR", help="write from the finished parts of this folder alone"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="where the parts are kept (default: build/accuracy)")
    parser.add_argument("--cache", type=Path, help="the cache of model results (default: the user's)")
    parser.add_argument("--only", nargs="+", default=[], metavar="SET", help="these sets alone, e.g. frank.test")
    parser.add_argument("--docs", type=Path, default=HERE / "docs", help="where page and charts are written")
    parser.add_argument("--card", type=Path, default=HERE / "metrics" / "MODEL_CARD.md", help="the model card")
    chosen = parser.parse_args(argv)
    if (chosen.data is None) == (chosen.source is None):
        parser.error("expected either DATA or --from DIR")
    try:
        if chosen.data is not None:
            measure(chosen.data, chosen.out, cache=chosen.cache, only=chosen.only)
        write(parts(chosen.source or chosen.out), chosen.docs, chosen.card)
    except PartsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
