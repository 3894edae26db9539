"""Words that may stand for each other: each pair shares a synset of WordNet 3.0 (Princeton University, 2006).

The list is evalkit's own and small; `tests/mutate/test_synonyms.py` holds each pair to WordNet's data files, where the environment
names the folder that has them (Debian's `wordnet-base`). The forms of a pair are inflected alike; `before` and `behind` are
what must stand around the old word for the pair's sense to be the one that is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SYNONYMS", "Synonym"]


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word and what may stand for it.

    Attributes:
        old, new: as they stand in a text.
        lemmas: both as WordNet lists them.
        pos: the part of speech, as WordNet's files are called.
        before, behind: patterns that must be met right before and right behind the old word; empty for any.
    """

    old: str
    new: str
    lemmas: tuple[str, str]
    pos: str
    before: str = ""
    behind: str = ""


_OBJECT = r"\s(?:the|a|an|its|his|her|their|[a-z]+ed|\d)"
_NUMBER = r"\s(?=[€$£]?\d)"


def _verb(forms: str, behind: str = "", before: str = "") -> list[Synonym]:
    """Pairs of forms, "buy/purchase bought/purchased"; the first has the lemmas."""
    pairs = [tuple(pair.split("/")) for pair in forms.split()]
    return [Synonym(one, other, (pairs[0][0], pairs[0][1]), "verb", before, behind) for one, other in pairs]


def _noun(forms: str) -> list[Synonym]:
    pairs = [tuple(pair.split("/")) for pair in forms.split()]
    return [Synonym(one, other, (pairs[0][0], pairs[0][1]), "noun") for one, other in pairs]


SYNONYMS: tuple[Synonym, ...] = (
    *_verb("buy/purchase buys/purchases bought/purchased buying/purchasing", _OBJECT),
    *_verb("begin/start begins/starts began/started begun/started", r"\s(?:in|on|at|this|next|last|to)\b"),
    *_verb("attempt/try attempts/tries attempted/tried", r"\sto\b"),
    *_verb("try/attempt tries/attempts tried/attempted", r"\sto\b"),
    *_verb("allow/permit allows/permits allowed/permitted", r"\s[\w'’ -]{1,40}\sto\b"),
    *_verb("permit/allow permits/allows permitted/allowed", r"\s[\w'’ -]{1,40}\sto\b"),
    *_verb("choose/select chooses/selects chose/selected chosen/selected", _OBJECT),
    *_verb("forbid/prohibit forbids/prohibits", _OBJECT),
    *_verb("happen/occur happens/occurs happened/occurred", r"\s(?:in|on|at|last|when|after|before|during)\b"),
    *_verb("finish/complete finishes/completes finished/completed", r"\s(?:the|its|his|her|their|construction|work)\b"),
    *_verb("expect/anticipate expects/anticipates", r"\s(?:a|an|the|that)\b"),
    *_verb("reveal/disclose reveals/discloses revealed/disclosed", r"\s(?:the|that|its|his|her|their|how)\b"),
    *_verb("need/require needs/requires needed/required", r"\s(?:a|an|the|its|another|more)\b"),
    *_verb("remain/stay remains/stays remained/stayed", r"\s(?:closed|shut|open|in|at)\b"),
    *_verb("stay/remain stays/remains stayed/remained", r"\s(?:closed|shut|open)\b"),
    *_verb(
        "publish/issue publishes/issues published/issued", r"\s(?:a|the|its)\s(?:statement|report|warning|figures)\b"
    ),
    *_verb("demonstrate/show demonstrates/shows demonstrated/showed", r"\sthat\b"),
    *_verb("construct/build constructs/builds constructed/built", _OBJECT),
    Synonym("about", "approximately", ("about", "approximately"), "adv", behind=_NUMBER),
    Synonym("about", "roughly", ("about", "roughly"), "adv", behind=_NUMBER),
    Synonym("around", "about", ("around", "about"), "adv", behind=_NUMBER),
    Synonym("approximately", "about", ("approximately", "about"), "adv", behind=_NUMBER),
    Synonym("roughly", "about", ("roughly", "about"), "adv", behind=_NUMBER),
    Synonym("some", "about", ("some", "about"), "adv", behind=r"\s(?=[€$£]?\d)"),
    Synonym("almost", "nearly", ("almost", "nearly"), "adv"),
    Synonym("nearly", "almost", ("nearly", "almost"), "adv"),
    Synonym("rapidly", "quickly", ("rapidly", "quickly"), "adv"),
    Synonym("quickly", "rapidly", ("quickly", "rapidly"), "adv"),
    Synonym("often", "frequently", ("often", "frequently"), "adv", behind=r"(?!\sthan)"),
    Synonym("frequently", "often", ("frequently", "often"), "adv"),
    Synonym("perhaps", "maybe", ("perhaps", "maybe"), "adv"),
    Synonym("recently", "lately", ("recently", "lately"), "adv"),
    Synonym("apparently", "seemingly", ("apparently", "seemingly"), "adv"),
    Synonym("currently", "presently", ("currently", "presently"), "adv"),
    Synonym("mainly", "chiefly", ("mainly", "chiefly"), "adv"),
    Synonym("largely", "mostly", ("largely", "mostly"), "adv"),
    Synonym("mostly", "largely", ("mostly", "largely"), "adv"),
    Synonym("entirely", "completely", ("entirely", "completely"), "adv"),
    Synonym("so far", "thus far", ("so far", "thus far"), "adv", behind=r"(?!\sas\b)"),
    Synonym("large", "big", ("large", "big"), "adj", before=r"\b(?:a|the|very)\s"),
    Synonym("big", "large", ("big", "large"), "adj", before=r"\b(?:a|the|very)\s", behind=r"\s(?!deal)"),
    Synonym(
        "main",
        "principal",
        ("main", "principal"),
        "adj",
        behind=r"\s(?:cause|reason|obstacle|aim|problem|question|town|city)\b",
    ),
    Synonym(
        "annual",
        "yearly",
        ("annual", "yearly"),
        "adj",
        before=r"\b(?:the|its)\s",
        behind=r"\s(?:report|meeting|cost|budget|target|income)\b",
    ),
    Synonym("yearly", "annual", ("yearly", "annual"), "adj", before=r"\bthe\s"),
    Synonym("huge", "immense", ("huge", "immense"), "adj", before=r"\bthe\s"),
    Synonym("deadly", "lethal", ("deadly", "lethal"), "adj", before=r"\b(?:a|the)\s"),
    Synonym("additional", "extra", ("additional", "extra"), "adj", before=r"\bthe\s|\d\s"),
    Synonym("extra", "additional", ("extra", "additional"), "adj", behind=r"\s(?:money|public|staff|funds|costs?)\b"),
    Synonym("difficult", "hard", ("difficult", "hard"), "adj", behind=r"\sto\b"),
    *_noun("shareholder/stockholder shareholders/stockholders"),
    *_noun("lawyer/attorney lawyers/attorneys"),
    *_noun("physician/doctor physicians/doctors"),
    *_noun("memorandum/memo"),
    *_noun("film/movie films/movies"),
    *_noun("mistake/error mistakes/errors"),
    *_noun("photograph/photo photographs/photos"),
    *_noun("photo/photograph photos/photographs"),
    *_noun("car/automobile cars/automobiles"),
    *_noun("motorway/freeway motorways/freeways"),
    *_noun("aeroplane/airplane aeroplanes/airplanes"),
    *_noun("adviser/advisor advisers/advisors"),
    *_noun("pupil/student pupils/students"),
    *_noun("rubbish/trash"),
    *_noun("shop/store shops/stores"),
)
"""Every pair, in the order in which they are tried."""
