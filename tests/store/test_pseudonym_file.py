"""Who is who lies in a file of its own, and opens with its own passphrase only."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.store import MINIMAL, REAL, find_pseudonym_passphrase, read_pseudonyms, write_pseudonyms
from handrail.store.pseudonyms import _added
from handrail.values import StoreError

SECRET = "Tadhg Kerbrat is P07"
PASSPHRASE = "four words or more"


def write(path: Path, text: str = SECRET, passphrase: str = PASSPHRASE) -> None:
    write_pseudonyms(path, text, passphrase, parameters=MINIMAL, allow_minimal=True)


def test_it_opens_with_its_passphrase_and_hides_its_words(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    write(path)
    raw = path.read_bytes()
    assert b"Tadhg" not in raw
    assert SECRET.encode().hex().encode() not in raw
    assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == SECRET
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_the_same_words_are_hidden_otherwise_each_time_and_their_length_only_in_steps(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    seen, sizes = set(), set()
    for text in (SECRET, SECRET, "", SECRET * 100):
        write(path, text)
        hidden = json.loads(path.read_text())["text"]
        seen.add(hidden)
        sizes.add(len(hidden))
        assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == text
    assert len(seen) == 4
    assert len(sizes) == 1


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32))
def test_the_stream_added_twice_is_nothing_and_is_as_long_as_the_text(data: bytes, key: bytes) -> None:
    assert len(_added(data, key)) == len(data)
    assert _added(_added(data, key), key) == data


def test_another_passphrase_and_a_lost_file_are_told_apart_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.key"
    with pytest.raises(StoreError, match="nobody can make it anew"):
        read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    write(path)
    with pytest.raises(StoreError, match="one that does not open"):
        read_pseudonyms(path, "another one entirely", allow_minimal=True)
    body = json.loads(path.read_text())
    path.write_text(json.dumps(body | {"format": 9}))
    with pytest.raises(StoreError, match="up to format 1"):
        read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    for damaged in (
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({**body, "text": "zz"}).encode(),
    ):
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match="is whole") as caught:
            read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
        assert caught.value.exit_code == 13


def test_whatever_is_changed_in_the_file_is_noticed_also_under_a_new_checksum(tmp_path: Path) -> None:
    from handrail.store.pseudonyms import _checksum

    path = tmp_path / "pseudonyms.key"
    write(path)
    sound = path.read_text()
    body = json.loads(sound)
    flipped = f"{int(body['text'][:2], 16) ^ 1:02x}" + body["text"][2:]
    slot = body["slot"]
    for changed in (
        {**body, "text": flipped},
        {**body, "text": body["text"][:-2]},
        {**body, "mac": "0" * 64},
        {**body, "slot": {**slot, "made_at": "2020-01-01T00:00:00+00:00"}},
        {**body, "slot": {**slot, "wrapped": "00" * 32}},
    ):
        path.write_text(json.dumps(changed))
        with pytest.raises(StoreError, match="is whole"):
            read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
        changed["checksum"] = _checksum(changed)
        path.write_text(json.dumps(changed))
        with pytest.raises(StoreError):
            read_pseudonyms(path, PASSPHRASE, allow_minimal=True)
    path.write_text(sound)
    assert read_pseudonyms(path, PASSPHRASE, allow_minimal=True) == SECRET


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
