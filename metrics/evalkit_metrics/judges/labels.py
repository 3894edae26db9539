"""What the outputs of a classifier mean: which one says supported, and which one contradicted.

Models name their outputs in config.json, in every spelling: `entailment`, `ENTAILMENT`, `Entailed`, `SUPPORTS`,
`not_entailment`, `hallucinated`. A name that could mean anything (`LABEL_0`, `1`) is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.errors import ModelError

__all__ = ["Labels", "are_generic", "config_labels", "labels_of", "named_labels"]

Meaning = Literal["supported", "contradicted", "neutral", "unsupported"]

_WORDS: Mapping[Meaning, str] = {
    "supported": "entailment entailed entail entails entailing supported supports support supporting consistent factual"
    " faithful aligned align correct true grounded attributable attributed factually_consistent",
    "contradicted": "contradiction contradicted contradict contradicts contradictory contradicting refuted refutes refute"
    " refutation",
    "neutral": "neutral nei not_enough_info not_enough_information not_enough_evidence no_info unknown unrelated"
    " not_mentioned unverifiable",
    "unsupported": "unsupported inconsistent nonfactual unfactual unfaithful unaligned misaligned incorrect false ungrounded"
    " unattributable hallucination hallucinated factually_inconsistent",
}
_MEANINGS: Mapping[str, Meaning] = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_GENERIC = re.compile(r"(?:label_?)?\d+")
_APART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Labels:
    """The outputs of a classifier.

    Attributes:
        names: of the outputs, in the order of their indices.
        supported: index of the output that says that the evidence supports the claim.
        contradicted: index of the one that says that it contradicts it, of a model that tells this from not mentioned.
    """

    names: tuple[str, ...]
    supported: int
    contradicted: int | None = None

    def __str__(self) -> str:
        return ",".join(self.names)


def labels_of(config: Mapping[str, Any], given: str, where: str) -> Labels:
    """The labels of a model: those given by hand, else those that its configuration names.

    Args:
        config: its config.json.
        given: names in the order of the outputs, e.g. "contradiction,entailment,neutral"; empty to take the model's own.
        where: what errors name.

    Raises:
        ModelError: the names are generic, mean nothing known, contradict each other, are more or fewer than the outputs,
            or do not tell supported from the rest.
    """
    own = config_labels(config, where)
    if given:
        names = tuple(name.strip() for name in given.split(","))
        if len(names) != len(own):
            raise ModelError(
                f"labels={given!r}: {len(names)} names, but {where} has {len(own)} outputs ({', '.join(own)}); name each, in"
                " the order of their indices"
            )
        return named_labels(names, f"labels={given!r}")
    if len(own) == 1 and are_generic(own):
        return Labels(("supported",), 0)  # a single output can only be the sigmoid of P(supported)
    if are_generic(own):
        raise ModelError(
            f"{where}: config.json names the {len(own)} outputs {', '.join(own)}, which does not say which one means"
            f" supported; name them in that order, e.g. labels={_example(len(own))!r}"
        )
    _agreeing(config, own, where)
    return named_labels(own, where)


def named_labels(names: Sequence[str], where: str) -> Labels:
    """Labels from names that mean something.

    Raises:
        ModelError: a name means nothing known, or the names do not tell supported from the rest.
    """
    meanings = [_meaning(name) for name in names]
    unknown = [name for name, meaning in zip(names, meanings, strict=True) if meaning is None]
    if unknown:
        raise ModelError(
            f"{where}: {', '.join(map(repr, unknown))} is no label that is known; name the outputs in the order of their"
            f" indices by entailment, contradiction, neutral or by supported, not_supported, e.g. labels={_example(len(names))!r}"
        )
    wanted: dict[int, list[set[Meaning | None]]] = {
        1: [{"supported"}],
        2: [{"supported", other} for other in ("unsupported", "contradicted", "neutral")],
        3: [{"supported", "contradicted", "neutral"}],
    }
    if set(meanings) not in wanted.get(len(names), []):
        raise ModelError(
            f"{where}: the outputs {', '.join(names)} do not make a judge: expected one that means supported (1 output),"
            " supported and its opposite (2), or entailment, contradiction and neutral (3)"
        )
    return Labels(
        tuple(names), meanings.index("supported"), meanings.index("contradicted") if len(names) == 3 else None
    )


def are_generic(names: Sequence[str]) -> bool:
    """Whether names say nothing, as LABEL_0 and 1 do."""
    return all(_GENERIC.fullmatch(name.strip().lower()) for name in names)


def config_labels(config: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The names of a model's outputs in the order of their indices, as its config.json has them.

    Raises:
        ModelError: their indices have gaps.
    """
    by_index, by_name = _stated(config)
    if not by_index and not by_name:
        return tuple(f"LABEL_{index}" for index in range(int(config.get("num_labels", 2))))
    own = by_index or by_name
    if are_generic(list(own.values())) and len(by_name) == len(own):
        own = by_name
    if sorted(own) != list(range(len(own))):
        raise ModelError(f"{where}: config.json numbers the outputs {sorted(own)}: expected 0 to {len(own) - 1}")
    return tuple(own[index] for index in range(len(own)))


def _stated(config: Mapping[str, Any]) -> tuple[dict[int, str], dict[int, str]]:
    """The names by index, as `id2label` and as `label2id` have them."""
    by_index = {int(index): str(name) for index, name in (config.get("id2label") or {}).items()}
    return by_index, {int(index): str(name) for name, index in (config.get("label2id") or {}).items()}


def _agreeing(config: Mapping[str, Any], own: Sequence[str], where: str) -> None:
    """Refuses a model whose two tables differ: of one that was trained on from another, one is often left over."""
    for names in _stated(config):
        if are_generic(list(names.values())):
            continue
        for index, name in enumerate(own):
            if _word(names.get(index, name)) != _word(name):
                raise ModelError(
                    f"{where}: config.json contradicts itself: output {index} is called {name!r} and {names[index]!r} in id2label and"
                    f" label2id; correct it, or name the outputs, e.g. labels={_example(len(own))!r}"
                )


def _word(name: str) -> str:
    return _APART.sub("_", name.strip().lower()).strip("_")


def _meaning(name: str) -> Meaning | None:
    word = _word(name)
    if word in _MEANINGS:
        return _MEANINGS[word]
    opposite = re.fullmatch(r"(?:not|non|no)_?(.+)", word)
    if opposite and _MEANINGS.get(opposite[1]) == "supported":
        return "unsupported"
    return None


def _example(count: int) -> str:
    return {1: "supported", 3: "contradiction,entailment,neutral"}.get(count, "not_supported,supported")
