import json
import os
import stat
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handrail.store import (
    DEMONSTRATION_PASSPHRASE,
    MINIMAL,
    REAL,
    Parameters,
    create_key,
    find_passphrase,
    open_key,
)
from handrail.store.keys import _checksum
from handrail.store.slots import make_slot
from handrail.values import StoreError


@pytest.fixture
def key_file(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "study.key"
    return path, create_key(path, "correct", parameters=MINIMAL, allow_minimal=True)


def edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_the_passphrase_gives_the_same_32_bytes_back(key_file: tuple[Path, bytes]) -> None:
    path, key = key_file
    assert len(key) == 32
    assert open_key(path, "correct", allow_minimal=True) == key


def test_neither_the_key_nor_the_passphrase_lies_in_the_file(key_file: tuple[Path, bytes]) -> None:
    path, key = key_file
    written = path.read_text()
    assert key.hex() not in written
    assert "correct" not in written


def test_two_keys_under_one_passphrase_share_nothing(tmp_path: Path) -> None:
    bodies = []
    for name in ("one", "other"):
        create_key(tmp_path / name, "same", parameters=MINIMAL, allow_minimal=True)
        bodies.append(json.loads((tmp_path / name).read_text()))
    one, other = (body["slots"][0] for body in bodies)
    assert one["kdf"]["salt"] != other["kdf"]["salt"]
    assert one["wrapped"] != other["wrapped"]
    assert one["mac"] != other["mac"]


def test_a_wrong_passphrase_is_told_from_damage(key_file: tuple[Path, bytes]) -> None:
    path, _ = key_file
    with pytest.raises(StoreError, match="the passphrase opens the study") as wrong:
        open_key(path, "incorrect", allow_minimal=True)
    assert wrong.value.exit_code == 13
    assert "incorrect" not in str(wrong.value)


def test_an_accent_opens_the_study_however_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "study.key"
    key = create_key(path, "caf\u00e9", parameters=MINIMAL, allow_minimal=True)
    assert open_key(path, "cafe\u0301", allow_minimal=True) == key


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": 1, "kdf": 7}',
        b'{"format": "1"}',
    ],
)
def test_a_file_that_is_no_key_file_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "study.key"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        open_key(path, "correct", allow_minimal=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "00" * 8},
        {"slots": []},
        {"slots": [7]},
        {"pending": {}},
        {"mac": "00" * 32},
        {"checksum": "00" * 16},
        {"checksum": "é"},
    ],
)
def test_an_edited_key_file_is_said_to_be_damaged(
    key_file: tuple[Path, bytes], changes: dict[str, object]
) -> None:
    path, _ = key_file
    edit(path, **changes)
    with pytest.raises(StoreError, match="damaged or was edited"):
        open_key(path, "correct", allow_minimal=True)


def test_every_flipped_byte_of_a_key_file_is_noticed(key_file: tuple[Path, bytes]) -> None:
    path, _ = key_file
    whole = path.read_bytes()
    text = whole.decode()
    for position in range(len(whole)):
        if text[position].isspace():
            continue  # between JSON's parts: it carries nothing
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(StoreError):
            open_key(path, "correct", allow_minimal=True)


def mended(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Edit a key file and compute its checksum anew, as whoever may write the folder could."""
    body = json.loads(path.read_text())
    change(body)
    body["checksum"] = _checksum(body)
    path.write_text(json.dumps(body))


@pytest.mark.parametrize("part", ["wrapped", "made_at", "name", "kind"])
def test_a_forger_who_mends_the_checksum_still_fails_the_slots_authentication(
    key_file: tuple[Path, bytes], part: str
) -> None:
    other = {"wrapped": "00" * 32, "made_at": "2020-01-01", "name": "another", "kind": "second"}
    mended(key_file[0], lambda body: body["slots"][0].update({part: other[part]}))
    with pytest.raises(StoreError, match="the passphrase opens the study"):
        open_key(key_file[0], "correct", allow_minimal=True)


def test_a_forger_who_adds_renames_or_drops_a_slot_fails_the_files_authentication(
    key_file: tuple[Path, bytes],
) -> None:
    path, key = key_file
    own = make_slot("forger", "second", "forged", key, parameters=MINIMAL, at="")
    mended(path, lambda body: body["slots"].append(own.body() | {"mac": own.mac}))
    for secret in ("correct", "forged"):
        with pytest.raises(StoreError, match="damaged or was edited"):
            open_key(path, secret, allow_minimal=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kdf": {"name": "argon2id", "salt": "00" * 16, "time": 1, "memory": 2**40, "parallelism": 1}},
        {"kdf": {"name": "argon2id", "salt": "00" * 16, "time": 1, "memory": "8", "parallelism": 1}},
        {"kdf": {"name": "argon2id", "salt": "00" * 16, "time": 1, "memory": 8.0, "parallelism": 1}},
        {"kdf": {"name": "argon2id", "salt": "00" * 16, "time": 1, "memory": True, "parallelism": 1}},
        {"kdf": {"name": "argon2id", "salt": "00" * 15, "time": 1, "memory": 8, "parallelism": 1}},
        {"kdf": {"name": "scrypt", "salt": "00" * 16, "time": 1, "memory": 8, "parallelism": 1}},
        {"kdf": []},
        {"wrapped": "00" * 31},
        {"wrapped": "no hexadecimal"},
        {"kind": "master"},
        {"name": 7},
        {"mac": None},
    ],
)
def test_a_slot_that_is_none_is_damage_and_never_asks_for_all_memory_of_the_machine(
    key_file: tuple[Path, bytes], wrong: dict[str, object]
) -> None:
    mended(key_file[0], lambda body: body["slots"][0].update(wrong))
    with pytest.raises(StoreError, match="damaged"):
        open_key(key_file[0], "correct", allow_minimal=True)


def test_a_key_file_with_more_slots_than_a_study_has_is_damage(key_file: tuple[Path, bytes]) -> None:
    mended(key_file[0], lambda body: body.update(slots=[*body["slots"]] * 9))
    with pytest.raises(StoreError, match="damaged"):
        open_key(key_file[0], "correct", allow_minimal=True)


def test_a_key_file_of_a_newer_format_asks_for_a_newer_handrail(key_file: tuple[Path, bytes]) -> None:
    path, _ = key_file
    edit(path, format=3)
    with pytest.raises(StoreError, match="up to format 2; received: format 3"):
        open_key(path, "correct", allow_minimal=True)


def test_a_missing_key_file_says_that_the_data_cannot_be_read_without_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the data cannot be read without it"):
        open_key(tmp_path / "study.key", "correct", allow_minimal=True)


def test_a_folder_in_place_of_the_key_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "study.key").mkdir()
    with pytest.raises(StoreError, match="can be read"):
        open_key(tmp_path / "study.key", "correct", allow_minimal=True)


def test_a_real_study_refuses_minimal_parameters(key_file: tuple[Path, bytes], tmp_path: Path) -> None:
    path, _ = key_file
    with pytest.raises(StoreError, match="a real study refuses"):
        open_key(path, "correct", allow_minimal=False)
    for weak in (MINIMAL, Parameters(3, 65535, 4), Parameters(2, 65536, 4)):
        with pytest.raises(StoreError, match="a real study refuses"):
            create_key(tmp_path / "new.key", "correct horse", parameters=weak)
    assert not (tmp_path / "new.key").exists()


def test_real_parameters_are_those_of_rfc_9106_and_open_without_leave(tmp_path: Path) -> None:
    assert Parameters(time=3, memory=64 * 1024, parallelism=4) == REAL
    path = tmp_path / "study.key"
    key = create_key(path, "correct horse")
    assert open_key(path, "correct horse", allow_minimal=False) == key


def test_the_derivation_is_argon2id_as_in_rfc_9106() -> None:
    # Appendix vectors need a secret and associated data, which the interface has not; the plain one is from
    # the reference implementation's test file (argon2id, t=2, m=256, p=1, "password", "somesalt").
    from argon2.low_level import Type, hash_secret_raw

    made = hash_secret_raw(b"password", b"somesalt", 2, 256, 1, 32, Type.ID)
    assert made.hex() == "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"


def test_a_key_file_is_never_overwritten(key_file: tuple[Path, bytes]) -> None:
    path, key = key_file
    with pytest.raises(StoreError, match="never overwritten"):
        create_key(path, "correct", parameters=MINIMAL, allow_minimal=True)
    assert open_key(path, "correct", allow_minimal=True) == key


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="a study has a passphrase"):
        create_key(tmp_path / "study.key", "", parameters=MINIMAL, allow_minimal=True)


@pytest.mark.parametrize("passphrase", ["eleven char", "           ten  ", DEMONSTRATION_PASSPHRASE])
def test_a_short_or_a_published_passphrase_is_refused_for_a_real_study_without_repeating_it(
    tmp_path: Path, passphrase: str
) -> None:
    with pytest.raises(StoreError, match=r"of a real study|is a secret") as wrong:
        create_key(tmp_path / "study.key", passphrase)
    assert passphrase not in str(wrong.value)
    assert list(tmp_path.iterdir()) == []
    create_key(tmp_path / "study.key", passphrase, parameters=MINIMAL, allow_minimal=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_its_owner_may_read_the_key_file(key_file: tuple[Path, bytes]) -> None:
    assert stat.S_IMODE(key_file[0].stat().st_mode) == 0o600


# Where the passphrase comes from


class NoKeyringError(Exception):
    pass


def install_keyring(monkeypatch: pytest.MonkeyPatch, answer: object) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []

    def get_password(service: str, user: str) -> object:
        asked.append((service, user))
        if isinstance(answer, Exception):
            raise answer
        return answer

    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = NoKeyringError  # type: ignore[attr-defined]
    module = types.ModuleType("keyring")
    module.get_password = get_password  # type: ignore[attr-defined]
    module.errors = errors  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return asked


def test_the_passphrase_is_looked_for_in_a_fixed_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = install_keyring(monkeypatch, "from the keyring")
    monkeypatch.setenv("HANDRAIL_KEY", "from the environment")
    look = {"demonstration": True, "study_id": "officers", "prompt": lambda: "typed"}
    assert find_passphrase(**look) == "from the environment"  # type: ignore[arg-type]
    assert asked == []
    monkeypatch.delenv("HANDRAIL_KEY")
    assert find_passphrase(**look) == "from the keyring"  # type: ignore[arg-type]
    assert asked == [("handrail", "officers")]
    install_keyring(monkeypatch, None)
    assert find_passphrase(**look) == DEMONSTRATION_PASSPHRASE  # type: ignore[arg-type]
    look["demonstration"] = False
    assert find_passphrase(**look) == "typed"  # type: ignore[arg-type]


@pytest.mark.parametrize("prompt", [None, lambda: ""])
def test_without_any_passphrase_the_message_names_the_ways_to_give_one(
    monkeypatch: pytest.MonkeyPatch, prompt: object
) -> None:
    monkeypatch.delenv("HANDRAIL_KEY", raising=False)
    install_keyring(monkeypatch, NoKeyringError("no backend"))
    with pytest.raises(StoreError, match="HANDRAIL_KEY"):
        find_passphrase(demonstration=False, study_id="officers", prompt=prompt)  # type: ignore[arg-type]


def test_a_machine_without_the_keyring_package_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDRAIL_KEY", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert find_passphrase(demonstration=False, study_id="officers", prompt=lambda: "typed") == "typed"
