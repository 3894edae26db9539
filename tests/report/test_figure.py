"""The overview chart: its formats, its bytes, what it draws and what it leaves out."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evalkit.errors import ConfigError
from evalkit.report.figure import SUFFIXES, write_figure
from evalkit.runfile import FooterRecord

MAGIC = {".svg": b"<?xml", ".pdf": b"%PDF-1.", ".png": b"\x89PNG\r\n\x1a\n"}


def _texts(chart: Path) -> list[str]:
    root = ET.fromstring(chart.read_text("utf-8"))  # noqa: S314 - our own file
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_formats(suffix: str, made, tmp_path: Path) -> None:
    """Each format is what its suffix says, and equal runs give equal bytes."""
    run = made.run_file(tmp_path, made.large(12, 150))
    first, second = (tmp_path / f"{name}{suffix}" for name in "ab")
    write_figure(run, first)
    write_figure(run, second)

    assert first.read_bytes().startswith(MAGIC[suffix])
    assert first.read_bytes() == second.read_bytes()


def test_it_names_blocks_and_systems_as_they_are(made, tmp_path: Path) -> None:
    """Names stand in the drawing as text, never as formulas or markup; long ones are shortened."""
    one = made.article("a.txt", made.CONTENT, "A")
    systems = [r"$\frac{1}{0}$", "<script>x</script>", "l" * 60, "日本語"]
    claim = made.claim("It rained.", "It rained.", "supported", 0.9, made.CONTENT, ("It rained.",))
    cases = [made.case(one, "SUMMARY", "It rained.", (claim,), system) for system in systems]
    target = tmp_path / "chart.svg"
    write_figure(made.run_file(tmp_path, [made.HEADER, one, *cases, FooterRecord(1, 4, 4, 0, 0, 0, 0)]), target)

    assert {r"$\frac{1}{0}$", "<script>x</script>", f"{'l' * 27}…", "日本語"} <= {
        line.strip() for text in _texts(target) for line in text.split("\n")
    }


def test_what_the_run_has_not_is_left_out(made, tmp_path: Path) -> None:
    """Without copying there is no scatter; with many groups twelve are drawn and the others counted."""
    one = made.article("a.txt", made.CONTENT, "A")
    claim = made.claim("It rained.", "It rained.", "supported", 0.9, made.CONTENT, ("It rained.",))
    cases = [made.case(one, "SUMMARY", "It rained.", (claim,), f"system {n:02d}") for n in range(15)]
    target = tmp_path / "chart.svg"
    write_figure(made.run_file(tmp_path, [made.HEADER, one, *cases, FooterRecord(1, 15, 15, 0, 0, 0, 0)]), target)
    texts = _texts(target)

    assert "share of claims (3 more groups not drawn)" in texts
    assert 12 == sum("system " in text for text in texts)
    assert not any("coverage" in text for text in texts)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("chart.gif", r"written as \.svg, \.pdf, \.png", id="another format"),
        pytest.param(
            "chart.svg", "no judged claim and no score of support: there is nothing to draw", id="nothing to draw"
        ),
    ],
)
def test_errors(name: str, message: str, made, tmp_path: Path) -> None:
    """What cannot be drawn is told with what was expected."""
    run = made.run_file(tmp_path, [made.HEADER, FooterRecord(0, 0, 0, 0, 0, 0, 0)])

    with pytest.raises(ConfigError, match=message):
        write_figure(run, tmp_path / name)
