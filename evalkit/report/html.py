"""`report.html`: one file that opens from disk, without any network.

The page holds an index of the run as JSON and its articles in compressed chunks, which the page's own script unpacks when an
article is opened; so a run of thousands of articles opens at once. Text from articles goes into the page as JSON and into the
document as text nodes only: it never becomes markup. A Content-Security-Policy forbids everything but the page's own style and
script, which it names by their hashes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import jinja2
import msgspec
from markupsafe import Markup

from ..files import replacing
from ..overview import Overview, Row, counted, overview
from ..runfile import ArticleRecord, CaseRecord, Record, stream

__all__ = ["write_html"]

_CHUNK = 16  # articles in one compressed chunk
_BINS = 20
_VERDICTS = ("supported", "contradicted", "unsupported", "abstained", "not judged")


def write_html(run: str | os.PathLike[str], target: Path) -> None:
    """Writes the HTML report of a run file.

    Reads the run twice and holds no more than a few articles at a time. Equal run files give equal bytes.

    Raises:
        RunFileError: the run file cannot be read.
        OutputError: the target cannot be written.
    """
    found = overview(stream(run), worst=0)
    before, between, after = _page(found.header.evalkit).split(_MARK)
    with replacing(target) as file:
        file.write(before)
        entries = _write_chunks(file, run)
        file.write(between)
        file.write(_json(_index(found, entries)))
        file.write(after)


_MARK = "\u2063evalkit\u2063"  # where the template leaves room for what is written as it is read


@lru_cache(maxsize=1)
def _assets() -> dict[str, str]:
    folder = files("evalkit.report") / "assets"
    return {name: (folder / name).read_text("utf-8") for name in ("report.html.j2", "report.css", "report.js")}


def _page(version: str) -> str:
    """The page with marks where the chunks and the index go."""
    assets = _assets()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    style, script = assets["report.css"], assets["report.js"]
    return environment.from_string(assets["report.html.j2"]).render(
        style=Markup(style),  # noqa: S704 - our own files, hashed in the page's policy
        script=Markup(script),  # noqa: S704 - likewise
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=version.replace(_MARK, ""),
        mark=_MARK,
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@dataclass(slots=True)
class _Open:
    """An article with its cases, being gathered."""

    article: ArticleRecord
    cases: list[CaseRecord] = field(default_factory=list)


def _articles(records: Iterator[Record]) -> Iterator[_Open]:
    current: _Open | None = None
    for record in records:
        if isinstance(record, ArticleRecord):
            if current:
                yield current
            current = _Open(record)
        elif isinstance(record, CaseRecord) and current:
            current.cases.append(record)
    if current:
        yield current


def _write_chunks(file: IO[str], run: str | os.PathLike[str]) -> list[list[Any]]:
    """Writes the articles in compressed chunks and gives their rows for the index."""
    entries: list[list[Any]] = []
    chunk: list[_Open] = []
    number = 0
    for one in _articles(stream(run)):
        entries.append(_entry(one))
        chunk.append(one)
        if len(chunk) == _CHUNK:
            _write_chunk(file, number, chunk)
            chunk, number = [], number + 1
    if chunk:
        _write_chunk(file, number, chunk)
    return entries


def _write_chunk(file: IO[str], number: int, chunk: Sequence[_Open]) -> None:
    data = msgspec.json.encode([{"article": one.article, "cases": one.cases} for one in chunk])
    packed = base64.b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode()
    file.write(f'<script type="text/plain" data-chunk="{number}">{packed}</script>\n')


def _entry(one: _Open) -> list[Any]:
    """An article's row: title, path, line, its cases, weakest probability, finding types."""
    article = one.article
    blocks = [_block(case) for case in one.cases]
    weakest = min((block[3] for block in blocks if block[3] is not None), default=None)
    types = {finding.type for case in one.cases for claim in case.claims for finding in claim.findings}
    return [article.title or article.id, article.path or article.id, article.line, blocks, weakest, sorted(types)]


def _block(case: CaseRecord) -> list[Any]:
    """A case's part of its article's row: block, system, verdict counts, weakest probability."""
    counts: Counter[str] = Counter(claim.verdict or "not judged" for claim in case.claims)
    weakest = min((claim.probability for claim in case.claims if claim.probability is not None), default=None)
    return [case.block, case.system, [counts[one] for one in _VERDICTS], weakest]


def _index(found: Overview, entries: list[list[Any]]) -> dict[str, Any]:
    header, footer = found.header, found.footer
    ranges = _ranges(found.rows)
    return {
        "chunk": _CHUNK,
        "verdicts": _VERDICTS,
        "articles": entries,
        "headline": _headline(found, entries),
        "sentence": _sentence(found),
        "created": header.created,
        "evalkit": header.evalkit,
        "versions": header.versions,
        "config": header.config,
        "seed": header.seed,
        "metrics": [[metric.name, metric.signature] for metric in header.metrics],
        "footer": msgspec.to_builtins(footer),
        "systems": found.has_systems,
        "rows": [_row(row, ranges.get((row.metric, row.measure.name), (0.0, 0.0))) for row in found.rows],
        "counts": [
            [group.block, group.system, [counts[one] for one in _VERDICTS]] for group, counts in found.verdicts.items()
        ],
        "findings": sorted(found.findings.items(), key=lambda item: (-item[1], item[0])),
        "failures": [[metric, note, count] for (metric, note), count in sorted(found.failures.items())],
        "bad": [[bad.path, bad.line, bad.column, bad.message] for bad in found.bad_inputs],
    }


def _row(row: Row, extent: tuple[float, float]) -> dict[str, Any]:
    estimate = row.estimate
    return {
        "metric": row.metric,
        "measure": row.measure.name,
        "help": row.measure.help,
        "better": row.measure.better,
        "share": row.measure.high == 1.0,
        "block": row.group.block,
        "system": row.group.system,
        "mean": estimate.mean if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "n": estimate.n if estimate else 0,
        "unscored": row.unscored,
        "bins": _bins(row.values, *extent),
    }


def _ranges(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[float, float]]:
    """The range of each measure: its own, or that of all its values where it has no bound, so that blocks compare."""
    lows: dict[tuple[str, str], float] = {}
    highs: dict[tuple[str, str], float] = {}
    for row in rows:
        key, bound = (row.metric, row.measure.name), row.measure
        if not row.values:
            continue
        low = min(row.values) if bound.low is None else bound.low
        high = max(row.values) if bound.high is None else bound.high
        lows[key], highs[key] = min(low, lows.get(key, low)), max(high, highs.get(key, high))
    return {key: (low, highs[key]) for key, low in lows.items()}


def _bins(values: Sequence[float], low: float, high: float) -> dict[str, Any] | None:
    """A histogram over a range."""
    if not values:
        return None
    width = (high - low) / _BINS
    counts = [0] * _BINS
    for value in values:
        counts[max(0, min(_BINS - 1, int((value - low) / width))) if width > 0 else 0] += 1
    return {"low": low, "high": high, "counts": counts}


_KINDS = {"SUMMARY": ("summary", "summaries"), "HIGHLIGHTS": ("set of highlights", "sets of highlights")}


def _headline(found: Overview, entries: Sequence[Sequence[Any]]) -> str:
    """How it went, in one sentence: how many blocks have a claim that does not stand, by kind."""
    judged: Counter[str] = Counter()
    faulty: Counter[str] = Counter()
    for entry in entries:
        for block, _, counts, _ in entry[3]:
            supported, contradicted, unsupported = counts[:3]
            judged[block] += bool(supported + contradicted + unsupported)
            faulty[block] += bool(contradicted + unsupported)
    parts = [_faults(judged, faulty)]
    if against := sum(counts["contradicted"] for counts in found.verdicts.values()):
        parts.append(f"{counted(against, 'claim')} found to contradict it")
    if found.footer.failed:
        parts.append(f"{counted(found.footer.failed, 'score')} failed")
    if found.bad_inputs:
        parts.append(f"{counted(len(found.bad_inputs), 'input')} could not be read")
    return "; ".join(parts) + "."


def _faults(judged: Counter[str], faulty: Counter[str]) -> str:
    kinds = [kind for kind in _KINDS if judged[kind]]
    if not kinds:
        return "No claim was judged"
    if not faulty.total():
        return "The article supports every claim that was judged, in " + " and ".join(
            f"{judged[kind]} {_KINDS[kind][judged[kind] != 1]}" for kind in kinds
        )
    told = " and ".join(f"{faulty[kind]} of {judged[kind]} {_KINDS[kind][judged[kind] != 1]}" for kind in kinds)
    verb = "has" if len(kinds) == 1 and faulty.total() == 1 else "have"
    return f"{told} {verb} a claim that was not found in the article"


def _sentence(found: Overview) -> str:
    """The run in numbers."""
    verdicts = {name: sum(counts[name] for counts in found.verdicts.values()) for name in _VERDICTS}
    judged = sum(verdicts.values()) - verdicts["abstained"] - verdicts["not judged"]
    parts = [f"{counted(found.footer.articles, 'article')}, {counted(found.footer.cases, 'block')}"]
    if judged:
        parts.append(f"{verdicts['supported']} of {counted(judged, 'judged claim')} supported")
        parts += [f"{verdicts[name]} {name}" for name in ("contradicted", "unsupported") if verdicts[name]]
    if verdicts["abstained"]:
        parts.append(f"{counted(verdicts['abstained'], 'claim')} not judged, with a reason")
    if found.footer.failed:
        parts.append(f"{counted(found.footer.failed, 'score')} failed")
    if found.bad_inputs:
        parts.append(f"{counted(len(found.bad_inputs), 'input')} could not be read")
    return "; ".join(parts) + "."
