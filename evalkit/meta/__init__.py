"""How well metrics agree with what people say: from a run file and labels to a card.

`records` holds the result, `table` brings run and labels together, `agreement` computes, `card` lays it out. The statistics stand in
`evalkit.stats`, the numbers of the card in docs/meta.md.
"""
