"""Planted faults: the smallest change of a faithful claim after which its article does not support it, one module a family.

Each function takes a scene and yields every change that it is sure of; none where it is sure of none. Sure means: what is put
in is nowhere in CONTENT in a sense that could make the changed claim true. What a module cannot rule out it leaves alone.
"""
