"""Whole files, or none."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from evalkit.files import replacing


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """If the writing fails, the target is as it was and no scratch file is left."""
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail() -> None:
        with replacing(target) as file:
            file.write("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert "old" == target.read_text()
    assert [target] == list(tmp_path.iterdir())


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    """Text is UTF-8 and its line ends are kept; the file has the permissions of any new file."""
    with replacing(tmp_path / "a.txt") as file:
        file.write("é\r\n\n")
    (tmp_path / "b.txt").touch()

    assert "é\r\n\n".encode() == (tmp_path / "a.txt").read_bytes()
    assert stat.S_IMODE((tmp_path / "b.txt").stat().st_mode) == stat.S_IMODE((tmp_path / "a.txt").stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing to a link writes what it points at."""
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with replacing(tmp_path / "link.txt") as file:
        file.write("new")

    assert "new" == (tmp_path / "real.txt").read_text()
    assert (tmp_path / "link.txt").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes here")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """A pipe, as a device, gets the text and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    with replacing(pipe) as file:
        file.write("é\n")
    reader.join(timeout=30)

    assert ["é\n"] == read
    assert pipe.is_fifo()
    assert [pipe] == list(tmp_path.iterdir())
