"""Acts of withdrawal, sign-offs, and what the ledger forgets."""

from collections.abc import Callable

import pytest

from handrail.store import ActRecord, LedgerRecord, SignOffRecord, Store
from handrail.values import StoreError

Reopen = Callable[[], Store]


def an_act(store: Store, name: str = "P07", **given: object) -> ActRecord:
    digest = store.name_digest("participant", "police", name)
    values = {"kind": "participant", "strand": "police", "digest": digest, "act": "erase", "state": "begun"}
    return ActRecord("", **{**values, **given})  # type: ignore[arg-type]


def test_an_act_is_known_again_by_a_name_that_is_not_kept(store: Store, reopen: Reopen) -> None:
    with store.transaction():
        made = store.put_act(an_act(store))
    store.close()
    with reopen() as again:
        assert again.act("participant", "police", " p07 ") == made
        assert again.act("participant", "industry", "P07") is None
        assert again.act("passage", "police", "P07") is None
        assert "p07" not in repr(again.acts()).casefold()


def test_a_later_act_about_the_same_replaces_the_earlier_and_keeps_its_id(store: Store) -> None:
    with store.transaction():
        first = store.put_act(an_act(store, act="stop", state="done"))
        second = store.put_act(an_act(store, facts={"files": ["d1"]}))
    assert second.id == first.id
    assert store.acts() == (second,)
    assert store.acts("respondent") == ()


def test_a_sign_off_replaces_the_earlier_of_its_node(store: Store) -> None:
    signed = SignOffRecord("recommendation:r", "", "CD", {"theme:t": "c1"}, {"theme:t": {"of": 11}})
    with store.transaction():
        store.put_sign_off(SignOffRecord("recommendation:r", "", "AB"))
        kept = store.put_sign_off(signed)
    assert store.sign_offs() == (kept,)
    assert (kept.by, kept.contents, kept.values) == ("CD", {"theme:t": "c1"}, {"theme:t": {"of": 11}})
    assert kept.at == "2026-05-01T12:00:00+00:00"
    with store.transaction():
        store.remove_sign_off("recommendation:r")
    assert store.sign_offs() == ()
    with store.transaction(), pytest.raises(StoreError, match="no sign-off"):
        store.remove_sign_off("recommendation:r")


def test_the_ledger_forgets_a_participant_and_remembers_that_something_left(store: Store) -> None:
    lines = [
        LedgerRecord(
            "r1", "", "quotation", "passage:1", {"participant": "P07", "shown": {"sector": "police"}}
        ),
        LedgerRecord("r1", "", "quotation", "passage:2", {"participant": "P01", "shown": {}}),
        LedgerRecord("r1", "", "table", "estimate:e", {"participant": "P07"}),
    ]
    with store.transaction():
        store.put_ledger(lines)
    with store.transaction():
        assert store.forget_in_ledger("P07") == 1
        assert store.forget_in_ledger("P07") == 0
    assert [(line.name, dict(line.facts)) for line in store.ledger()] == [
        ("passage:1", {"withdrawn": True}),
        ("passage:2", {"participant": "P01", "shown": {}}),
        ("estimate:e", {"participant": "P07"}),
    ]
