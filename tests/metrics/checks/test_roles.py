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
"""

SILENT = [
    # The article's own words, and others for them
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
]  # fmt: skip

FOUND = [
    ("Ivor Renn accused Lena Aske of wasting money on the ferry.", "role-swap", "Ivor Renn accused Lena Aske", "Lena Aske accused Ivor Renn", "accused"),
    ("ivor renn accused lena aske of wasting money on the ferry .", "role-swap", "ivor renn accused lena aske", "Lena Aske accused Ivor Renn", "accused, tokenised"),
    ("Lena Aske was accused by Ivor Renn of wasting money on the ferry.", "role-swap", "Lena Aske was accused by Ivor Renn", "Lena Aske accused Ivor Renn", "accused by"),
    ("Renn accused Aske of wasting money on the ferry.", "role-swap", "Renn accused Aske", "Aske accused Ivor Renn", "last names"),
    ("Lindow bought Corvane for £40m in March.", "role-swap", "Lindow bought Corvane", "Corvane bought Lindow", "bought"),
    ("Corvane was bought by Lindow for £40m in March.", "role-swap", "Corvane was bought by Lindow", "Corvane bought Lindow", "bought by"),
    ("In March Lindow bought Corvane for £40m.", "role-swap", "Lindow bought Corvane", "Corvane bought Lindow", "a time first"),
    ("The council has sued the union over the closed school.", "role-swap", "council has sued the union", "union has sued the council", "sued"),
    ("Tessaly beat Merrow 3-1 in the cup final.", "role-swap", "Tessaly beat Merrow", "Merrow beat Tessaly", "beat"),
    ("Harbour Rail fined the regulator for late trains.", "role-swap", "Harbour Rail fined the regulator", "regulator fined Harbour Rail", "fined"),
    ("Tomas Brand replaced Orla Fenn as head of the gallery.", "role-swap", "Tomas Brand replaced Orla Fenn", "Orla Fenn\nreplaced Tomas Brand", "replaced"),
    ("Orla Fenn was replaced by Tomas Brand as head of the gallery.", "role-swap", "Orla Fenn was replaced by Tomas Brand", "Orla Fenn\nreplaced Tomas Brand", "replaced by"),
    ("The brewery lent the bank £2m in 2021.", "role-swap", "brewery lent the bank", "bank lent the brewery", "lent"),
    ("The two sailors freed Judge Edda Voss on Friday.", "role-swap", "two sailors freed Judge Edda Voss", "Judge Edda Voss freed the two sailors", "freed"),
    ("Ann Dale, 41, and Ben Holt, 34, were married in Ostby.", "number", "41, and Ben Holt, 34", "34, and Ben Holt, 41", "ages"),
    ("Mayor Karl Storm and opposition leader Pia Lund met on Monday.", "role-swap", "Karl Storm and opposition leader Pia Lund", "Pia Lund and opposition leader Karl Storm", "offices"),
    ("The ministry blamed the farmers for the flood.", "role-swap", "ministry blamed the farmers", "farmers\nblamed the ministry", "blamed"),
    ("The pilots had threatened the airline with dismissals.", "role-swap", "pilots had threatened the airline", "airline had threatened the pilots", "threatened"),
    ("The pilots threatened the airline with dismissals.", "role-swap", "pilots threatened the airline", "airline had threatened the pilots", "another tense"),
    ("The postman bit the dog in Larch Road.", "role-swap", "postman bit the dog", "dog bit the postman", "bit"),
    ("Rescuers carried the climber from the hut to the glacier.", "role-swap", "the hut to the glacier", "the glacier to the hut", "from and to"),
    ("The landlord ordered the court to repay the tenants.", "role-swap", "landlord ordered the court", "court ordered the landlord", "ordered"),
    ("Sorell defeated Vane in the semi-final at Arden.", "role-swap", "Sorell defeated Vane", "Vane defeated Sorell", "defeated"),
    ("The storm moved from Ostby to Norrland overnight.", "role-swap", "Ostby to Norrland", "Norrland to Ostby", "from and to, places"),
    ("The islanders returned the mask to the museum.", "role-swap", "islanders returned the mask to the museum", "museum returned the mask to the islanders", "returned to"),
    ("Norway exported more butter than Denmark did.", "role-swap", "Norway exported more butter than Denmark", "Denmark exported more butter than Norway", "compared"),
    ("The bishop was criticised by the minister over the prison.", "role-swap", "bishop was criticised by the minister", "minister was criticised by the\nbishop", "two passives"),
    ("Noor Tamm was succeeded by Gilda Marr at the observatory.", "role-swap", "Noor Tamm was succeeded by Gilda Marr", "Gilda Marr was succeeded by Noor Tamm", "two passives of names"),
    ("Gilda Marr succeeded Noor Tamm at the observatory.", "role-swap", "Gilda Marr succeeded Noor Tamm", "Gilda Marr was succeeded by Noor Tamm", "an active for a passive"),
    ("The gunman disarmed the guards at the gate.", "role-swap", "gunman disarmed the guards", "guards disarmed the gunman", "disarmed"),
    ("The columnist dismissed the editor for a joke.", "role-swap", "columnist dismissed the editor", "editor dismissed the columnist", "dismissed"),
    ("Pupils praised teachers for their calm.", "role-swap", "Pupils praised teachers", "Teachers praised\npupils", "praised"),
    ("The town offered the company a park.", "role-swap", "town offered the company", "company offered the town", "offered"),
    ("The orchestra invited the choir to Merrow.", "role-swap", "orchestra invited the choir", "choir invited the orchestra", "invited"),
    ("The south supplied the north with water.", "role-swap", "south supplied the north", "north supplied the south", "supplied"),
    ("The pilot operated on the surgeon twice.", "role-swap", "pilot operated on the surgeon", "surgeon operated on the pilot", "operated on"),
    ("Amber Holdings rejected a bid by Kestrel Foods.", "role-swap", "Amber Holdings rejected a bid by Kestrel Foods", "Kestrel Foods rejected a bid by Amber Holdings", "rejected a bid"),
    ("The spokesman questioned the press about the fire.", "role-swap", "spokesman questioned the press", "press\nquestioned the spokesman", "questioned"),
    ("The admiral knighted the queen in the palace.", "role-swap", "admiral knighted the queen", "queen knighted the admiral", "knighted"),
    ("The school was closed, and the council has sued the union.", "role-swap", "council has sued the union", "union has sued the council", "a second clause"),
    ("The painter Ida Lowe trained the sculptor Finn Oake.", "role-swap", "painter Ida Lowe trained the sculptor Finn Oake", None, "trained"),
    ("The regulator was fined by Harbour Rail for late trains.", "role-swap", "regulator was fined by Harbour Rail", None, "fined by"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [pytest.param(claim, id=name) for claim, name in SILENT])
def test_silent(tell_bullet: Callable[..., Any], claim: str) -> None:
    """The same two in the same roles, in whatever order, voice and words."""
    told = tell_bullet(CONTENT, claim)

    assert [] == [told.in_words(finding) for finding in check_roles(Told(told.claim, told.index))]


@pytest.mark.parametrize("row", [pytest.param(row, id=row[-1]) for row in FOUND])
def test_found(tell_bullet: Callable[..., Any], row: tuple[str, ...]) -> None:
    """Two that have changed places are found, on the words from one to the other on both sides."""
    claim, kind, here, there, _ = row
    told = tell_bullet(CONTENT, claim)
    (found,) = [told.in_words(finding) for finding in check_roles(Told(told.claim, told.index))]

    assert (kind, here) == (found[0], found[2])
    assert there is None or there == found[3]
