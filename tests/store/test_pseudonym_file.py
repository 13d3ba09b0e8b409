"""Who is who lies in a file of its own, and opens with its own passphrase only."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.store import MINIMAL, REAL, find_pseudonym_passphrase, read_pseudonyms, write_pseudonyms
from handrail.store.pseudonyms import _database, _joined
from handrail.values import DiskFull, StoreError

SECRET = "Tadhg Kerbrat is P07"
PASSPHRASE = "four words or more"


def write(path: Path, text: str = SECRET, passphrase: str = PASSPHRASE) -> None:
    write_pseudonyms(path, text, passphrase, parameters=MINIMAL, allow_minimal=True)


def test_it_opens_with_its_passphrase_and_hides_its_words(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    write(path)
    assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == SECRET
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def parts(path: Path) -> tuple[dict[str, object], bytes]:
    """Return the line at the head of a file, and the database after it."""
    line, _, database = path.read_bytes().partition(b"\n")
    return json.loads(line), database


@pytest.mark.parametrize("many", [1, 400])
def test_names_stand_in_a_database_without_a_key_and_not_in_the_file_that_the_same_code_makes(
    tmp_path: Path, many: int
) -> None:
    text = "\n".join([SECRET] * many)
    plain = _database(text, None)
    assert plain.count(b"Tadhg Kerbrat") >= many - many // 100
    assert plain.startswith(b"SQLite format 3")
    path = tmp_path / "pseudonyms.key"
    write(path, text)
    raw = path.read_bytes()
    assert raw.count(b"Tadhg") == raw.count(b"Kerbrat") == raw.count(b"SQLite format 3") == 0
    assert SECRET.encode().hex().encode() not in raw


def test_what_is_replaced_does_not_linger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handrail.store import pseudonyms

    path = tmp_path / "pseudonyms.key"
    encrypted = _database
    monkeypatch.setattr(pseudonyms, "_database", lambda text, key: encrypted(text, None))
    write(path, SECRET * 300)
    assert path.read_bytes().count(b"Kerbrat") > 290
    write(path, "Ngozi Okonkwo is P08")
    assert path.read_bytes().count(b"Ngozi") == 1
    assert path.read_bytes().count(b"Kerbrat") == 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_same_words_are_hidden_otherwise_each_time_and_their_length_only_in_steps(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    seen, sizes = set(), set()
    for text in (SECRET, SECRET, "", SECRET * 100):
        write(path, text)
        _, database = parts(path)
        seen.add(database)
        sizes.add(len(database))
        assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == text
    assert len(seen) == 4
    assert sizes == {2 * 4096}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), max_size=6000))
def test_any_text_comes_back(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pseudonyms.key"
        write(path, text)
        assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == text


def test_another_passphrase_and_a_lost_file_are_told_apart_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    with pytest.raises(StoreError, match="nobody can make it anew"):
        read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    write(path)
    with pytest.raises(StoreError, match="one that does not open"):
        read_pseudonyms(path, "another one entirely", allow_minimal=True)
    header, database = parts(path)
    path.write_bytes(_joined(header | {"format": 9}, database))
    with pytest.raises(StoreError, match="up to format 2"):
        read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    for damaged in (
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        database,
        _joined(header, b""),
        _joined(header, b"SQLite format 3\x00" + bytes(8176)),
        _joined(header | {"format": 1}, database),
        _joined(header | {"slot": {}}, database),
        json.dumps(header).encode() + b"\n" + database,
    ):
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match="is whole") as caught:
            read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
        assert caught.value.exit_code == 13
        assert caught.value.problems[0].file == path.name


def refused(path: Path, changed: bytes) -> bool:
    """Return whether a changed file is refused as a damaged one."""
    path.write_bytes(changed)
    try:
        read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    except StoreError as wrong:
        # The format's own digit may be the one that changed.
        return "is whole" in str(wrong) or "up to format" in str(wrong)
    return False


def test_a_flipped_bit_anywhere_in_the_line_or_a_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    write(path, SECRET * 800)
    sound = path.read_bytes()
    header, database = parts(path)
    pages = len(database) // 4096
    assert (pages, len(database) % 4096) == (5, 0)
    start = len(sound) - len(database)
    for at in (*range(start), *range(start, len(sound), 97)):
        changed = bytearray(sound)
        changed[at] ^= 1
        assert refused(path, bytes(changed)), at
    # Under a checksum that somebody made anew, the pages themselves tell.
    for page in range(pages):
        for at in (0, 15, 16, 100, 2000, 4000, 4020, 4095):
            changed = bytearray(database)
            changed[page * 4096 + at] ^= 1
            assert refused(path, _joined(header, bytes(changed))), (page, at)
    path.write_bytes(sound)
    assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == SECRET * 800


def test_a_shorter_a_longer_and_a_shuffled_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    write(path, SECRET * 800)
    header, database = parts(path)
    sound = path.read_bytes()
    for length in (*range(0, len(sound), 499), len(sound) - 1):
        assert refused(path, sound[:length]), length
    for page in range(5):
        assert refused(path, _joined(header, database[: page * 4096])), page
    assert refused(path, _joined(header, database[:-1]))
    assert refused(path, _joined(header, database + bytes(4096)))
    assert refused(path, _joined(header, database + database[-4096:]))
    swapped = database[:8192] + database[12288:16384] + database[8192:12288] + database[16384:]
    assert refused(path, _joined(header, swapped))
    # A page of an earlier writing has another key.
    write(path, SECRET * 800)
    later, other = parts(path)
    assert refused(path, _joined(later, other[:8192] + database[8192:12288] + other[12288:]))
    assert refused(path, _joined(later, database))


def test_a_slot_that_was_changed_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    write(path)
    header, database = parts(path)
    slot = header["slot"]
    assert isinstance(slot, dict)
    for changed in ({"made_at": "2020-01-01T00:00:00+00:00"}, {"wrapped": "00" * 32}, {"mac": "0" * 64}):
        path.write_bytes(_joined(header | {"slot": slot | changed}, database))
        with pytest.raises(StoreError, match="one that does not open"):
            read_pseudonyms(path, PASSPHRASE, allow_minimal=True)


def test_while_there_is_no_room_the_old_file_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    path = tmp_path / "pseudonyms.key"
    write(path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            write(path, "Ngozi is P08")
    assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == SECRET
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_weak_parameters_weak_passphrases_and_the_study_s_own_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pseudonyms.key"
    with pytest.raises(StoreError, match="weak key derivation"):
        write_pseudonyms(path, SECRET, PASSPHRASE, parameters=MINIMAL)
    with pytest.raises(StoreError, match="at least 12 characters"):
        write_pseudonyms(path, SECRET, "short", parameters=REAL)
    monkeypatch.setenv("HANDRAIL_KEY", PASSPHRASE)
    with pytest.raises(StoreError, match="a passphrase of their own"):
        write(path)
    assert not path.exists()
    monkeypatch.delenv("HANDRAIL_KEY")
    write(path)
    with pytest.raises(StoreError, match="weak key derivation"):
        read_pseudonyms(path, PASSPHRASE)


def test_a_new_passphrase_is_typed_twice_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDRAIL_PSEUDONYM_KEY", raising=False)
    typed = iter(["one thing", "another"])
    with pytest.raises(StoreError, match="twice alike"):
        find_pseudonym_passphrase(lambda question: next(typed), new=True)
    with pytest.raises(StoreError, match="a passphrase of their own"):
        find_pseudonym_passphrase(None, new=False)
    monkeypatch.setenv("HANDRAIL_PSEUDONYM_KEY", "from the environment")
    assert find_pseudonym_passphrase(None, new=True) == "from the environment"
