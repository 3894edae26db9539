"""`evalkit init`: what a repository lacks to be scored and gated, found out by looking at it, and written."""
