"""A run as Markdown (GitHub's), fit for a pull request or a step summary.

Text of articles, paths and systems stands in code spans alone: there it cannot be markup, a link, a mention or an image. Its control
characters and turns of direction are replaced, as in the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..comparison import Comparison
from ..files import replacing
from ..matching import KINDS, Change
from ..overview import Group, Overview, Row, WorstClaim, counted
from ..runfile import CaseRecord, ClaimRecord
from ..signature import shorts
from .changes import SHOWN, signed, warnings
from .changes import headline as change_headline
from .headline import SIGNS, VERDICTS, headline, in_numbers
from .terminal import clean, place_of, reason_of

__all__ = ["LIMIT", "claim_lines", "code", "groups", "listed", "making", "markdown", "write_markdown"]

LIMIT = 60_000
"""Characters of the whole: GitHub takes 65,536 for a comment."""
_LONGEST = 300  # characters of a claim or passage
_MOST_NAMED = 20  # bad inputs that are named


def write_markdown(found: Overview, target: Path, compared: Comparison | None = None) -> None:
    """Writes a run as Markdown.

    Raises:
        OutputError: the target cannot be written.
    """
    with replacing(target) as file:
        file.write(markdown(found, compared))


def markdown(found: Overview, compared: Comparison | None = None, *, limit: int = LIMIT) -> str:
    """A run as Markdown: how it went, a table by block and system, what changed, the worst claims, how it was made.

    Args:
        found: the run, with as many of its worst claims as are to be listed.
        compared: what changed since an older run.
        limit: how many characters the whole may have; claims that no longer fit are counted.
    """
    head = [f"## {change_headline(compared) if compared else headline(found)}", in_numbers(found)]
    head += [groups(found), *_findings(found), *_troubles(found)]
    if compared:
        head += _changed(compared)
    foot = making(found)
    room = limit - sum(len(part) + 2 for part in (*head, foot)) - 200
    body: list[str] = []
    if compared and compared.worst:
        lines = [_change(one) for one in compared.worst]
        part, room = listed("### What got worse", lines, room, compared.worse)
        body.append(part)
    if found.worst:
        faulty = sum(counts[name] for counts in found.verdicts.values() for name in ("contradicted", "unsupported"))
        part, room = listed("### Worst claims", [_worst(one) for one in found.worst], room, faulty)
        body.append(part)
    return "\n\n".join((*head, *body, foot)) + "\n"


def code(text: str, *, longest: int = _LONGEST) -> str:
    """Text as a code span that holds it whole: its fence is longer than any run of backticks within (CommonMark 6.1)."""
    flat = clean(text)
    more = ""
    if len(flat) > longest:
        flat, more = flat[:longest].rstrip() + "…", f" ({len(flat) - longest:,} characters more)"
    if not flat:
        return "(empty)"
    fence = "`" * (max(map(len, re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat[0] == "`" or flat[-1] == "`" or (flat[0] == flat[-1] == " " and flat.strip()) else ""
    return f"{fence}{pad}{flat}{pad}{fence}{more}"


def _cell(text: str) -> str:
    """A code span inside a table, where a bar must be escaped even in code (GFM 4.10)."""
    return code(text).replace("|", "\\|")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, left: int) -> str:
    """A table whose first columns are words and whose others are numbers."""
    names = list(heads)
    lines = [
        "| " + " | ".join(names) + " |",
        "|" + "|".join("---" if n < left else "--:" for n in range(len(names))) + "|",
    ]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def groups(found: Overview) -> str:
    """The table of claims by verdict and of supported shares, a row by kind of block and system."""
    support = {row.group: row for row in found.rows if (row.metric, row.measure.name) == ("support", "support")}
    shown = [
        name for name in VERDICTS if name in VERDICTS[:3] or any(counts[name] for counts in found.verdicts.values())
    ]
    heads = ["block", *(["system"] if found.has_systems else []), *shown, "support", "95% interval", "n", "not scored"]
    rows = [
        [
            *_named(group, systems=found.has_systems),
            *(str(counts[name]) for name in shown),
            *_numbers(support.get(group)),
        ]
        for group, counts in found.verdicts.items()
    ]
    return _table(heads, rows, left=2 if found.has_systems else 1)


def _named(group: Group, *, systems: bool) -> list[str]:
    return [group.block, *([_cell(group.system) if group.system else "–"] if systems else [])]


def _numbers(row: Row | None) -> list[str]:
    if row is None:
        return ["–", "–", "0", "–"]
    unscored = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in row.unscored.items()) or "–"
    estimate = row.estimate
    if estimate is None:
        return ["–", "–", "0", unscored]
    interval = "–" if estimate.low is None else f"{estimate.low:.3f} – {estimate.high:.3f}"
    return [f"{estimate.mean:.3f}", interval, str(estimate.n), unscored]


def _findings(found: Overview) -> list[str]:
    if not found.findings:
        return []
    ranked = sorted(found.findings.items(), key=lambda item: (-item[1], item[0]))
    return ["Findings: " + ", ".join(f"{count} {name}" for name, count in ranked)]


def _troubles(found: Overview) -> list[str]:
    told = [
        f"- {code(metric)} failed on {counted(count, 'block')}: {code(note)}"
        for (metric, note), count in sorted(found.failures.items())
    ]
    told += [
        f"- {code(f'{bad.path}:{bad.line}:{bad.column}')} {code(bad.message)}" for bad in found.bad_inputs[:_MOST_NAMED]
    ]
    if more := len(found.bad_inputs[_MOST_NAMED:]):
        told.append(f"- and {counted(more, 'input')} more that could not be read")
    return ["\n".join(told)] if told else []


def _changed(compared: Comparison) -> list[str]:
    total = compared.total
    told = [f"> **Warning:** {code(warning, longest=2_000)}" for warning in warnings(compared)]
    kinds = [(kind, total[kind]) for kind in SHOWN if total[kind]]
    if kinds:
        told.append(
            _table(("claims that are now", "", "n"), ([kind, KINDS[kind], str(count)] for kind, count in kinds), left=2)
        )
    moving = [one for one in compared.deltas if one.metric == "support" and one.changed]
    if moving:
        systems = any(one.group.system for one in moving)
        rows = []
        for one in moving:
            estimate, difference, interval = one.estimate, "–", "–"
            if estimate:
                difference = signed(estimate.mean, 3)
                if estimate.low is not None and estimate.high is not None:
                    interval = f"{signed(estimate.low, 3)} to {signed(estimate.high, 3)}"
                    if estimate.low > 0 or estimate.high < 0:
                        difference = f"**{difference}**"
            means = ("–" if value is None else f"{value:.3f}" for value in (one.old, one.new))
            rows.append(
                [
                    one.measure.name,
                    *_named(one.group, systems=systems),
                    *means,
                    difference,
                    interval,
                    f"{one.n} ({one.unpaired} unpaired)" if one.unpaired else str(one.n),
                ]
            )
        heads = [
            "measure",
            "block",
            *(["system"] if systems else []),
            "before",
            "now",
            "difference",
            "95% interval",
            "pairs",
        ]
        told.append(_table(heads, rows, left=3 if systems else 2))
    return told


def listed(title: str, lines: list[str], room: int, total: int) -> tuple[str, int]:
    """A list under its title, as long as there is room, and how much room is left; what is not listed is counted."""
    kept: list[str] = []
    room -= len(title) + 2
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    if more := total - len(kept):
        kept.append(f"- and {more:,} more: the HTML report has all")
    return "\n".join((title, "", *kept)), room


def _worst(worst: WorstClaim) -> str:
    verdict = worst.claim.verdict or "not judged"
    return "<br>\n".join(claim_lines(worst.case, worst.claim, f"- {SIGNS[verdict]} **{verdict}**"))


def claim_lines(case: CaseRecord, claim: ClaimRecord, label: str, *, before: str | None = None) -> list[str]:
    """A claim as an item of a list: a label, its probability, place and reason; its words, older ones if there are, and evidence."""
    probability = "" if claim.probability is None else f" {claim.probability:.2f}"
    lines = [
        f"{label}{probability} {code(place_of(case, claim))} {code(reason_of(claim))}",
        f"  {code(claim.text)}",
    ]
    if before is not None:
        lines.append(f"  before: {code(before)}")
    if claim.evidence:
        best = claim.evidence[0]
        place = ":".join(str(part) for part in (best.line, best.column) if part is not None)
        lines.append("  evidence" + (f" at {place}" if place else "") + f": {code(best.text)}")
    return lines


def _change(change: Change) -> str:
    claim, case = change.after, change.case_after
    if claim is None or case is None:
        return ""
    verdict = claim.verdict or "not judged"
    lines = [
        f"- **{change.kind}**: {SIGNS[verdict]} {verdict} {code(place_of(case, claim))} {code(reason_of(claim))}",
        f"  {code(claim.text)}",
    ]
    if change.reworded and change.before:
        lines.append(f"  before: {code(change.before.text)}")
    return "<br>\n".join(lines)


def making(found: Overview) -> str:
    """How a run's numbers were made, folded up."""
    header = found.header
    signatures = shorts(header)
    lines = [
        f"- evalkit {code(header.evalkit)}, run of {code(header.created)}, seed {header.seed}",
        *(f"- {code(signatures[metric.name])} {code(metric.signature, longest=1_000)}" for metric in header.metrics),
        "- " + code(", ".join(f"{name} {version}" for name, version in header.versions.items()), longest=2_000),
    ]
    return "\n".join(("<details><summary>How these numbers were made</summary>", "", *lines, "", "</details>"))
