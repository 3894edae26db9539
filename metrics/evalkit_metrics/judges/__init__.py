"""Bigger judges of one claim against its evidence: models by name or path, and endpoints that are asked."""
