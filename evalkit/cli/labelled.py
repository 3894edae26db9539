"""What the commands over labelled rows share: their argument and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ..reading import Columns

__all__ = ["LABELLED", "LabelColumnsOption"]


def _columns(value: str | Columns) -> Columns:
    from ..labels import LABEL_COLUMNS
    from ..reading import Columns

    return Columns.parsed(value, LABEL_COLUMNS) if isinstance(value, str) else value


LABELLED: Any = typer.Argument(
    metavar="LABELLED...",
    help="Labelled rows, JSONL, CSV, TSV or Parquet, a row a summary or claim; - is standard input.",
    show_default=False,
)
LabelColumnsOption: Any = typer.Option(
    "--columns",
    metavar="OURS=YOURS,...",
    parser=_columns,
    help="Your names of the columns, as for evalkit run, and of label. Where there is no content or summary, document and claim"
    " are taken.",
)
