"""Who did what to whom, told rightly and exchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalkit_metrics.checks.roles import check_roles
from evalkit_metrics.checks.told import Told

CONTENT = """
Lena Aske accused Ivor Renn of wasting money on the ferry. Corvane bought Lindow for £40m in March. The union has sued the council
over the closed school. Merrow beat Tessaly 3-1 in the cup final. The regulator fined Harbour Rail for late trains. Orla Fenn
replaced Tomas Brand as head of the gallery. The bank lent the brewery £2m in 2021. Judge Edda Voss freed the two sailors on Friday.

Ann Dale, 34, and Ben Holt, 41, were married in Ostby. Mayor Pia Lund and opposition leader Karl Storm met on Monday. The farmers
blamed the ministry for the flood. The airline had threatened the pilots with dismissals. The dog bit the postman in Larch Road.
Rescuers carried the climber from the glacier to the hut. The court ordered the landlord to repay the tenants. Vane defeated Sorell
in the semi-final at Arden. The storm moved from Norrland to Ostby overnight. The museum returned the mask to the islanders.

Sales of tea rose while sales of coffee fell. Denmark exported more butter than Norway did. The minister was criticised by the
bishop over the prison. Gilda Marr was succeeded by Noor Tamm at the observatory. The sculptor Finn Oake, who trained the painter
Ida Lowe, died in May. The guards disarmed the gunman at the gate. The editor dismissed the columnist for a joke. Teachers praised
pupils for their calm. The company offered the town a park. The choir invited the orchestra to Merrow. The older brother owes the
younger brother a boat. The north supplied the south with water. The striker passed to the winger and scored. The loaves, cakes and
rolls were sold by noon. The surgeon operated on the pilot twice. Kestrel Foods rejected a bid by Amber Holdings. The press
questioned the spokesman about the fire. The queen knighted the admiral in the palace.

Vera Holm, the chief executive of Ostrava Mills, and Nils Brekke, the chief executive of Pardo Steel, signed the contract on Sunday.
Finance minister Olga Prent will visit Almar, while foreign minister Sven Roth flies to Bodin. Sally Hume of the Greens and Paul Tice of
the Liberals voted against the plan. Brakk lost to Dunne in the first round. He drove from Larch Road to Mill Lane. Kestrel prefers
tea to coffee. Wages rose faster than prices. Trams overtook buses in the survey. The tram driver thanked the bus driver. The taxes
will shift from workers to owners. Iceland imports fish from Portugal. The drug protects women but not men. The captain, Jo Vance,
said that Merrow had no plans. Gorm beat Hale in May, and Hale beat Gorm in June. "Tarn robbed Bray", a witness said. Former coach
Ed Noor and coach Ray Pell watched the parade. Defender Max Orr thanked midfielder Leo Pike. Lewis married Clara in 1990. The red
van struck the blue van. The lawyer for the bakers, Tom Ash, questioned the lawyer for the millers, Eva Birk.
"""

SILENT = [
    ("Lena Aske accused Ivor Renn of wasting money.", "as it stands"),
    ("Ivor Renn was accused by Lena Aske of wasting money on the ferry.", "a passive turned round"),
    ("lena aske accused ivor renn of wasting money on the ferry .", "tokenised"),
    ("Corvane bought Lindow for £40m.", "shorter"),
    ("Lindow was bought by Corvane for £40m in March.", "bought, passive"),
    ("Lindow, bought by Corvane for £40m in March, brews beer.", "a participle"),
    ("The council has been sued by the union over the closed school.", "sued, passive"),
    ("Merrow beat Tessaly in the cup final.", "a result"),
    ("Tessaly were beaten 3-1 by Merrow in the cup final.", "beaten by"),
    ("Harbour Rail was fined by the regulator for late trains.", "fined by"),
    ("The regulator fined Harbour Rail.", "cut"),
    ("Tomas Brand was replaced by Orla Fenn as head of the gallery.", "replaced by"),
    ("The brewery was lent £2m by the bank in 2021.", "lent by"),
    ("On Friday the two sailors were freed by Judge Edda Voss.", "a time first"),
    ("Ben Holt, 41, and Ann Dale, 34, were married in Ostby.", "two joined by and"),
    ("Karl Storm and Pia Lund met on Monday.", "met"),
    ("Opposition leader Karl Storm met Mayor Pia Lund on Monday.", "who met whom says nothing"),
    ("The ministry was blamed for the flood by the farmers.", "a passive, its by late"),
    ("The pilots had been threatened with dismissals by the airline.", "a passive with by late"),
    ("In Larch Road the dog bit the postman.", "a place first"),
    ("The postman was bitten by the dog in Larch Road.", "bitten by"),
    ("The climber was carried to the hut from the glacier.", "to before from, the same way"),
    ("The tenants are to be repaid by the landlord, the court ordered.", "another verb"),
    ("Sorell lost to Vane in the semi-final at Arden.", "lost to"),
    ("Overnight the storm moved to Ostby from Norrland.", "to and from turned"),
    ("The islanders got the mask back from the museum.", "got back from"),
    ("Sales of coffee fell while sales of tea rose.", "clauses exchanged whole"),
    ("Norway exported less butter than Denmark did.", "the opposite turned round"),
    ("The bishop criticised the minister over the prison.", "an active turned round"),
    ("Noor Tamm succeeded Gilda Marr at the observatory.", "succeeded"),
    ("The painter Ida Lowe was trained by the sculptor Finn Oake.", "trained by"),
    ("At the gate the gunman was disarmed by the guards.", "disarmed by"),
    ("The columnist was dismissed for a joke.", "no doer"),
    ("The town was offered a park by the company.", "offered by"),
    ("The orchestra was invited to Merrow by the choir.", "invited by"),
    ("The younger brother is owed a boat by the older brother.", "owed by"),
    ("The south was supplied with water by the north.", "supplied by"),
    ("The rolls, cakes and loaves were sold by noon.", "a list in another order"),
    ("Cakes, rolls and loaves were sold by noon.", "another order still"),
    ("The pilot was operated on twice by the surgeon.", "operated on by"),
    ("A bid by Amber Holdings was rejected by Kestrel Foods.", "rejected by"),
    ("The spokesman was questioned about the fire by the press.", "questioned by"),
    ("The admiral was knighted by the queen in the palace.", "knighted by"),
    ("Renn says that Aske accused him of wasting money.", "within what somebody says"),
    ("Pupils were praised by teachers for their calm.", "praised by"),
    ("The ferry cost money, Aske accused Renn.", "something else first"),
    ("Lindow makes beer and Corvane makes trams.", "nothing of the article"),
    ("Nils Brekke, the chief executive of Pardo Steel, and Vera Holm, the chief executive of Ostrava Mills, signed the contract.", "offices in another order"),
    ("Pardo Steel chief executive Nils Brekke signed the contract with Vera Holm.", "an office before its name"),
    ("Vera Holm, chief executive of Ostrava Mills, signed the contract on Sunday.", "an office behind its name"),
    ("Nils Brekke, an executive, signed the contract with Vera Holm on Sunday.", "a vague office"),
    ("Sven Roth, the foreign minister, flies to Bodin.", "an apposition for a title"),
    ("Foreign minister Sven Roth flies to Bodin, while finance minister Olga Prent will visit Almar.", "whole clauses"),
    ("Paul Tice of the Liberals and Sally Hume of the Greens voted against the plan.", "parties stay with their people"),
    ("Dunne beat Brakk in the first round.", "lost to, told from the other side"),
    ("He drove to Mill Lane from Larch Road.", "two words each way"),
    ("Kestrel prefers tea over coffee.", "another preposition"),
    ("Prices rose more slowly than wages.", "the opposite turned round"),
    ("Buses were overtaken by trams in the survey.", "overtaken"),
    ("The bus driver was thanked by the tram driver.", "drivers, passive"),
    ("Hale beat Gorm.", "the article tells both ways"),
    ("Gorm beat Hale.", "both ways, the other"),
    ("Clara married Lewis in 1990.", "both do it"),
    ("The blue van was struck by the red van.", "vans, passive"),
    ("Portugal exports fish to Iceland.", "another verb for the same"),
    ("The parade was watched by coach Ray Pell and former coach Ed Noor.", "an office of the past"),
    ("Coach Ed Noor watched the parade.", "the article knows of a former coach"),
    ("The lawyer for the millers, Eva Birk, was questioned by the lawyer for the bakers, Tom Ash.", "lawyers"),
    ("Midfielder Leo Pike was thanked by defender Max Orr.", "positions"),
    ("Jo Vance, the captain, said that Merrow had no plans.", "before for behind"),
    ("After Merrow beat Tessaly, Tessaly beat Brakk.", "another opponent"),
    ("Tessaly did not beat Merrow in the cup final.", "denied"),
    ("Ivor Renn, whom Lena Aske accused of wasting money, runs the ferry.", "a relative clause"),
]  # fmt: skip

FOUND = [
    ("Ivor Renn accused Lena Aske of wasting money on the ferry.", "role-swap", "certain", "Ivor Renn accused Lena Aske", "Lena Aske accused Ivor Renn", "accused"),
    ("ivor renn accused lena aske of wasting money on the ferry .", "role-swap", "certain", "ivor renn accused lena aske", "Lena Aske accused Ivor Renn", "accused, tokenised"),
    ("Lena Aske was accused by Ivor Renn of wasting money on the ferry.", "role-swap", "likely", "Lena Aske was accused by Ivor Renn", "Lena Aske accused Ivor Renn", "accused by"),
    ("Renn accused Aske of wasting money on the ferry.", "role-swap", "certain", "Renn accused Aske", "Lena Aske accused Ivor Renn", "last names"),
    ("Lindow bought Corvane for £40m in March.", "role-swap", "certain", "Lindow bought Corvane", "Corvane bought Lindow", "bought"),
    ("Corvane was bought by Lindow for £40m in March.", "role-swap", "likely", "Corvane was bought by Lindow", "Corvane bought Lindow", "bought by"),
    ("In March Lindow bought Corvane for £40m.", "role-swap", "certain", "Lindow bought Corvane", "Corvane bought Lindow", "a time first"),
    ("The council has sued the union over the closed school.", "role-swap", "certain", "council has sued the union", "union has sued the council", "sued"),
    ("Tessaly beat Merrow 3-1 in the cup final.", "role-swap", "certain", "Tessaly beat Merrow", "Merrow beat Tessaly", "beat"),
    ("Harbour Rail fined the regulator for late trains.", "role-swap", "certain", "Harbour Rail fined the regulator", "regulator fined Harbour Rail", "fined"),
    ("Tomas Brand replaced Orla Fenn as head of the gallery.", "role-swap", "certain", "Tomas Brand replaced Orla Fenn", "Orla Fenn\nreplaced Tomas Brand", "replaced"),
    ("Orla Fenn was replaced by Tomas Brand as head of the gallery.", "role-swap", "likely", "Orla Fenn was replaced by Tomas Brand", "Orla Fenn\nreplaced Tomas Brand", "replaced by"),
    ("The brewery lent the bank £2m in 2021.", "role-swap", "certain", "brewery lent the bank", "bank lent the brewery", "lent"),
    ("The two sailors freed Judge Edda Voss on Friday.", "role-swap", "certain", "two sailors freed Judge Edda Voss", "Judge Edda Voss freed the two sailors", "freed"),
    ("Ann Dale, 41, and Ben Holt, 34, were married in Ostby.", "number", "certain", "41, and Ben Holt, 34", "34, and Ben Holt, 41", "ages"),
    ("Mayor Karl Storm and opposition leader Pia Lund met on Monday.", "role-swap", "certain", "Karl Storm and opposition leader Pia Lund", "Pia Lund and opposition leader Karl Storm", "offices"),
    ("The ministry blamed the farmers for the flood.", "role-swap", "certain", "ministry blamed the farmers", "farmers\nblamed the ministry", "blamed"),
    ("The pilots had threatened the airline with dismissals.", "role-swap", "certain", "pilots had threatened the airline", "airline had threatened the pilots", "threatened"),
    ("The pilots threatened the airline with dismissals.", "role-swap", "certain", "pilots threatened the airline", "airline had threatened the pilots", "another tense"),
    ("The postman bit the dog in Larch Road.", "role-swap", "certain", "postman bit the dog", "dog bit the postman", "bit"),
    ("Rescuers carried the climber from the hut to the glacier.", "role-swap", "certain", "the hut to the glacier", "the glacier to the hut", "from and to"),
    ("The landlord ordered the court to repay the tenants.", "role-swap", "certain", "landlord ordered the court", "court ordered the landlord", "ordered"),
    ("Sorell defeated Vane in the semi-final at Arden.", "role-swap", "certain", "Sorell defeated Vane", "Vane defeated Sorell", "defeated"),
    ("The storm moved from Ostby to Norrland overnight.", "role-swap", "certain", "Ostby to Norrland", "Norrland to Ostby", "from and to, places"),
    ("The islanders returned the mask to the museum.", "role-swap", "certain", "islanders returned the mask to the museum", "museum returned the mask to the islanders", "returned to"),
    ("Norway exported more butter than Denmark did.", "role-swap", "certain", "Norway exported more butter than Denmark", "Denmark exported more butter than Norway", "compared"),
    ("The bishop was criticised by the minister over the prison.", "role-swap", "certain", "bishop was criticised by the minister", "minister was criticised by the\nbishop", "two passives"),
    ("Noor Tamm was succeeded by Gilda Marr at the observatory.", "role-swap", "certain", "Noor Tamm was succeeded by Gilda Marr", "Gilda Marr was succeeded by Noor Tamm", "two passives of names"),
    ("Gilda Marr succeeded Noor Tamm at the observatory.", "role-swap", "likely", "Gilda Marr succeeded Noor Tamm", "Gilda Marr was succeeded by Noor Tamm", "an active for a passive"),
    ("The gunman disarmed the guards at the gate.", "role-swap", "certain", "gunman disarmed the guards", "guards disarmed the gunman", "disarmed"),
    ("The columnist dismissed the editor for a joke.", "role-swap", "certain", "columnist dismissed the editor", "editor dismissed the columnist", "dismissed"),
    ("Pupils praised teachers for their calm.", "role-swap", "certain", "Pupils praised teachers", "Teachers praised\npupils", "praised"),
    ("The town offered the company a park.", "role-swap", "certain", "town offered the company", "company offered the town", "offered"),
    ("The orchestra invited the choir to Merrow.", "role-swap", "certain", "orchestra invited the choir", "choir invited the orchestra", "invited"),
    ("The south supplied the north with water.", "role-swap", "certain", "south supplied the north", "north supplied the south", "supplied"),
    ("The pilot operated on the surgeon twice.", "role-swap", "certain", "pilot operated on the surgeon", "surgeon operated on the pilot", "operated on"),
    ("Amber Holdings rejected a bid by Kestrel Foods.", "role-swap", "certain", "Amber Holdings rejected a bid by Kestrel Foods", "Kestrel Foods rejected a bid by Amber Holdings", "rejected a bid"),
    ("The spokesman questioned the press about the fire.", "role-swap", "certain", "spokesman questioned the press", "press\nquestioned the spokesman", "questioned"),
    ("The admiral knighted the queen in the palace.", "role-swap", "certain", "admiral knighted the queen", "queen knighted the admiral", "knighted"),
    ("The school was closed, and the council has sued the union.", "role-swap", "certain", "council has sued the union", "union has sued the council", "a second clause"),
    ("The painter Ida Lowe trained the sculptor Finn Oake.", "role-swap", "likely", "painter Ida Lowe trained the sculptor Finn Oake", "sculptor Finn Oake, who trained the painter", "trained"),
    ("The regulator was fined by Harbour Rail for late trains.", "role-swap", "likely", "regulator was fined by Harbour Rail", "regulator fined Harbour Rail", "fined by"),
    ("Vera Holm, the chief executive of Pardo Steel, and Nils Brekke, the chief executive of Ostrava Mills, signed the contract on Sunday.", "role-swap", "certain", "Vera Holm, the chief executive of Pardo Steel", "Vera Holm, the chief executive of Ostrava Mills", "offices of two"),
    ("Vera Holm, the chief executive of Pardo Steel, signed the contract on Sunday.", "role-swap", "certain", "Vera Holm, the chief executive of Pardo Steel", "Vera Holm, the chief executive of Ostrava Mills", "one office of two"),
    ("Pardo Steel chief executive Vera Holm and Ostrava Mills chief executive Nils Brekke signed the contract.", "role-swap", "certain", "Pardo Steel chief executive Vera Holm", "Vera Holm, the chief executive of Ostrava Mills", "offices before names"),
    ("Foreign minister Olga Prent will visit Almar.", "role-swap", "likely", "Foreign minister Olga Prent", "Finance minister Olga Prent", "minister of something else"),
    ("Finance minister Sven Roth will visit Almar, while foreign minister Olga Prent flies to Bodin.", "role-swap", "certain", "Finance minister Sven Roth", "foreign minister Sven Roth", "two ministers"),
    ("Finance minister Olga Prent will visit Bodin, while foreign minister Sven Roth flies to Almar.", "role-swap", "certain", "Bodin, while foreign minister Sven Roth flies to Almar", "Almar, while foreign minister Sven Roth flies to Bodin", "where they go"),
    ("Sally Hume of the Liberals and Paul Tice of the Greens voted against the plan.", "role-swap", "certain", "Liberals and Paul Tice of the Greens", "Greens and Paul Tice of\nthe Liberals", "parties"),
    ("Dunne lost to Brakk in the first round.", "role-swap", "certain", "Dunne lost to Brakk", "Brakk lost to Dunne", "lost to"),
    ("He drove from Mill Lane to Larch Road.", "role-swap", "certain", "Mill Lane to Larch Road", "Larch Road to Mill Lane", "two words each way"),
    ("Kestrel prefers coffee to tea.", "role-swap", "certain", "coffee to tea", "tea to coffee", "prefers"),
    ("Prices rose faster than wages.", "role-swap", "certain", "Prices rose faster than wages", "Wages rose faster than prices", "faster than"),
    ("Buses overtook trams in the survey.", "role-swap", "certain", "Buses overtook trams", "Trams overtook buses", "overtook"),
    ("Trams were overtaken by buses in the survey.", "role-swap", "likely", "Trams were overtaken by buses", "Trams overtook buses", "overtaken by"),
    ("The bus driver thanked the tram driver.", "role-swap", "certain", "bus driver thanked the tram driver", "tram driver thanked the bus driver", "two drivers"),
    ("The taxes will shift from owners to workers.", "role-swap", "certain", "owners to workers", "workers to owners", "from and to, shift"),
    ("Portugal imports fish from Iceland.", "role-swap", "certain", "Portugal imports fish from Iceland", "Iceland imports fish from Portugal", "imports"),
    ("The drug protects men but not women.", "role-swap", "likely", "men but not women", "women but not men", "but not"),
    ("Bray robbed Tarn, a witness said.", "role-swap", "likely", "Bray robbed Tarn", "Tarn robbed Bray", "in a quotation"),
    ("Midfielder Leo Pike thanked defender Max Orr.", "role-swap", "certain", "Midfielder Leo Pike thanked defender Max Orr", "Defender Max Orr thanked midfielder Leo Pike", "with their positions"),
    ("The blue van struck the red van.", "role-swap", "certain", "blue van struck the red van", "red\nvan struck the blue van", "two vans"),
    ("The red van was struck by the blue van.", "role-swap", "likely", "red van was struck by the blue van", "red\nvan struck the blue van", "two vans, passive"),
    ("Eva Birk, the lawyer for the bakers, questioned Tom Ash, the lawyer for the millers.", "role-swap", "certain", "Eva Birk, the lawyer for the bakers", "lawyer for the millers, Eva Birk", "whose lawyer"),
    ("finance minister Olga Prent will visit Bodin , while foreign minister Sven Roth flies to Almar .", "role-swap", "certain", "Bodin , while foreign minister Sven Roth flies to Almar", "Almar, while foreign minister Sven Roth flies to Bodin", "where they go, tokenised"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """The same two in the same roles, in whatever order, voice and words."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_roles(Told(told.claim, told.index))]


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """Two that have changed places are found, on the words from one to the other on both sides."""
    claim, kind, certainty, here, there, _ = row
    told = tell_bullet(CONTENT, claim)

    assert [(kind, certainty, here, there)] == [
        told.in_words(finding) for finding in check_roles(Told(told.claim, told.index))
    ]
