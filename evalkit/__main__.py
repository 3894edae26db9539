"""`python -m evalkit`: the same as the command `evalkit`."""

from .cli import entry

if __name__ == "__main__":
    entry()
