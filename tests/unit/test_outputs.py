"""Files that commands write are whole, or as they were."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path

import pytest

from sim.cli.outputs import can_be_written
from sim.cli.printing import print_data
from sim.errors import InputError
from sim.scenario.files.whole_file import written


def test_what_is_written_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_text("before", "utf-8")
    with written(path) as file:
        file.write("after")
        assert path.read_text("utf-8") == "before"
    assert path.read_text("utf-8") == "after"
    assert list(tmp_path.iterdir()) == [path]


def fill_the_disk(path: Path) -> None:
    with written(path) as file:
        file.write("half of")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_where_there_is_no_room_an_earlier_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_text("before", "utf-8")
    with pytest.raises(InputError, match="no space left"):
        fill_the_disk(path)
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_device_is_written_to_as_it_is() -> None:
    with pytest.raises(InputError, match="no space left"), written(Path("/dev/full")) as file:
        file.write("nothing")
    assert Path("/dev/full").exists()


def test_a_name_that_no_file_can_have_is_told_before_work_begins(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name too long"):
        can_be_written(tmp_path / ("n" * 300), {"the scenario itself": tmp_path / "scenario.yaml"})


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_data_is_utf_8_whatever_the_code_page(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", out)
    print_data({"Øst": "日本", "broken": "\udcff"})
    out.flush()
    found = out.buffer.getvalue()
    assert json.loads(found.decode("utf-8", "surrogatepass"))["Øst"] == "日本"
