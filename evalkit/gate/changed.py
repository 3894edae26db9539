"""A run held against a baseline: claims that newly do not stand, blocks that no longer answer, means that fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..baseline import Baseline, judge_of
from ..comparison import Comparing, Delta
from ..errors import ConfigError
from ..matching import Change, Pair, changes, pairs
from ..overview import Group, counted
from ..problems import why
from ..records import FAULTY
from ..refusals import is_refusal
from ..runfile import ArticleRecord, CaseRecord, ClaimRecord, HeaderRecord
from ..stats import least_p, paired_permutation
from .bounds import in_words
from .expressions import resolve
from .outcome import Failure, Shift, State, Waived, Waiver
from .settings import Drop

__all__ = ["CLAIM_RULES", "Against", "measured_metrics"]

CLAIM_RULES = ("newly contradicted", "newly unsupported")
"""The rules of claims that the settings may allow a number of."""


class Against:
    """A run beside a baseline.

    Args:
        baseline: the baseline.
        drops: bounds on how means moved.
        header: the header of the run.
        waivers: waivers that hold, by claim id.

    Raises:
        ConfigError: a bound names what the run does not have, or what has no better end.
    """

    def __init__(
        self, baseline: Baseline, drops: Sequence[Drop], header: HeaderRecord, waivers: Mapping[str, Waiver]
    ) -> None:
        self._baseline = baseline
        self._waivers = waivers
        self._judge = judge_of(header)
        self._drops = [(drop, *_measured(drop, header)) for drop in drops]
        self._comparing = Comparing(baseline.header, header, worst=0)
        self._lost: Counter[tuple[str, str, Group]] = Counter()
        self._stale = list(baseline.stale_against(header))
        self._missing: list[ArticleRecord] = []
        self._added: dict[str, ArticleRecord] = {}
        self.failures: list[Failure] = []
        self.waived: list[Waived] = []
        self.listed: list[Change] = []
        self.states: dict[tuple[str, str], State] = {}
        self.counts: Counter[str] = Counter()
        self.within = 0
        """Verdicts that turned within the baseline's tolerance."""

    def read(self, run: str) -> None:
        """Reads the run beside the baseline. Where verdicts were made in another way nothing of them can be compared."""
        if self._stale:
            return
        for pair in pairs(run, self._baseline.articles):
            self._take(pair)
        deltas = self._comparing.finish().deltas
        self._deltas = {(one.metric, one.measure.name, one.group): one for one in deltas}

    def _take(self, pair: Pair) -> None:
        changed = changes(pair)
        self._comparing.take(pair, changed)
        if pair.article is None:
            if pair.before_article is not None:
                self._missing.append(pair.before_article)
            return
        if pair.before_article is None:
            self._added[pair.article.id] = pair.article
            if pair.article.path is not None:
                self._added.setdefault(pair.article.path, pair.article)
        before = {(case.block, case.system): case for case in pair.before}
        silent: set[str] = set()
        for case in pair.cases:
            older = before.pop((case.block, case.system), None)
            if older is not None:
                self._note_lost(case, older)
                failure = self._silence(case, older, pair.article.path)
                if failure is not None:
                    self.failures.append(failure)
                    silent.add(case.id)
        for older in before.values():
            named = in_words(Group(older.block, older.system or ""))
            place = older.path or older.article
            self.failures.append(
                Failure(
                    "gone",
                    f"{place}: the {named} that the baseline has is gone",
                    Group(older.block, older.system or ""),
                )
            )
        for change in changed:
            self._claim(change, pair.article.path, silent, known=pair.before_article is not None)

    def _silence(self, case: CaseRecord, older: CaseRecord, source: str | None) -> Failure | None:
        """Why a block that was answered is none now; None where it is one."""
        if not older.claims or is_refusal("\n".join(claim.text for claim in older.claims)):
            return None
        if not case.claims:
            why_not = "the block has no claim now" if case.text.strip() else "the block is empty now"
        elif is_refusal(case.text):
            why_not = "the summariser declines to answer now"
        else:
            score = next((one for one in case.scores if one.metric == self._judge), None)
            if score is None or score.status != "failed":
                return None
            return Failure("failed", f"{self._judge} failed on it: {score.note}", case=case, source=source)
        return Failure(
            "no answer", f"{why_not}; it had {counted(len(older.claims), 'claim')}", case=case, source=source
        )

    def _note_lost(self, case: CaseRecord, older: CaseRecord) -> None:
        group = Group(case.block, case.system or "")
        now = {(score.metric, name) for score in case.scores for name in score.values}
        for score in older.scores:
            for name in score.values:
                self._lost[score.metric, name, group] += (score.metric, name) not in now

    def _claim(self, change: Change, source: str | None, silent: set[str], *, known: bool) -> None:
        after, case = change.after, change.case_after
        if after is None or case is None:
            self.counts[change.kind] += 1
            self.listed.append(change)
            return
        rule = self._rule(change, known=known)
        kind = change.kind
        if rule == "within":
            self.within += 1
            kind, rule = "same", None
        if after.verdict in FAULTY:
            self.states[case.id, after.id] = _state(change, failing=rule is not None)
        if rule is None or case.id in silent:
            self.counts[kind] += 1
            if kind != "same":
                self.listed.append(change)
            return
        self.counts[rule] += 1
        before = change.before.text if change.before is not None and change.reworded else None
        failure = Failure(rule, why(after), case=case, claims=(after,), source=source, before=before)
        waiver = self._waivers.get(after.id)
        if waiver is None:
            self.failures.append(failure)
        else:
            self.waived.append(Waived(failure, (waiver,)))

    def _rule(self, change: Change, *, known: bool) -> str | None:
        """The rule that a claim breaks; "within" where its verdict turned within the tolerance, None where it breaks none.

        What does not stand breaks one, unless these very words stood in the baseline and did not stand there either.
        """
        before, after = change.before, change.after
        assert after is not None  # noqa: S101 - the caller has seen to it
        same = None if before is None or change.reworded else before
        if after.verdict in FAULTY:
            if same is not None and same.verdict in FAULTY and not (
                after.verdict == "contradicted" and same.verdict == "unsupported"
            ):  # fmt: skip
                return None
            return "within" if self._is_within(same, after) else f"newly {after.verdict}"
        if after.verdict == "abstained" and known and (before is None or before.verdict != "abstained"):
            return "newly abstained"
        if same is not None and same.verdict != after.verdict and self._is_within(same, after):
            return "within"
        return None

    def _is_within(self, before: ClaimRecord | None, after: ClaimRecord) -> bool:
        if before is None or before.probability is None or after.probability is None:
            return False
        return abs(after.probability - before.probability) <= self._baseline.tolerance

    def stale(self) -> tuple[str, ...]:
        """Why the baseline no longer fits the run; nothing where it fits."""
        told = list(self._stale)
        for article in self._missing:
            now = self._added.get(article.id) or self._added.get(article.path or "")
            named = f"{article.id} ({article.title!r})" if article.title else article.id
            if now is not None:
                told.append(f"the CONTENT of {named} was {article.sha256[:12]} and is {now.sha256[:12]}")
            else:
                told.append(f"the article {named} is not in this run")
        return tuple(told)

    def shifts(self) -> tuple[Shift, ...]:
        """How the means moved: of the judging metric's first measure, and of those that a bound is on."""
        if self._stale:
            return ()
        names = {(metric, measure) for _, metric, measure, _ in self._drops}
        own = next((key for key in self._deltas if key[0] == self._judge), None)
        if own is not None:
            names.add(own[:2])
        return tuple(
            _shift(delta)
            for key, delta in self._deltas.items()
            if key[:2] in names and delta.estimate is not None and delta.old is not None
        )

    def fallen(self) -> Iterator[tuple[str, Failure | None, str]]:
        """Yields, for each bound on a mean and each group, its words, why it fails if it does, and what it holds at."""
        if self._stale:
            return
        shifts = {(one.measure, one.group): one for one in self.shifts()}
        for drop, metric, measure, sign in self._drops:
            groups = [
                group
                for of, name, group in self._deltas
                if (of, name) == (metric, measure)
                and drop.block in {None, group.block}
                and drop.system in {None, group.system}
            ]
            if not groups:
                reason = f"the baseline has no scores of {measure} to compare with: bless again, with these settings"
                yield drop.text, Failure(drop.text, reason), ""
            for group in groups:
                shift = shifts.get((measure, group))
                reason, what = self._judged(drop, self._deltas[metric, measure, group], shift, sign)
                yield (
                    drop.text,
                    Failure(drop.text, f"{in_words(group)}: {reason}", group=group) if reason else None,
                    f"{in_words(group)}: {what}",
                )

    def _judged(self, drop: Drop, delta: Delta, shift: Shift | None, sign: int) -> tuple[str, str]:
        """Why a bound on a mean fails, "" where it does not, and what it holds at."""
        lost = self._lost[delta.metric, delta.measure.name, delta.group]
        if lost and not drop.missing:
            return f"{counted(lost, 'block')} with a value of {drop.measure} in the baseline without one now", ""
        if shift is None or delta.n < drop.min_cases:
            told = f"{counted(delta.n, 'block')} to compare, and {drop.min_cases} are asked for"
            return ("", f"not compared: {told} ({drop.missing})") if drop.missing else (told, "")
        fall = -sign * shift.estimate.mean
        what = f"{shift.old:.4f} before, {shift.new:.4f} now"
        over = []
        if drop.max_drop is not None and fall > drop.max_drop + _SLACK:
            over.append(f"worse by {fall:.4f}, more than {drop.max_drop:g}")
        if drop.max_relative_drop is not None and fall > drop.max_relative_drop * abs(shift.old) + _SLACK:
            share = f"{fall / abs(shift.old):.1%} of it" if shift.old else "from nothing"
            over.append(f"worse by {share}, more than {drop.max_relative_drop:.1%}")
        if drop.max_drop is None and drop.max_relative_drop is None and fall > _SLACK:
            over.append(f"worse by {fall:.4f}")
        if drop.alpha is None:
            return (f"{what}: {', '.join(over)}" if over else ""), what
        what += f", p = {shift.p:.4f}"
        if over and least_p(shift.estimate.clusters) >= drop.alpha:
            told = f"{counted(shift.estimate.clusters, 'article')} cannot show a difference at alpha {drop.alpha:g}"
            return (
                ("", f"{what}; {told} ({drop.missing})")
                if drop.missing
                else (f"{what}: {', '.join(over)}, and {told}", "")
            )
        if over and shift.p < drop.alpha:
            return f"{what}: {', '.join(over)}, which is more than noise at alpha {drop.alpha:g}", ""
        return "", what + (f": {', '.join(over)}, within noise at alpha {drop.alpha:g}" if over else "")


def measured_metrics(drops: Sequence[Drop], header: HeaderRecord) -> tuple[str, ...]:
    """The metrics that bounds on means are about: a baseline must keep their scores.

    Raises:
        ConfigError: a bound names what the run does not have, or what has no better end.
    """
    return tuple(dict.fromkeys(_measured(drop, header)[0] for drop in drops))


_SLACK = 1e-9  # a difference of means that is equal to the bound but for rounding keeps to it


def _measured(drop: Drop, header: HeaderRecord) -> tuple[str, str, int]:
    """A bound's metric and measure, and +1 where higher is better, -1 where lower is."""
    subject, aggregate = resolve(drop.measure, header, f"gate.drop of {drop.measure!r}")
    if subject.measure is None or subject.metric is None or aggregate is not None:
        raise ConfigError(
            f"gate.drop of {drop.measure!r}: expected a measure of a metric by itself, such as support: its mean is compared"
        )
    if subject.measure.better == "neither":
        raise ConfigError(
            f"gate.drop of {drop.measure!r}: neither end of it is better, so it cannot get worse: expected a measure such as support"
        )
    return subject.metric, subject.name, 1 if subject.measure.better == "higher" else -1


def _shift(delta: Delta) -> Shift:
    assert delta.old is not None and delta.new is not None and delta.estimate is not None  # noqa: S101, PT018 - seen to
    p = paired_permutation(delta.differences, delta.clusters)
    return Shift(delta.measure.name, delta.group, delta.old, delta.new, delta.estimate, p)


def _state(change: Change, *, failing: bool) -> State:
    if change.before is None or change.before.verdict not in FAULTY:
        return "new"
    return "updated" if failing or change.reworded or change.kind == "other fault" else "unchanged"
