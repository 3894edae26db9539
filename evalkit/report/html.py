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
from ..overview import Overview, Row, overview
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
        OSError: the target cannot be written.
    """
    found = overview(stream(run), worst=0)
    before, between, after = _page(found).split(_MARK)
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


def _page(found: Overview) -> str:
    """The page with marks where the chunks and the index go."""
    assets = _assets()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    style, script = assets["report.css"], assets["report.js"]
    return environment.from_string(assets["report.html.j2"]).render(
        style=Markup(style),  # noqa: S704 - our own files, hashed in the page's policy
        script=Markup(script),  # noqa: S704 - likewise
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=found.header.evalkit,
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
    """An article's row: title, path, line, verdict counts per case, weakest probability, finding types."""
    blocks = []
    weakest: float | None = None
    types: set[str] = set()
    for case in one.cases:
        counts = dict.fromkeys(_VERDICTS, 0)
        for claim in case.claims:
            counts[claim.verdict or "not judged"] += 1
            types.update(finding.type for finding in claim.findings)
            if claim.probability is not None and (weakest is None or claim.probability < weakest):
                weakest = claim.probability
        blocks.append([case.block, case.system, list(counts.values())])
    article = one.article
    return [article.title or article.id, article.path or article.id, article.line, blocks, weakest, sorted(types)]


def _index(found: Overview, entries: list[list[Any]]) -> dict[str, Any]:
    header, footer = found.header, found.footer
    return {
        "chunk": _CHUNK,
        "verdicts": _VERDICTS,
        "articles": entries,
        "sentence": _sentence(found),
        "created": header.created,
        "evalkit": header.evalkit,
        "versions": header.versions,
        "config": header.config,
        "seed": header.seed,
        "metrics": [[metric.name, metric.signature] for metric in header.metrics],
        "footer": msgspec.to_builtins(footer),
        "systems": found.has_systems,
        "rows": [_row(row) for row in found.rows],
        "counts": [
            [group.block, group.system, [counts[one] for one in _VERDICTS]] for group, counts in found.verdicts.items()
        ],
        "findings": sorted(found.findings.items(), key=lambda item: (-item[1], item[0])),
        "failures": [[metric, note, count] for (metric, note), count in sorted(found.failures.items())],
        "bad": [[bad.path, bad.line, bad.column, bad.message] for bad in found.bad_inputs],
    }


def _row(row: Row) -> dict[str, Any]:
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
        "bins": _bins(row),
    }


def _bins(row: Row) -> dict[str, Any] | None:
    """A histogram over the measure's own range, or over that of the values where it has no bound."""
    if not row.values:
        return None
    low = min(row.values) if row.measure.low is None else row.measure.low
    high = max(row.values) if row.measure.high is None else row.measure.high
    width = (high - low) / _BINS
    counts = [0] * _BINS
    for value in row.values:
        counts[min(_BINS - 1, int((value - low) / width)) if width > 0 else 0] += 1
    return {"low": low, "high": high, "counts": counts}


def _sentence(found: Overview) -> str:
    """How it went, in words."""
    verdicts = {name: sum(counts[name] for counts in found.verdicts.values()) for name in _VERDICTS}
    judged = sum(verdicts.values()) - verdicts["abstained"] - verdicts["not judged"]
    parts = [f"{_count(found.footer.articles, 'article')}, {_count(found.footer.cases, 'block')}"]
    if judged:
        parts.append(f"{verdicts['supported']} of {_count(judged, 'judged claim')} supported")
        parts += [f"{verdicts[name]} {name}" for name in ("contradicted", "unsupported") if verdicts[name]]
    if verdicts["abstained"]:
        parts.append(f"{_count(verdicts['abstained'], 'claim')} not judged, with a reason")
    if found.footer.failed:
        parts.append(f"{_count(found.footer.failed, 'score')} failed")
    if found.bad_inputs:
        parts.append(f"{_count(len(found.bad_inputs), 'input')} could not be read")
    return "; ".join(parts) + "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
