"""What cannot be read is told apart from what can."""

from __future__ import annotations

import pytest

from evalkit_metrics.readable import LONGEST_CLAIM, why_no_claim, why_unread

GERMAN = (
    "Der Stadtrat von Aldmoor hat am Dienstag beschlossen, die alte Brücke über den Fluss bis zum Herbst zu erneuern."
)
FRENCH = (
    "Le conseil municipal a décidé mardi soir de réparer le vieux pont avant la fin de cette année, selon la mairie."
)
SPANISH = "El consejo municipal decidió el martes por la noche reparar el viejo puente antes de que termine este año."
DUTCH = "De gemeenteraad heeft dinsdagavond besloten om de oude brug over de rivier voor het einde van het jaar te herstellen."


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, DUTCH])
def test_other_languages_in_latin_script_are_told(text: str) -> None:
    assert "does not read as English" in str(why_unread(text, "the claim"))


@pytest.mark.parametrize(
    "text",
    [
        "Council votes to mend Aldmoor bridge, work starts May",
        "Lindow 3, Harrow 1; Aske scored twice, Renn once, Hale, Moor, Tarn and Vale were booked.",
        "The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.",
        "stocks fall as rate fears grow ; banks , retailers and airlines worst hit while oil firms gain",
        'Mayor Lena Aske: €2.4m "fair"',
    ],
)
def test_english_is_read_however_short_of_function_words(text: str) -> None:
    assert why_unread(text, "the claim") is None


@pytest.mark.parametrize(
    ("text", "tokens", "reason"),
    [
        ("", 0, "nothing beside its reporting frame"),
        ("42 %, 17", 5, "no letters"),
        ("Мэр города назвал мост безопасным.", 20, "not in Latin script"),
        ("It was so.", 4, "no word that says something"),
        ("Th\ufffd m\ufffdyor c\ufffdlled it s\ufffdfe", 30, "could not be decoded"),
        ("xqzvkj wqpzr blfgh zzxcv", 60, "garbled"),
        ("The mayor said so. " * 60, LONGEST_CLAIM + 1, "longer (161 tokens)"),
    ],
)
def test_claims_that_cannot_be_judged_have_a_reason(text: str, tokens: int, reason: str) -> None:
    assert reason in str(why_no_claim(text, tokens))


def test_a_plain_claim_is_judged() -> None:
    assert why_no_claim("Mayor Lena Aske called the bridge safe.", 11) is None
