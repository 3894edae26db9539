"""Signatures: how a number was made, as one line, long and short, and back.

The long form is the metric's own, `rouge(stem=False)|v1`. Behind it stands what else a number of a run rests on, as
`|seg:1|claims:2|ek:0.1.0`: the versions of what cuts sentences and claims, and evalkit's. The short form has a hash in place of
the parameters, as in `rouge|v1|seg:1|claims:2|ek:0.1.0#901731ff`. The hash is that of the metric's own form alone, so that it is
the same with and without what stands behind. The idea is sacrebleu's (Post, 2018, "A Call for Clarity in Reporting BLEU Scores").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .runfile import HeaderRecord

__all__ = ["EXTRAS", "Signature", "parsed", "rests_on", "short", "short_of_run", "shorts", "with_versions"]

EXTRAS: Mapping[str, str] = {
    "seg": "version of what cuts text into sentences",
    "claims": "version of what cuts blocks into claims and says what is judged of them",
    "ek": "version of evalkit",
}
"""What stands behind a metric's own signature, by its mark."""

_MARKS = {"segmenter": "seg", "claims": "claims", "evalkit-faithfulness": "ek"}  # of the versions of a run's header
_DIGITS = 8
_EXTRA = r"(?P<extras>(?:\|[a-z]+:[^|#]+)*)"
_LONG = re.compile(r"(?P<own>(?P<name>[\w.:-]+)\((?P<parameters>.*)\)\|v(?P<version>\d+))" + _EXTRA, re.DOTALL)
_SHORT = re.compile(r"(?P<name>[\w.:-]+)(?:\|v(?P<version>\d+))?" + _EXTRA + r"#(?P<digest>[0-9a-f]{8})")
_NAME = re.compile(r"[\w.-]+")
_VERSION = re.compile(r"\|v(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature taken apart.

    Attributes:
        name: the metric.
        version: of its numbers; None where a short signature names none.
        own: the metric's own long form, without what stands behind it; None of a short one.
        parameters: what stands in the brackets; None of a short one.
        extras: what stands behind, by its mark.
        digest: the first 8 hex digits of the sha256 of `own`.
    """

    name: str
    version: int | None
    own: str | None
    parameters: str | None
    extras: Mapping[str, str]
    digest: str


def short(long: str) -> str:
    """The short form of a long signature: `rouge(stem=False)|v1` to `rouge|v1#901731ff`.

    It is the same in every process and on every machine. A text that is no metric's signature, such as a system's, has a
    short form too: the name that it begins with, its version where it has one, and its hash.
    """
    found = _LONG.fullmatch(long)
    if found:
        return f"{found['name']}|v{found['version']}{found['extras']}#{_digest(found['own'])}"
    name = _NAME.match(long)
    version = _VERSION.search(long)
    return f"{name[0] if name else 'signature'}{version[0] if version else ''}#{_digest(long)}"


def with_versions(long: str, versions: Mapping[str, str]) -> str:
    """A metric's signature with what else its numbers rest on in a run.

    Args:
        versions: those of the run's header; what is not among them is left out.
    """
    return f"{long}{''.join(f'|{one}' for one in rests_on(versions))}"


def rests_on(versions: Mapping[str, str]) -> list[str]:
    """What stands behind every signature of a run: `seg:1`, `claims:2`, `ek:0.1.0`."""
    return [f"{mark}:{versions[name]}" for name, mark in _MARKS.items() if name in versions]


def short_of_run(long: str, versions: Mapping[str, str]) -> str:
    """The short signature of a metric's numbers in a run, e.g. `rouge|v1|seg:1|claims:2|ek:0.1.0#901731ff`."""
    own = short(long)
    if _LONG.fullmatch(long) is None:
        return own
    head, _, digest = own.rpartition("#")
    return f"{with_versions(head, versions)}#{digest}"


def shorts(header: HeaderRecord) -> dict[str, str]:
    """The short signatures of a run's metrics, by the name that the run calls them."""
    return {metric.name: short_of_run(metric.signature, header.versions) for metric in header.metrics}


def parsed(text: str) -> Signature | None:
    """A long or a short signature taken apart; None where the text is neither."""
    given = text.strip()
    if found := _LONG.fullmatch(given):
        version, own = int(found["version"]), found["own"]
        return Signature(found["name"], version, own, found["parameters"], _extras(found["extras"]), _digest(own))
    if found := _SHORT.fullmatch(given):
        known = int(found["version"]) if found["version"] else None
        return Signature(found["name"], known, None, None, _extras(found["extras"]), found["digest"])
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _extras(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split("|")[1:])
    return {mark: value for mark, _, value in pairs}
