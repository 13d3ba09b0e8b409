import dataclasses
import getpass
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from handrail.store import Store, models
from handrail.values import StoreError, UsageError


def test_the_log_begins_with_the_making_of_the_store(store: Store) -> None:
    (first,) = store.audit_entries()
    assert (first.seq, first.action, first.facts, first.previous) == (
        1,
        "create",
        {"study": store.study_id},
        "",
    )
    store.verify_audit()


def test_a_line_says_who_what_when_and_which(
    store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_ACTOR", "AB")
    clock.move(hours=2)
    store.audit(
        "withdraw", participant="P01", passages=7, rows=[1, 2], action="erase", asked=True, by=None, share=0.5
    )
    line = store.audit_entries()[-1]
    assert line.actor == "AB"
    assert line.at == "2026-05-01T14:00:00.000000+00:00"
    assert line.facts == {
        "action": "erase",
        "asked": True,
        "by": None,
        "participant": "P01",
        "passages": 7,
        "rows": [1, 2],
        "share": 0.5,
    }
    assert line.digest == store.audit_head()
    assert line.previous == store.audit_entries()[0].digest


def test_an_account_without_a_name_is_unknown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.delenv("HANDRAIL_ACTOR", raising=False)
    monkeypatch.setattr(getpass, "getuser", nameless)
    assert store.audit("check").actor == "unknown"


def test_a_clock_that_was_set_back_stands_still_in_the_log(store: Store, clock: Any) -> None:
    clock.move(days=1)
    late = store.audit("check").at
    clock.move(days=-30)
    assert store.audit("check").at == late
    clock.move(days=60)
    assert store.audit("check").at > late
    store.verify_audit()


def test_a_line_falls_with_the_transaction_that_it_belongs_to(store: Store) -> None:
    def interrupted() -> None:
        with store.transaction():
            store.audit("withdraw", participant="P01")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [line.action for line in store.audit_entries()] == ["create"]
    store.verify_audit()


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        ("Someone said this.", {}),
        ("", {}),
        ("a" * 61, {}),
        ("check", {"text": "x" * 201}),
        ("check", {"text": "two\nlines"}),
        ("check", {"text": ["fine", "x" * 201]}),
        ("check", {"text": {"a": "mapping"}}),
        ("check", {"text": b"bytes"}),
        ("check", {"text": [["nested"]]}),
        ("check", {"text": float("nan")}),
        ("check", {"What she said was this": 1}),
    ],
)
def test_a_fact_that_could_hold_a_sentence_is_refused_without_quoting_it(
    store: Store, action: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(StoreError, match="never what a person said") as wrong:
        store.audit(action, **facts)
    for said in ("Someone", "xxx", "two\nlines", "What she said"):
        assert said not in str(wrong.value)
    assert len(store.audit_entries()) == 1


def test_the_longest_allowed_fact_is_kept(store: Store) -> None:
    store.audit("check", reason="x" * 200)
    assert store.audit_entries()[-1].facts == {"reason": "x" * 200}


def fill(store: Store) -> None:
    for number in range(2, 7):
        store.audit("check", number=number)


@pytest.mark.parametrize(
    "statement",
    [
        update(models.audit).values(action="nothing"),
        delete(models.audit),
        delete(models.audit).where(models.audit.c.seq == 6),
        insert(models.audit)
        .prefix_with("OR REPLACE")
        .values(seq=3, at="", actor="", action="", facts="{}", previous="", digest=""),
        insert(models.audit).values(seq=9, at="", actor="", action="", facts="{}", previous="", digest=""),
    ],
)
def test_the_log_is_append_only_even_for_the_stores_own_connection(store: Store, statement: Any) -> None:
    fill(store)
    before = store.audit_entries()
    with pytest.raises(StoreError, match="append-only"), store.transaction():
        store._database.execute(statement)
    assert store.audit_entries() == before


CHAIN_BREAKS = [
    (update(models.audit).where(models.audit.c.seq == 3).values(actor="another"), 3, "not as it was written"),
    (
        update(models.audit).where(models.audit.c.seq == 4).values(facts='{"number":5}'),
        4,
        "not as it was written",
    ),
    (update(models.audit).where(models.audit.c.seq == 5).values(at="2020-01-01"), 5, "not as it was written"),
    (update(models.audit).where(models.audit.c.seq == 2).values(digest="0" * 40), 2, "not as it was written"),
    (delete(models.audit).where(models.audit.c.seq == 1), 1, "missing"),
    (delete(models.audit).where(models.audit.c.seq == 4), 4, "missing"),
    (delete(models.audit).where(models.audit.c.seq == 6), 6, "missing"),
    (delete(models.audit), 1, "missing"),
]


@pytest.mark.parametrize(("statement", "line", "what"), CHAIN_BREAKS)
def test_verification_names_the_first_broken_line(store: Store, statement: Any, line: int, what: str) -> None:
    fill(store)
    store.verify_audit()
    for trigger in ("audit_keeps_lines", "audit_loses_no_lines", "audit_grows_at_its_end"):
        store._database.execute_text(f"DROP TRIGGER {trigger}")
    store._database.execute(statement)
    with pytest.raises(StoreError, match=rf"line {line} is {what}") as wrong:
        store.verify_audit()
    assert wrong.value.exit_code == 13


def forge(store: Store, seq: int, **changes: Any) -> None:
    """Change a line and compute its digest anew, as one with the passphrase could."""
    store._database.execute_text("DROP TRIGGER IF EXISTS audit_keeps_lines")
    line = dataclasses.replace(store.audit_entries()[seq - 1], **changes)
    values = changes | {"digest": store._log._digest(line)}
    store._database.execute(update(models.audit).where(models.audit.c.seq == seq).values(**values))


def test_a_line_whose_digest_was_computed_anew_breaks_the_chain_at_the_next(store: Store) -> None:
    fill(store)
    forge(store, 4, actor="another")
    with pytest.raises(StoreError, match="line 5 is not as it was written"):
        store.verify_audit()


def test_a_last_line_that_was_dated_back_is_noticed_and_another_one_only_by_the_head(store: Store) -> None:
    fill(store)
    head = store.audit_head()
    forge(store, 6, actor="another")
    store.verify_audit()  # no chain can show this: a head that was written down elsewhere does
    assert store.audit_head() != head
    forge(store, 6, at="2020-01-01T00:00:00.000000+00:00")
    with pytest.raises(StoreError, match="line 6 is not as it was written"):
        store.verify_audit()


def test_a_line_that_was_put_in_is_noticed(store: Store) -> None:
    fill(store)
    store._database.execute_text("DROP TRIGGER audit_grows_at_its_end")
    head = store.audit_head()
    forged = {"seq": 7, "at": "2026-06-01", "actor": "AB", "action": "check", "facts": "{}"}
    store._database.execute(insert(models.audit), [forged | {"previous": head, "digest": "0" * 40}])
    with pytest.raises(StoreError, match="line 7 is not as it was written"):
        store.verify_audit()


def test_the_head_needs_the_secret(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two studies with the same log have different heads: nobody can try out what a line says.
    monkeypatch.setenv("HANDRAIL_ACTOR", "AB")
    other = tmp_path / "other"
    other.mkdir()
    with Store.create(other, "x", minimal=True, clock=store._clock) as second:
        for one in (store, second):
            one.audit("withdraw", participant="P01")
        digests = [
            one.digester.of(["", 1, "2026-05-01", "AB", "withdraw", {"participant": "P01"}])
            for one in (store, second)
        ]
    assert digests[0] != digests[1]


def test_two_processes_add_to_one_log_without_breaking_it(store: Store, tmp_path: Path) -> None:
    store.close()
    code = (
        "import sys; from pathlib import Path; from handrail.store import Store\n"
        "with Store.open(Path(sys.argv[1]), sys.argv[2], allow_minimal=True) as store:\n"
        "    for number in range(20): store.audit('check', number=number)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), "a passphrase for tests"]
    started = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    with Store.open(tmp_path, "a passphrase for tests", allow_minimal=True) as again:
        again.verify_audit()
        assert len(again.audit_entries()) == 41


def test_a_head_that_was_written_down_finds_its_line(store: Store) -> None:
    heads = [store.audit_head()]
    for number in range(3):
        heads.append(store.audit("check", number=number).digest)
    for number, head in enumerate(heads, start=1):
        for written in (head, head[:16], head[:16].upper(), f" {head[:8]} {head[8:20]} "):
            assert store.audit_place(written) == number
    assert store.audit_place("0" * 16) is None
    assert store.audit_place(heads[0] + "0") is None


@pytest.mark.parametrize("head", ["", "0" * 15, "x" * 16, "%" * 16, "_" * 16])
def test_a_head_that_is_none_is_a_mistake_of_the_command(store: Store, head: str) -> None:
    with pytest.raises(UsageError, match="at least 16 hexadecimal digits"):
        store.audit_place(head)


def test_a_newest_line_from_the_future_is_told_and_a_day_is_allowed(store: Store, clock: Any) -> None:
    assert store.clock_warning() is None
    clock.move(days=20)
    store.audit("check")
    clock.move(days=-1)
    assert store.clock_warning() is None
    clock.move(minutes=-1)
    warning = store.clock_warning()
    assert warning is not None
    assert "2026-05-21 12:00 UTC" in warning
    assert "2026-05-20 11:59 UTC" in warning
    assert store.audit("check").at.startswith("2026-05-21")
    store.verify_audit()


def test_lines_are_found_by_how_their_action_begins(store: Store) -> None:
    for action in ("key-change", "keyless", "key-add"):
        store.audit(action)
    assert [line.action for line in store.audit_entries_of("key-")] == ["key-change", "key-add"]
    assert store.audit_entries_of("key_") == store.audit_entries_of("%") == ()
