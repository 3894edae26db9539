"""Mutants of a user's own faithful summaries: which planted faults are caught, and which harmless edits raise an alarm.

Nothing here imports a metric: what plants faults must not be what looks for them.
"""
