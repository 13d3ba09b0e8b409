"""Several keys to one study: who opens it, who no longer does, and what the log says."""

import json
import os
import stat
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from key_file_1 import PUBLISHED, write_key_file_1

from handrail.store import (
    KEY_FILE,
    MINIMAL,
    Store,
    add_key,
    change_passphrase,
    create_key,
    key_changes,
    list_keys,
    make_recovery_code,
    open_key,
    remove_key,
    rotate_key,
    write_atomically,
)
from handrail.store.keys import KeyFile, Pending, open_key_file, read_key_file, write_key_file
from handrail.store.recovery import _checksum, looks_like_code, new_code, plain_code
from handrail.store.slots import make_slot
from handrail.values import DiskFull, StoreError

PASSPHRASE = "a passphrase for tests"
NEW = "another one for tests"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store.create(tmp_path, PASSPHRASE, minimal=True).close()
    return tmp_path


def opens(folder: Path, secret: str) -> bool:
    try:
        Store.open(folder, secret, allow_minimal=True).close()
    except StoreError:
        return False
    return True


def logged(folder: Path, secret: str = PASSPHRASE) -> list[tuple[str, object]]:
    with Store.open(folder, secret, allow_minimal=True) as store:
        store.verify_audit()
        return [(line.action, line.facts.get("key")) for line in store.audit_entries()[1:]]


def body(folder: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((folder / KEY_FILE).read_text())
    return read


def test_a_changed_passphrase_opens_and_the_old_one_no_longer(folder: Path) -> None:
    before = open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True)
    assert change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True) == "passphrase"
    assert opens(folder, NEW)
    assert not opens(folder, PASSPHRASE)
    assert open_key(folder / KEY_FILE, NEW, allow_minimal=True) == before
    assert logged(folder, NEW) == [("key-change", "passphrase")]


def test_the_recovery_code_opens_the_study_however_it_is_copied_and_a_new_one_replaces_it(
    folder: Path,
) -> None:
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    for copied in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert opens(folder, copied)
    assert code.replace("-", "") not in (folder / KEY_FILE).read_text()
    newer = make_recovery_code(folder, code, allow_minimal=True)
    assert opens(folder, newer)
    assert opens(folder, PASSPHRASE)
    with pytest.raises(StoreError, match="a newer code replaces an older one"):
        Store.open(folder, code, allow_minimal=True)
    assert logged(folder) == [("key-recovery", "recovery")] * 2


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_code(folder: Path) -> None:
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    assert change_passphrase(folder, code, NEW, allow_minimal=True) == "passphrase"
    assert [opens(folder, secret) for secret in (NEW, code, PASSPHRASE)] == [True, True, False]


def test_a_slip_in_the_code_is_told_from_a_code_that_opens_nothing(folder: Path) -> None:
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    slip = code[:3] + ("7" if code[3] != "7" else "8") + code[4:]
    for typed in (slip, code[:-1], code + "7"):
        with pytest.raises(StoreError, match="a code with a slip in it"):
            Store.open(folder, typed, allow_minimal=True)
    with pytest.raises(StoreError, match="a whole code that does not open"):
        Store.open(folder, new_code(), allow_minimal=True)


def test_a_second_key_opens_and_its_owner_changes_only_their_own(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "data steward", "the steward's own words", allow_minimal=True)
    changed = change_passphrase(
        folder, "the steward's own words", "the steward's new words", allow_minimal=True
    )
    assert changed == "data steward"
    secrets = (PASSPHRASE, "the steward's new words", "the steward's own words")
    assert [opens(folder, secret) for secret in secrets] == [True, True, False]
    assert [(row.name, row.kind) for row in list_keys(folder)] == [
        ("passphrase", "passphrase"),
        ("data steward", "second"),
    ]
    remove_key(folder, PASSPHRASE, "data steward", allow_minimal=True)
    assert not opens(folder, "the steward's new words")
    assert logged(folder) == [(f"key-{what}", "data steward") for what in ("add", "change", "remove")]


def test_the_last_key_is_not_removed_and_an_unknown_one_is_suggested(folder: Path) -> None:
    with pytest.raises(StoreError, match="at least one key"):
        remove_key(folder, PASSPHRASE, "passphrase", allow_minimal=True)
    with pytest.raises(StoreError, match="did you mean 'passphrase'"):
        remove_key(folder, PASSPHRASE, "pasphrase", allow_minimal=True)
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    remove_key(folder, code, "passphrase", allow_minimal=True)
    with pytest.raises(StoreError, match="at least one key"):
        remove_key(folder, code, "recovery", allow_minimal=True)
    assert opens(folder, code)


@pytest.mark.parametrize("name", ["", "passphrase", "Recovery", "x" * 41, "two\nlines", "-dash"])
def test_a_name_that_is_none_or_our_own_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(StoreError, match="named after a role"):
        add_key(folder, PASSPHRASE, name, NEW, allow_minimal=True)
    assert logged(folder) == []


def test_a_taken_name_and_a_shared_passphrase_are_refused(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True)
    with pytest.raises(StoreError, match="a name of its own"):
        add_key(folder, PASSPHRASE, "pi", "a third one for tests", allow_minimal=True)
    for taken in (PASSPHRASE, NEW):
        with pytest.raises(StoreError, match="a passphrase of its own"):
            add_key(folder, PASSPHRASE, "steward", taken, allow_minimal=True)
        with pytest.raises(StoreError, match="a passphrase of its own"):
            change_passphrase(folder, PASSPHRASE, taken, allow_minimal=True)


def test_a_study_has_eight_keys_at_most(folder: Path) -> None:
    for number in range(7):
        add_key(folder, PASSPHRASE, f"key {number}", f"{NEW} {number}", allow_minimal=True)
    with pytest.raises(StoreError, match="at most 8 keys"):
        add_key(folder, PASSPHRASE, "ninth", f"{NEW} 9", allow_minimal=True)
    assert opens(folder, f"{NEW} 6")


@pytest.mark.parametrize("secret", ["", PASSPHRASE])
def test_an_empty_passphrase_and_the_same_one_are_refused(folder: Path, secret: str) -> None:
    with pytest.raises(StoreError):
        change_passphrase(folder, PASSPHRASE, secret, allow_minimal=True)
    assert opens(folder, PASSPHRASE)


def test_a_real_study_refuses_a_short_new_passphrase_and_keeps_its_strength(tmp_path: Path) -> None:
    Store.create(tmp_path, "a real passphrase").close()
    for change in (
        lambda: change_passphrase(tmp_path, "a real passphrase", "eleven char"),
        lambda: add_key(tmp_path, "a real passphrase", "PI", "eleven char"),
    ):
        with pytest.raises(StoreError, match="at least 12 characters"):
            change()
    # Marked synthetic by mistake, the study may be opened leniently: its keys stay strong all the same.
    make_recovery_code(tmp_path, "a real passphrase", allow_minimal=True)
    Store.open(tmp_path, "a real passphrase").close()
    assert all(not slot.parameters.weak for slot in read_key_file(tmp_path / KEY_FILE).slots)


def test_no_two_slots_share_salt_pad_or_code_though_they_hold_one_key(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True)
    make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    slots = list(read_key_file(folder / KEY_FILE).slots)
    rotate_key(folder, PASSPHRASE, allow_minimal=True)
    slots += read_key_file(folder / KEY_FILE).slots
    assert len(slots) == 4
    for part in ("salt", "wrapped", "mac"):
        assert len({getattr(slot, part) for slot in slots}) == 4


# The key file of the first format


def test_a_key_file_of_format_1_opens_as_before(tmp_path: Path) -> None:
    path = tmp_path / "study.key"
    path.write_text(PUBLISHED)
    assert open_key(path, "correct", allow_minimal=True) == bytes(range(32))
    for position in range(len(PUBLISHED)):
        if not PUBLISHED[position].isspace():
            path.write_bytes(
                PUBLISHED[:position].encode()
                + bytes([ord(PUBLISHED[position]) ^ 1])
                + PUBLISHED[position + 1 :].encode()
            )
            with pytest.raises(StoreError):
                open_key(path, "correct", allow_minimal=True)


CHANGES: dict[str, Callable[[Path], object]] = {
    "change": lambda folder: change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True),
    "recovery": lambda folder: make_recovery_code(folder, PASSPHRASE, allow_minimal=True),
    "add": lambda folder: add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True),
    "rotate": lambda folder: rotate_key(folder, PASSPHRASE, allow_minimal=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_makes_format_2_of_format_1_under_a_fresh_salt(folder: Path, change: str) -> None:
    path = folder / KEY_FILE
    key = open_key(path, PASSPHRASE, allow_minimal=True)
    write_key_file_1(path, PASSPHRASE, key)
    salt = body(folder)["kdf"]["salt"]  # type: ignore[index]
    assert opens(folder, PASSPHRASE)
    assert body(folder)["format"] == 1
    CHANGES[change](folder)
    assert body(folder)["format"] == 2
    assert salt not in path.read_text()
    assert opens(folder, NEW if change == "change" else PASSPHRASE)


# A new data key


def test_a_rotation_encrypts_the_store_anew_and_other_keys_fall_away(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True)
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    old_key = open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True)
    old = {name: (folder / name).read_bytes() for name in ("study.db", KEY_FILE)}
    copy = folder / "study.db.schema-1"  # of a migration, under the old data key
    copy.write_bytes(old["study.db"])
    done = rotate_key(folder, PASSPHRASE, allow_minimal=True)
    assert (done.kept, done.fell_away, done.removed) == ("passphrase", ("PI", "recovery"), (copy.name,))
    assert [opens(folder, secret) for secret in (PASSPHRASE, NEW, code)] == [True, False, False]
    assert open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True) != old_key
    # Not one page is as it was; the first 16 bytes are the file's public salt.
    new = (folder / "study.db").read_bytes()
    assert len(new) == len(old["study.db"])
    assert all(
        old["study.db"][place : place + 64] != new[place : place + 64] for place in range(16, len(new), 4096)
    )
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        store.verify_audit()
        line = store.audit_entries()[-1]
    assert line.action == "key-rotate"
    assert line.facts["fell_away"] == ["PI", "recovery"]
    assert not copy.exists()
    # What is out of reach: a copy of both files from before opens as before.
    (folder / KEY_FILE).write_bytes(old[KEY_FILE])
    assert not opens(folder, PASSPHRASE)
    (folder / "study.db").write_bytes(old["study.db"])
    assert opens(folder, NEW)


def test_a_rotation_with_the_recovery_code_keeps_that_code(folder: Path) -> None:
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    assert rotate_key(folder, code.lower(), allow_minimal=True).kept == "recovery"
    assert [opens(folder, secret) for secret in (code, PASSPHRASE)] == [True, False]


def test_a_rotation_waits_for_nobody_and_changes_nothing_while_another_has_the_study_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.store.database.BUSY_MILLISECONDS", 100)
    before = (folder / KEY_FILE).read_bytes()
    with Store.open(folder, PASSPHRASE, allow_minimal=True, read_only=True) as reader:
        with pytest.raises(StoreError, match="locked"):
            rotate_key(folder, PASSPHRASE, allow_minimal=True)
        assert reader.audit_entries()
    assert (folder / KEY_FILE).read_bytes() == before
    assert logged(folder) == []


def test_a_rotation_without_room_is_refused_before_it_begins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    before = (folder / KEY_FILE).read_bytes()
    usage = type(shutil.disk_usage(folder))
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
        with pytest.raises(DiskFull, match="encrypting the store anew"):
            rotate_key(folder, PASSPHRASE, allow_minimal=True)
    assert (folder / KEY_FILE).read_bytes() == before
    assert opens(folder, PASSPHRASE)


@pytest.mark.parametrize("write", [1, 2])
@pytest.mark.parametrize("wrong", [DiskFull.because("room", "none", "free some"), KeyboardInterrupt()])
def test_a_rotation_that_fails_at_either_writing_of_the_key_file_is_taken_back_or_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch, write: int, wrong: BaseException
) -> None:
    calls = []

    def failing(*arguments: object, **named: object) -> None:
        calls.append(1)
        if len(calls) == write:
            raise wrong
        write_atomically(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("handrail.store.keys.write_atomically", failing)
        # Before the store changed it is taken back; after that it is made up for, and has then happened.
        with pytest.raises(type(wrong)) if write == 1 else nullcontext():
            rotate_key(folder, PASSPHRASE, allow_minimal=True)
    assert opens(folder, PASSPHRASE)
    assert read_key_file(folder / KEY_FILE).pending is None
    assert logged(folder) == ([] if write == 1 else [("key-rotate", "passphrase")])


def test_a_rotation_that_was_cut_off_tells_other_keys_who_ends_it(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True)
    path = folder / KEY_FILE
    opened = open_key_file(path, PASSPHRASE, allow_minimal=True)
    before = path.read_bytes()
    rotate_key(folder, PASSPHRASE, allow_minimal=True)
    ended = open_key_file(path, PASSPHRASE, allow_minimal=True)
    # As if the last step had not come: both keys in the file, the database under the new one.
    both = KeyFile(opened.file.id, opened.file.slots, Pending(ended.file.id, ended.slot))
    write_key_file(path, both, opened.key)
    with pytest.raises(StoreError, match="ended by whoever began it"):
        Store.open(folder, NEW, allow_minimal=True)
    with Store.open(folder, PASSPHRASE, allow_minimal=True, read_only=True):
        assert read_key_file(path).pending is not None
    assert opens(folder, PASSPHRASE)
    assert read_key_file(path) == ended.file
    assert path.read_bytes() != before
    assert logged(folder) == [("key-add", "PI"), ("key-rotate", "passphrase")]


def test_a_rotation_that_had_not_begun_with_the_store_is_taken_back(folder: Path) -> None:
    path = folder / KEY_FILE
    opened = open_key_file(path, PASSPHRASE, allow_minimal=True)
    slot = make_slot("passphrase", "passphrase", PASSPHRASE, bytes(32), parameters=MINIMAL, at="")
    write_key_file(path, KeyFile(opened.file.id, opened.file.slots, Pending("0" * 16, slot)), opened.key)
    assert opens(folder, PASSPHRASE)
    assert read_key_file(path) == opened.file
    assert logged(folder) == []


# The log


def test_an_older_key_file_that_was_put_back_is_noted_once(folder: Path) -> None:
    old = (folder / KEY_FILE).read_bytes()
    change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True)
    (folder / KEY_FILE).write_bytes(old)
    assert opens(folder, PASSPHRASE)
    assert logged(folder) == [("key-change", "passphrase"), ("key-file-other", None)]
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        assert store.audit_entries()[-1].facts["file"] == read_key_file(folder / KEY_FILE).id


def test_a_change_at_work_in_another_process_is_not_taken_for_an_older_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another process has kept its line and has not yet written its file: it does so while this one waits.
    path, before = folder / KEY_FILE, (folder / KEY_FILE).read_bytes()
    change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True)
    after = path.read_bytes()
    path.write_bytes(before)
    monkeypatch.setattr("handrail.store.pending.time.sleep", lambda _: path.write_bytes(after))
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        assert [line.action for line in store.audit_entries()] == ["create", "key-change"]


def test_a_change_without_room_leaves_the_key_file_and_the_next_opening_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull.because("room", "none", "free some")

    with monkeypatch.context() as patch:
        patch.setattr("handrail.store.keys.write_atomically", full)
        with pytest.raises(DiskFull):
            change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True)
    assert opens(folder, PASSPHRASE)
    assert [what for what, _ in logged(folder)] == ["key-change", "key-file-other"]


def test_two_changes_at_once_do_not_undo_each_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = key_changes._refuse_known

    def meanwhile(opened: object, new: str) -> None:
        original(opened, new)  # type: ignore[arg-type]
        with monkeypatch.context() as patch:
            patch.setattr(key_changes, "_refuse_known", original)
            add_key(folder, PASSPHRASE, "PI", "the first to come", allow_minimal=True)

    monkeypatch.setattr(key_changes, "_refuse_known", meanwhile)
    with pytest.raises(StoreError, match="changed meanwhile"):
        change_passphrase(folder, PASSPHRASE, NEW, allow_minimal=True)
    assert [opens(folder, secret) for secret in (PASSPHRASE, "the first to come", NEW)] == [True, True, False]


def test_a_half_of_a_key_file_that_a_kill_left_is_removed_at_the_next_opening(folder: Path) -> None:
    for name in (".study.key.0a1b2c3d.part", ".study.db.0a1b2c3d.part"):
        (folder / name).write_bytes(b"half")
    Store.open(folder, PASSPHRASE, allow_minimal=True, read_only=True).close()
    assert len(list(folder.glob(".*.part"))) == 2
    assert opens(folder, PASSPHRASE)
    assert sorted(path.name for path in folder.iterdir()) == ["study.db", "study.key"]


def test_no_secret_lies_in_the_log_or_the_file(folder: Path) -> None:
    add_key(folder, PASSPHRASE, "PI", NEW, allow_minimal=True)
    code = make_recovery_code(folder, PASSPHRASE, allow_minimal=True)
    key = open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True)
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        written = repr(store.audit_entries()) + (folder / KEY_FILE).read_text() + repr(store.opened)
    for secret in (PASSPHRASE, NEW, code, code.replace("-", ""), key.hex(), repr(key)):
        assert secret not in written


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
@pytest.mark.parametrize("change", CHANGES)
def test_only_its_owner_may_read_the_key_file_after_a_change(folder: Path, change: str) -> None:
    CHANGES[change](folder)
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600


# The code itself


def test_every_single_slip_and_every_exchange_of_neighbours_in_a_code_is_noticed() -> None:
    drawn = "7K3QDX0M1ZT5WHJ9VBNRS2CF46"
    code = drawn + _checksum(drawn)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    slips = {code[:at] + letter + code[at + 1 :] for at in range(30) for letter in alphabet}
    slips |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(29)}
    assert len(slips - {code}) > 900
    assert [slip for slip in slips - {code} if plain_code(slip) is not None] == []
    assert all(looks_like_code(slip) for slip in slips)


def test_codes_are_random_and_read_by_hand(folder: Path) -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(group) == 5 for code in codes for group in code.split("-"))
    assert not set("".join(codes)) & set("ILOU")
    code = next(code for code in codes if "0" in code and "1" in code)
    assert plain_code(code.replace("0", "O").replace("1", "l")) == code.replace("-", "")


def test_a_key_file_that_was_made_is_of_format_2_with_one_slot(tmp_path: Path) -> None:
    create_key(tmp_path / "study.key", "correct", parameters=MINIMAL, allow_minimal=True)
    made = body(tmp_path)
    assert set(made) == {"format", "id", "slots", "pending", "mac", "checksum"}
    assert (made["format"], made["pending"], len(made["slots"])) == (2, None, 1)  # type: ignore[arg-type]
