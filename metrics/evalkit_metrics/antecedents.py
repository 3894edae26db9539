"""Antecedents: what a reference that stood in CONTENT means, where little else can be meant.

A wrong name misleads more than none: where two may be meant, nobody is named.
"""

from __future__ import annotations

from evalkit.people import FINITE, PREPOSITIONS, PRONOUNS, Cast, Token, is_subject, tokenized
from evalkit.records import Span
from evalkit.words import is_content, stem

from .index import ArticleIndex

__all__ = ["antecedent", "people_of"]

_NEAR = 3  # sentences that a thing may have been introduced before
_BACK = 6  # sentences that are searched for what is meant
_PHRASE = 5  # words of a phrase, at most
_DETERMINERS = frozenset("the a an his her its their our my your".split())
_HUMANS = frozenset("people officials sources police ministers residents parents scientists researchers experts authorities"
    " officers critics campaigners supporters players workers staff families lawyers doctors".split())  # fmt: skip
_EVENTS = frozenset(
    stem(word)
    for word in "attack attacks incident incidents accident crash blast explosion explosions shooting killing killings blaze raid raids"
    " collision clash clashes tragedy disaster".split()
)  # what a whole sentence tells


def people_of(index: ArticleIndex) -> Cast:
    """The people of CONTENT, to be asked of an index once."""
    return Cast([tokenized(sentence.text) for sentence in index.article.sentences])


def antecedent(pronoun: str, head: str, place: int, cast: Cast, index: ArticleIndex) -> Span | None:
    """Where CONTENT has what a reference means, None where that is in doubt.

    Args:
        pronoun: the reference, where it is one.
        head: the last word of the phrase, where it is none.
        place: the number of the sentence that the reference stood in.
        cast: the people of CONTENT.
    """
    if pronoun in PRONOUNS:
        return _person(pronoun, place, cast, index)
    if pronoun in {"they", "them", "their"}:
        return _group(place, cast, index)
    return _mention(head, place, index) if head else None


def _person(pronoun: str, place: int, cast: Cast, index: ArticleIndex) -> Span | None:
    """The nearest name before a sentence that may be the one of somebody of that gender, if its sentence has no other."""
    gender = PRONOUNS[pronoun]
    for number in range(place - 1, max(-1, place - 1 - _BACK), -1):
        tokens = cast.sentences[number]
        fitting = []
        for mention in cast.mentions_of[number]:
            keys = [key for key in sorted(cast.named(tokens, mention)) if cast.fits(key, gender)]
            fitting += [(keys[0], mention)] if keys else []
        if len({key for key, _ in fitting}) > 1:
            subjects = [(key, mention) for key, mention in fitting if is_subject(tokens, mention)]
            if len({key for key, _ in subjects}) != 1:
                return None
            fitting = subjects
        if fitting:
            key, mention = fitting[0]
            near = number == place - 1 and is_subject(tokens, mention) and key in cast.people and cast.people[key].sure
            if not (cast.is_person(key, gender) or near):
                return None
            mention = max((mention for _, mention in fitting), key=lambda found: found.last - found.first)
            start = index.article.sentences[number].start
            return Span(start + tokens[mention.first].start, start + tokens[mention.last].end)
    return None


def _group(place: int, cast: Cast, index: ArticleIndex) -> Span | None:
    """The nearest group of people that a sentence before begins with: "Government sources", "Two residents"."""
    for number in range(place - 1, max(-1, place - 1 - _BACK), -1):
        tokens = cast.sentences[number]
        phrase: list[Token] = []
        for token in tokens[:_PHRASE]:
            if not token.is_word or token.low in FINITE or token.low in PREPOSITIONS:
                break
            phrase.append(token)
            if token.low in _HUMANS or (token.low[-1:] == "s" and Token(token.low[:-1], token.low[:-1], 0, 0).is_role):
                start = index.article.sentences[number].start
                return Span(start + phrase[0].start, start + token.end)
    return None


def _mention(head: str, place: int, index: ArticleIndex) -> Span | None:
    """Where a sentence shortly before introduces a thing: "a lorry", "new drones"; for an event told by a whole sentence, that one.

    People are not looked for: "the spokeswoman" is somebody with a name, and which one is not told by the noun.
    """
    if Token(head, head, 0, 0).is_role:
        return None
    wanted = stem(head)
    sentences = index.article.sentences
    told = [number for number in range(place) if wanted in index.window_stems[number]]
    if not told:
        return Span(sentences[place - 1].start, sentences[place - 1].end) if wanted in _EVENTS and place > 0 else None
    if place - told[-1] > _NEAR:
        return None
    first, last = index.bounds[told[-1]]
    at = next(at for at in range(last - 1, first - 1, -1) if stem(index.words[at].text) == wanted)
    begin = at
    text = index.article.content.text
    while begin > first and at - begin < _PHRASE:
        left = index.words[begin - 1]
        if text[left.end : index.words[begin].start].strip():
            break
        if left.text in _DETERMINERS | {"this", "that", "these", "those"}:
            begin -= 1
            break
        if not is_content(left.text) or left.text in FINITE or _is_verb(index, begin - 1, first):
            break
        begin -= 1
    introduces = index.words[begin].text in {"a", "an"} or (
        index.words[at].text.endswith("s") and index.words[begin].text not in _DETERMINERS
    )
    return index.span(begin, at + 1) if introduces and index.words[at].text == head else None


def _is_verb(index: ArticleIndex, at: int, first: int) -> bool:
    """Whether a word in -ed before a noun is the verb of its clause: "police used drones", but not "the stolen, used car"."""
    word = index.words[at].text
    before = index.words[at - 1].text if at > first else ""
    return word.endswith("ed") and before not in _DETERMINERS
