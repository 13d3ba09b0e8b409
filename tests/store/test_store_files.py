import errno
import os
from pathlib import Path

import pytest

from handrail.store import write_atomically
from handrail.values import DiskFull, StoreError


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "results.json"
    target.write_bytes(b"old and longer")
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["results.json"]


@pytest.mark.parametrize("call", ["fsync", "replace", "fdopen"])
def test_a_full_disk_changes_nothing_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    target = tmp_path / "results.json"
    target.write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(DiskFull, match=r"results\.json") as wrong:
        write_atomically(target, b"new")
    assert wrong.value.exit_code == 15
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["results.json"]


def test_an_interrupt_leaves_the_old_file_and_no_part_of_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "results.json"
    target.write_bytes(b"old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["results.json"]


def test_a_missing_folder_is_a_clear_error_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the file can be written") as wrong:
        write_atomically(tmp_path / "missing" / "results.json", b"new")
    assert str(tmp_path) not in str(wrong.value)


def test_a_folder_that_cannot_be_synchronised_does_not_fail_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.open

    def without_folders(path: object, flags: int, mode: int = 0o777) -> int:
        if Path(str(path)) == tmp_path:
            raise PermissionError(errno.EACCES, "as on Windows")
        return really(str(path), flags, mode)

    monkeypatch.setattr(os, "open", without_folders)
    write_atomically(tmp_path / "results.json", b"new")
    assert (tmp_path / "results.json").read_bytes() == b"new"
