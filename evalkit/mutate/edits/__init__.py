"""Edits that keep the meaning: other words, notations or orders for what the claim says, one module a family.

Each function takes a scene and yields every edit that it is sure of. They are closed tables and patterns; what might shift
the meaning in some reading is left out.
"""
