"""The run file's JSON Schema, made from the structs of `runfile`: one line of a run file is one instance.

python -m evalkit.schema FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from .runfile import SCHEMA, Record

__all__ = ["run_schema"]


def run_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a run file's lines."""
    schema = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Record)))  # a default of () as JSON has it: []
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of an evalkit run file, schema {SCHEMA}",
        **schema,
    }


def main() -> None:
    """Writes the schema to the file that the command line names."""
    Path(sys.argv[1]).write_text(json.dumps(run_schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
