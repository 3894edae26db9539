"""Gates: what a run must come to, alone and beside a baseline."""
