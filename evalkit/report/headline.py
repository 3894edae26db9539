"""How a run went, in one sentence, and the same in numbers."""

from __future__ import annotations

from ..overview import Overview, counted

__all__ = ["SIGNS", "VERDICTS", "headline", "in_numbers"]

VERDICTS = ("supported", "contradicted", "unsupported", "abstained", "not judged")
"""What a claim can be, in the order in which reports show it; the last where no metric of a run judges claims."""

SIGNS = {"supported": "✓", "contradicted": "✕", "unsupported": "?", "abstained": "–", "not judged": "·"}
"""The sign of each, so that none is told by its colour alone."""

_KINDS = {"SUMMARY": ("summary", "summaries"), "HIGHLIGHTS": ("set of highlights", "sets of highlights")}


def headline(found: Overview) -> str:
    """How many blocks have a claim that does not stand, by kind; contradictions, failures and bad inputs."""
    parts = [_faults(found)]
    if against := sum(counts["contradicted"] for counts in found.verdicts.values()):
        parts.append(f"{counted(against, 'claim')} found to contradict it")
    return "; ".join(parts + _troubles(found)) + "."


def in_numbers(found: Overview) -> str:
    """Articles, blocks, and claims by verdict."""
    verdicts = {name: sum(counts[name] for counts in found.verdicts.values()) for name in VERDICTS}
    judged = sum(verdicts[name] for name in VERDICTS[:3])
    parts = [f"{counted(found.footer.articles, 'article')}, {counted(found.footer.cases, 'block')}"]
    if judged:
        parts.append(f"{verdicts['supported']} of {counted(judged, 'judged claim')} supported")
        parts += [f"{verdicts[name]} {name}" for name in ("contradicted", "unsupported") if verdicts[name]]
    if verdicts["abstained"]:
        parts.append(f"{counted(verdicts['abstained'], 'claim')} not judged, with a reason")
    return "; ".join(parts + _troubles(found)) + "."


def _troubles(found: Overview) -> list[str]:
    parts = []
    if found.footer.failed:
        parts.append(f"{counted(found.footer.failed, 'score')} failed")
    if found.bad_inputs:
        parts.append(f"{counted(len(found.bad_inputs), 'input')} could not be read")
    return parts


def _faults(found: Overview) -> str:
    kinds = [kind for kind in _KINDS if found.judged[kind]]
    if not kinds:
        return "No claim was judged"
    if not found.faulty.total():
        return "The article supports every claim that was judged, in " + " and ".join(
            f"{found.judged[kind]} {_KINDS[kind][found.judged[kind] != 1]}" for kind in kinds
        )
    told = " and ".join(
        f"{found.faulty[kind]} of {found.judged[kind]} {_KINDS[kind][found.judged[kind] != 1]}" for kind in kinds
    )
    verb = "has" if len(kinds) == 1 and found.faulty.total() == 1 else "have"
    return f"{told} {verb} a claim that was not found in the article"
