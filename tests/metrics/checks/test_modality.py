"""Hedges that a claim keeps or has a right to leave, and those that it has made facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.modality import check_modality
from evalkit_metrics.checks.told import Told

CONTENT = """
The dairy in Merrow could close its plant next spring. Fares on the coastal line may rise by a tenth in June. Heavy rain might
have caused the landslide above Tessaly. The council plans to build a swimming pool near the station. Corvane is considering
closing its office in Larch Road. The airline is expected to order twelve new planes. The striker hopes to play in the final at
Aldmoor. The new stamp may be worth four thousand pounds. The pilot could see the runway from ten miles away. Two men tried to
steal a bronze lion from the castle.

Ivor Brandreth allegedly stole ninety laptops from the college. The singer reportedly paid two million for the farmhouse. Anneke
Vale is accused of selling forged tickets to tourists. The minister denied that the bridge had failed two safety inspections. The
bank would not confirm that customers had lost their savings. The trainer hinted that the horse had injured its leg. A former
clerk claimed that the mayor had burned the old ledgers. The ferry is understood to have struck a hidden reef. The thieves
appeared to know the code of the vault. A farmer is suspected of poisoning three eagles.

The cathedral will reopen its tower on Sunday. The orchestra has hired a conductor from Lisbon. Police arrested a courier at the
border. The vineyard must repay the subsidy by March. The mill was sold to a brewery. The dam is to be drained in autumn. The
school planned to sell its boathouse. Doctors say that the drug may cause headaches in children. The champion may have lost the
title, but she kept her sponsors. The dentist was accused of overcharging his patients. The dentist overcharged his patients, an
audit showed. The broker was accused of hiding a fortune in Malta.

The museum is set to move its library to Kelm. It is not known whether the fire destroyed the archive. Rescuers said that the
climber could have survived the fall. The zoo was preparing to release two lynxes. The glacier may not survive the century. The
mayor may be in hospital with pneumonia. The tunnel was possibly flooded by a burst pipe. Voters rejected claims that the
treasurer had hidden the debt. A smuggler is alleged to have bribed the harbour master. The choir threatened to boycott the
festival. The miners are likely to accept the offer of the company. The warden opened the gate so that walkers could reach the lake.
Members may cancel their tickets online. The widow tried to call the hospital. The tailor supposedly forged a will, which
relatives have shown to a notary. Theresa Maybury will speak in May at the fair of Kelm. The comet could be seen from the coast. The glassworks of Merrow may
have been ruined by a feud. Two charities plan to feed stray
cats in Kelm. The brickworks will fire its kiln in March. Its owner said the brickworks might fire the kiln if coal arrives. The harbour office reports
that 44 boats moored in Kelm leak. Another theory is that a fox had opened the hatch of the coop. Lena Aske is thought to be the favourite to lead the party.
"""

SILENT = [
    # The hedge is kept, or another one stands in its place
    ("The dairy in Merrow may close its plant next spring.", "may for could"),
    ("The dairy in Merrow might close its plant.", "might for could"),
    ("Fares on the coastal line could rise by a tenth in June.", "could for may"),
    ("Fares on the coastal line will possibly rise by a tenth in June.", "will possibly"),
    ("Fares on the coastal line are likely to rise by a tenth in June.", "likely for may"),
    ("Heavy rain may have caused the landslide above Tessaly.", "may have for might have"),
    ("Heavy rain is thought to have caused the landslide above Tessaly.", "is thought to"),
    ("Heavy rain probably caused the landslide above Tessaly.", "probably"),
    ("Ivor Brandreth is accused of stealing ninety laptops from the college.", "accused for allegedly"),
    ("Ivor Brandreth has been charged with stealing ninety laptops.", "charged with"),
    ("The singer is said to have paid two million for the farmhouse.", "said for reportedly"),
    ("The singer paid two million for the farmhouse, according to reports.", "according to"),
    ("Anneke Vale allegedly sold forged tickets to tourists.", "allegedly for accused"),
    ("Anneke Vale sold forged tickets to tourists, prosecutors say.", "prosecutors say"),
    ("The ferry apparently struck a hidden reef.", "apparently for understood"),
    ("The mayor had burned the old ledgers, a former clerk said.", "said for claimed"),
    ("The horse may have injured its leg.", "may for hinted"),
    ("The horse had injured its leg, the trainer suggested.", "suggested for hinted"),
    ("A farmer is believed to have poisoned three eagles.", "believed for suspected"),
    ("The drug can cause headaches in children.", "can for may"),
    ("It is unclear whether the fire destroyed the archive.", "unclear whether"),
    ("ninety laptops were allegedly stolen by ivor brandreth .", "tokenised"),
    ("fares on the coastal line might rise by a tenth in june .", "tokenised, might"),
    ("The landslide above Tessaly may have been caused by heavy rain.", "passive"),
    ("A feud could have ruined the glassworks of Merrow.", "active"),
    # "will" for a plan
    ("The council will build a swimming pool near the station.", "will for plans to"),
    ("The council is to build a swimming pool near the station.", "is to for plans to"),
    ("The council intends to build a swimming pool near the station.", "intends for plans"),
    ("The museum will move its library to Kelm.", "will for is set to"),
    ("The museum is moving its library to Kelm.", "is moving for is set to"),
    ("The dam will be drained in autumn.", "will be for is to be"),
    ("The zoo would release two lynxes.", "would for was preparing to"),
    ("A swimming pool will be built near the station.", "passive"),
    ("the council will build a swimming pool near the station .", "tokenised plan"),
    # A plan, denial or accusation told as such
    ("The school wanted to sell its boathouse.", "wanted for planned"),
    ("The minister denied that the bridge failed two safety inspections.", "denied"),
    ("The minister said the bridge had not failed two safety inspections.", "said not"),
    ("The bridge had not failed two safety inspections.", "the denial itself"),
    ("The bank refused to confirm that customers had lost their savings.", "refused to confirm"),
    ("A former clerk accused the mayor of burning the old ledgers.", "accused the mayor"),
    ("Two men attempted to steal a bronze lion from the castle.", "attempted for tried"),
    ("Two men failed to steal a bronze lion from the castle.", "failed to steal"),
    ("Corvane may close its office in Larch Road.", "may for considering"),
    ("The choir spoke of a boycott of the festival.", "a noun"),
    # Facts told as facts, in whatever words
    ("The cathedral is to reopen its tower on Sunday.", "is to for will"),
    ("The cathedral reopens its tower on Sunday.", "reopens for will reopen"),
    ("The orchestra hired a conductor from Lisbon.", "hired for has hired"),
    ("Police have arrested a courier at the border.", "have for a past tense"),
    ("The vineyard has to repay the subsidy by March.", "has to for must"),
    ("The pilot saw the runway from ten miles away.", "an ability"),
    ("The champion has lost the title and kept her sponsors.", "granted"),
    ("The dentist has overcharged his patients.", "stated in the next sentence"),
    ("The dentist had overcharged his patients.", "stated in the next sentence, had"),
    ("Doctors say the drug may cause headaches in children.", "said dropped that"),
    ("Rescuers said the climber could have survived the fall.", "could have"),
    ("The glacier might not survive the century.", "might not for may not"),
    ("Will the dairy in Merrow close its plant next spring?", "asked"),
    ("The tunnel was flooded, possibly by a burst pipe.", "moved possibly"),
    ("Members will be able to cancel their tickets online.", "able to"),
    ("The widow called the hospital.", "an effort"),
    ("Walkers will reach the lake through the gate that the warden opened.", "so that they could"),
    ("The tailor supposedly forged a will, which relatives showed to a notary.", "kept beside another change"),
    ("Former clerk: the mayor burned the old ledgers.", "a speaker before a colon"),
    ('"The horse has injured its leg": the trainer.', "quoted"),
    ("Theresa Maybury speaks at the fair of Kelm in May.", "the month"),
    ("theresa maybury will speak at the fair of kelm in may .", "the month, tokenised"),
    ("The comet was seen from the coast.", "could be seen"),
    ("Two charities feed stray cats in Kelm.", "a present tense for a plan"),
    ("The brickworks may fire its kiln in March.", "a guess that another sentence has"),
    ("44 boats moored in Kelm are leaking.", "reports that"),
    ("One theory is that a fox opened the hatch of the coop.", "theory kept"),
    # Nothing of the same is told
    ("The closed plant of the dairy stands in Merrow.", "an adjective"),
    ("The rise of fares on the coastal line worries commuters.", "a noun of the verb"),
    ("The dairy in Merrow will keep its plant.", "another verb"),
    ("The council will close its plant in the spring.", "somebody else"),
    ("Brandreth taught at the college.", "little alike"),
]  # fmt: skip

FOUND = [
    # A possibility told as sure
    ("The dairy in Merrow will close its plant next spring.", "modality", "certain", "will close", "could close", "could, will"),
    ("The dairy will close its plant.", "modality", "likely", "will close", "could close", "shorter"),
    ("the dairy in merrow will close its plant next spring .", "modality", "certain", "will close", "could close", "tokenised"),
    ("The dairy in Merrow closed its plant last spring.", "modality", "likely", "closed", "could close", "could, closed"),
    ("The dairy in Merrow has closed its plant.", "modality", "likely", "has closed", "could close", "could, has closed"),
    ("Fares on the coastal line will rise by a tenth in June.", "modality", "certain", "will rise", "may rise", "may, will"),
    ("Fares on the coastal line have risen by a tenth.", "modality", "certain", "have risen", "may rise", "may, have risen"),
    ("Fares on the coastal line rose by a tenth in June.", "modality", "certain", "rose", "may rise", "may, rose"),
    ("Fares on the coastal line must rise by a tenth in June.", "modality", "certain", "must rise", "may rise", "may, must"),
    ("Fares on the coastal line are going to rise by a tenth.", "modality", "certain", "are going to rise", "may rise", "going to"),
    ("Heavy rain caused the landslide above Tessaly.", "modality", "certain", "caused", "might have caused", "might have, caused"),
    ("Heavy rain had caused the landslide.", "modality", "certain", "had caused", "might have caused", "might have, had"),
    ("The new stamp is worth four thousand pounds.", "modality", "certain", "is worth", "may be worth", "may be, is"),
    ("The mayor is in hospital with pneumonia.", "modality", "certain", "is in hospital", "may be in hospital", "may be in"),
    ("Doctors say that the drug causes headaches in children.", "modality", "certain", "causes", "may cause", "both with say"),
    ("Doctors say that the drug will cause headaches in children.", "modality", "certain", "will cause", "may cause", "will cause"),
    ("The drug causes headaches in children.", "modality", "certain", "causes", "may cause", "without say"),
    ("Rescuers said that the climber survived the fall.", "modality", "certain", "survived", "could have survived", "could have"),
    ("The glacier will not survive the century.", "modality", "certain", "will not survive", "may not survive", "may not, will not"),
    ("The landslide above Tessaly was caused by heavy rain.", "modality", "likely", "was caused", "might have caused", "made passive"),
    ("A feud ruined the glassworks of Merrow.", "modality", "likely", "ruined", "may have been ruined", "made active"),
    # A plan or an attempt told as done
    ("The council has built a swimming pool near the station.", "modality", "certain", "has built", "plans to build", "plans, has"),
    ("The council built a swimming pool near the station.", "modality", "certain", "built", "plans to build", "plans, built"),
    ("the council built a swimming pool near the station .", "modality", "certain", "built", "plans to build", "tokenised plan"),
    ("The museum has moved its library to Kelm.", "modality", "certain", "has moved", "is set to move", "set to, has"),
    ("The airline has ordered twelve new planes.", "modality", "certain", "has ordered", "is expected to order", "expected, has"),
    ("The airline will order twelve new planes.", "modality", "likely", "will order", "is expected to order", "expected, will"),
    ("The miners will accept the offer of the company.", "modality", "likely", "will accept", "are likely to accept", "likely, will"),
    ("The miners accepted the offer of the company.", "modality", "certain", "accepted", "are likely to accept", "likely, done"),
    ("Corvane has closed its office in Larch Road.", "modality", "certain", "has closed", "is considering closing", "considering, has"),
    ("Corvane closed its office in Larch Road.", "modality", "certain", "closed", "is considering closing", "considering, closed"),
    ("Corvane will close its office in Larch Road.", "modality", "certain", "will close", "is considering closing", "considering, will"),
    ("The striker will play in the final at Aldmoor.", "modality", "likely", "will play", "hopes to play", "hopes, will"),
    ("The striker played in the final at Aldmoor.", "modality", "certain", "played", "hopes to play", "hopes, played"),
    ("The school sold its boathouse.", "modality", "likely", "sold", "planned to sell", "planned, sold"),
    ("The zoo has released two lynxes.", "modality", "likely", "has released", "was preparing to release", "preparing, has"),
    ("Two men stole a bronze lion from the castle.", "modality", "certain", "stole", "tried to steal", "tried, stole"),
    ("The choir boycotted the festival.", "modality", "certain", "boycotted", "threatened to boycott", "threatened, did"),
    ("Lena Aske will lead the party.", "modality", "likely", "will lead", "favourite to lead", "the favourite"),
    # The hedge is gone
    ("Ivor Brandreth stole ninety laptops.", "omitted-hedge", "certain", "stole", "allegedly stole", "allegedly"),
    ("Ivor Brandreth has stolen ninety laptops.", "omitted-hedge", "certain", "has stolen", "allegedly stole", "allegedly, has"),
    ("brandreth stole ninety laptops from the college .", "omitted-hedge", "certain", "stole", "allegedly stole", "allegedly, tokenised"),
    ("The singer paid two million for the farmhouse.", "omitted-hedge", "likely", "paid", "reportedly paid", "reportedly"),
    ("Anneke Vale sold forged tickets to tourists.", "omitted-hedge", "certain", "sold", "is accused of selling", "accused"),
    ("Vale has sold forged tickets to tourists.", "omitted-hedge", "certain", "has sold", "is accused of selling", "accused, has"),
    ("The broker hid a fortune in Malta.", "omitted-hedge", "certain", "hid", "was accused of hiding", "was accused"),
    ("A farmer poisoned three eagles.", "omitted-hedge", "certain", "poisoned", "is suspected of poisoning", "suspected"),
    ("A smuggler has bribed the harbour master.", "omitted-hedge", "certain", "has bribed", "is alleged to have bribed", "alleged to"),
    ("The ferry struck a hidden reef.", "omitted-hedge", "likely", "struck", "is understood to have struck", "understood"),
    ("The thieves knew the code of the vault.", "omitted-hedge", "likely", "knew", "appeared to know", "appeared"),
    ("The tunnel was flooded by a burst pipe.", "omitted-hedge", "certain", "was flooded", "was possibly flooded", "possibly"),
    ("The bridge has failed two safety inspections.", "omitted-hedge", "certain", "bridge has failed two safety inspections",
     "denied that the bridge had failed two safety inspections", "denied"),
    ("In Tessaly, customers have lost their savings.", "omitted-hedge", "certain", "customers have lost their savings",
     "not confirm that customers had lost their savings", "not confirm"),
    ("The horse has injured its leg.", "omitted-hedge", "likely", "horse has injured its leg",
     "hinted that the horse had injured its leg", "hinted"),
    ("The mayor burned the old ledgers.", "omitted-hedge", "likely", "mayor burned the old ledgers",
     "claimed that the mayor had burned the old ledgers", "claimed"),
    ("The fire has destroyed the archive.", "omitted-hedge", "certain", "fire has destroyed the archive",
     "not known whether the fire destroyed the archive", "not known whether"),
    ("The treasurer has hidden the debt.", "omitted-hedge", "certain", "treasurer has hidden the debt",
     "rejected claims that the treasurer had hidden the debt", "rejected claims"),
    # A fact told as a guess
    ("The cathedral may reopen its tower on Sunday.", "modality", "likely", "may reopen", "will reopen", "will, may"),
    ("The cathedral could reopen its tower on Sunday.", "modality", "likely", "could reopen", "will reopen", "will, could"),
    ("The orchestra may have hired a conductor from Lisbon.", "modality", "likely", "may have hired", "has hired", "has, may have"),
    ("Police allegedly arrested a courier at the border.", "modality", "likely", "allegedly arrested", "arrested", "allegedly added"),
    ("The vineyard may repay the subsidy by March.", "modality", "likely", "may repay", "must repay", "must, may"),
    ("The mill was possibly sold to a brewery.", "modality", "likely", "was possibly sold", "was sold", "possibly added"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """A hedge that is kept in whatever words, a plan that "will" happen, and a fact that is one, are no finding."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_modality(Told(told.claim, told.index))]


@pytest.mark.parametrize(("claim", "expected"), [pytest.param(row[0], row[1:5], id=row[5]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], claim: str, expected: tuple[str, ...]) -> None:
    """A hedge that became a fact, or a fact that became a guess, is found, with the words of both sides."""
    told = tell_bullet(CONTENT, claim)
    found = [told.in_words(finding) for finding in check_modality(Told(told.claim, told.index))]

    assert [expected] == [(*one[:3], " ".join((one[3] or "").split())) for one in found]
