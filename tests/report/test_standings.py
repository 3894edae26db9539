"""A leaderboard in a terminal, as Markdown, LaTeX and CSV: what stands in it, and names that would be markup."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest
from rich.console import Console

from evalkit.leaderboard import Leaderboard, leaderboard
from evalkit.report.latex import escaped, latex, write_latex
from evalkit.report.markdown_standings import leaderboard_markdown, write_leaderboard_markdown
from evalkit.report.spreadsheet_standings import COLUMNS, write_leaderboard_csv
from evalkit.report.terminal_standings import print_leaderboard
from tests.leaderboard import made

GOLDEN = Path(__file__).parent.parent / "data" / "leaderboard"
SYSTEMS: dict[str | None, made.Words] = {
    "bart": ["ss", "su", "", "uu", "ss", "uc"],
    "t5": ["ss", "ss", "ss", "ss", "?", "ss"],
    "t5-large": ["ss", "ss", "ss", "su", "ss", "ss"],
    "copy": ["ssss"] * 6,
    "empty": [""] * 6,
}
SIGNATURES = {"bart": "file(bart.jsonl@1a2b)", "copy": "copy()|v1", "empty": "empty()|v1"}
HOSTILE = (
    "<script>window.__pwned=1</script>",
    "**bold** [x](javascript:1) | a `b`",
    r"\input{/etc/passwd} $x_1^2$ 50% & #{~}",
    "=HYPERLINK(1)",
    "\u202egnp.exe\u202c \u200b\x1b[31m\n# head",
    "x" * 10_000,
    "]* [optional]",
    "",
)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Leaderboard:
    """A leaderboard of two systems that are told apart from none, a worse one, and two yardsticks."""
    folder = tmp_path_factory.mktemp("runs")
    here = Path.cwd()
    os.chdir(folder)
    try:
        return leaderboard([made.write(Path("run.jsonl"), SYSTEMS, signatures=SIGNATURES)])
    finally:
        os.chdir(here)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Leaderboard:
    """A leaderboard of systems whose names are markup, formulas, commands and worse."""
    systems: dict[str | None, made.Words] = {name: ["ss", "su", "uu"] for name in HOSTILE}
    return leaderboard([made.write(tmp_path_factory.mktemp("runs") / "run.jsonl", systems)], pairs="all")


def _printed(found: Leaderboard, width: int | None = None) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=width is not None, color_system=None, highlight=False, markup=False, emoji=False)  # fmt: skip
    print_leaderboard(found, console)
    return out.getvalue()


def _rows(found: Leaderboard, path: Path) -> list[dict[str, str]]:
    write_leaderboard_csv(found, path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["txt", "md", "tex", "csv"])
def test_golden(form: str, board: Leaderboard, tmp_path: Path) -> None:
    """Each output is what was read and found good; EVALKIT_UPDATE_GOLDEN=1 writes it anew, to be read again."""
    path = tmp_path / f"board.{form}"
    if form == "txt":
        path.write_text(_printed(board), "utf-8")
    else:
        {"md": write_leaderboard_markdown, "tex": write_latex, "csv": write_leaderboard_csv}[form](board, path)
    golden = GOLDEN / f"board.{form}"
    if os.environ.get("EVALKIT_UPDATE_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(path.read_bytes())

    assert golden.read_bytes() == path.read_bytes()


def test_nothing_is_cut_in_a_pipe(hostile: Leaderboard) -> None:
    """A pipe gets each name whole, but for what would drive a terminal."""
    told = _printed(hostile)

    assert "x" * 10_000 in told
    assert HOSTILE[0] in told
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u200b]", told)
    assert "(no name)" in told


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_every_number_is_there_on_any_terminal(width: int, board: Leaderboard) -> None:
    """A terminal that is too narrow for a table gets the systems one below the other; no number is cut."""
    told = _printed(board, width)
    wide = _printed(board)

    assert {*re.findall(r"\d\.\d{3}", wide)} == {*re.findall(r"\d\.\d{3}", told)}
    assert all(len(line) <= width for line in told.splitlines() if "│" in line)


def test_markdown_has_names_in_code_alone(hostile: Leaderboard) -> None:
    """No name is markup: each stands in a code span, on one line, and a bar does not end its cell."""
    text = leaderboard_markdown(hostile)
    bare = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "CODE", text)

    assert not re.search(r"script|javascript|input|HYPERLINK|xxx|optional|\u202e", bare)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    heads = {len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("| ")}
    assert len(rows) >= 4 * (len(HOSTILE) - 1)
    assert all(len(re.findall(r"(?<!\\)\|", row)) in heads for row in rows)
    assert len(text) < 40_000


ESCAPED = {
    "nothing": ("", ""),
    "plain": ("BART large", "BART large"),
    "a command": (r"\input{x}", r"\textbackslash{}input\{x\}"),
    "mathematics": ("$x_1^2$", r"\$x\_1\textasciicircum{}2\$"),
    "alignment": ("a & b % c # d ~ e", r"a \& b \% c \# d \textasciitilde{} e"),
    "ligatures": ("a--b <c> |d|", "a{-}{-}b $<$c$>$ $|$d$|$"),
    "an option": ("[x]*", "{[}x{]}{*}"),
    "quotes": ('"a" `b` ’c\'', r"\symbol{34}a\symbol{34} \symbol{96}b\symbol{96} 'c'"),
    "lines": ("a\n\nb", "a b"),
    "accents": ("Jean-Noël ß", "Jean{-}Noël ß"),
    "other scripts": ("模型", "{[}U+6A21{]}{[}U+578B{]}"),
    "direction": ("\u202ex", "{[}U+FFFD{]}x"),
}


@pytest.mark.parametrize(("text", "expected"), ESCAPED.values(), ids=ESCAPED)
def test_latex_escapes(text: str, expected: str) -> None:
    """LaTeX sets each text as it stands: nothing in it is a command."""
    assert expected == escaped(text)


def test_latex_is_balanced(hostile: Leaderboard) -> None:
    """Whatever the names: each row has its cells, each brace its partner, and the only commands are ours."""
    text = latex(hostile)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    bare = re.sub(r"\\[{}%$&#_]", "", body)
    commands = set(re.findall(r"\\([a-zA-Z]+)", body))

    assert bare.count("{") == bare.count("}")
    assert commands <= {
        "begin", "end", "centering", "small", "setlength", "tabcolsep", "toprule", "midrule", "bottomrule", "caption", "textbf",
        "dagger", "alpha", "symbol", "textbackslash", "textasciitilde", "textasciicircum",
    }  # fmt: skip
    for table in re.findall(r"\\toprule\n(.*?)\\bottomrule", body, flags=re.DOTALL):
        cells = {len(re.findall(r"(?<!\\)&", line)) for line in table.splitlines() if line.endswith(r"\\")}
        assert 1 == len(cells)


def test_csv_is_no_formula(hostile: Leaderboard, tmp_path: Path) -> None:
    """A name that a spreadsheet would compute has an apostrophe in front; a name of any length is whole."""
    names = {row["system"] for row in _rows(hostile, tmp_path / "x.csv")}

    assert "'=HYPERLINK(1)" in names
    assert "x" * 10_000 in names
    assert not [name for name in names if name.startswith(("=", "+", "-", "@"))]


def test_csv_numbers(board: Leaderboard, tmp_path: Path) -> None:
    """The long table has each number once, with its interval, over both sets of articles, and the tests of each pair."""
    rows = _rows(board, tmp_path / "x.csv")
    told = {(row["system"], row["against"], row["articles"], row["measure"]): row for row in rows if row["system"]}

    assert list(COLUMNS) == list(rows[0])
    assert len(told) == sum(bool(row["system"]) for row in rows)
    assert pytest.approx(1.0) == float(told["t5", "", "common", "support"]["value"])
    assert pytest.approx(5 / 6) == float(told["t5", "", "all", "support"]["value"])
    assert "1" == told["t5", "", "all", "refused"]["value"]
    assert {"common", "all"} == {articles for one, other, articles, _ in told if (one, other) == ("t5", "bart")}
    assert "signature of support" in " ".join(row["measure"] for row in rows)


def test_every_output_says_how_it_was_made(board: Leaderboard, tmp_path: Path) -> None:
    """Signatures, how many articles, the correction, doubts about so few, and what cannot be seen stand in each output."""
    write_leaderboard_csv(board, tmp_path / "x.csv")
    outputs = [_printed(board), leaderboard_markdown(board), latex(board), (tmp_path / "x.csv").read_text("utf-8")]

    for text in outputs:
        flat = " ".join(text.replace("{-}", "-").split())
        for words in (
            "support(model='made')|v1",
            "6 articles",
            "Holm",
            "30",
            "cannot be seen with",
            "empty answered nothing",
        ):
            assert words in flat, words
