"""Erasure: what was removed or replaced is gone from the file.

Looking for deleted text in an encrypted file cannot fail, so that these tests use plain stores made by the
same code, and find their sentinels before they look for none after.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handrail.store import (
    CodingRecord,
    DatasetRecord,
    DocumentRecord,
    ParticipantRecord,
    ResultRecord,
    SourceRecord,
    Store,
    TurnRecord,
    database,
)
from handrail.store.store import _now
from handrail.values import DiskFull, Edge, Node, StoreError

SENTINEL = b"sentinel-7c1d"
MakeSource = Callable[..., SourceRecord]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


@pytest.fixture
def plain(path: Path) -> Iterator[Store]:
    store = Store._begin(path, None, _now)
    yield store
    store.close()


def traces(path: Path) -> int:
    """Return how often the sentinel lies in the database, its log and every file beside them."""
    files = [entry for entry in path.parent.iterdir() if entry.is_file()]
    assert path in files
    return sum(entry.read_bytes().count(SENTINEL) for entry in files)


def again(path: Path) -> Store:
    return Store._reopen(path, None, _now)


def text(number: int) -> str:
    return f"{SENTINEL.decode()} {number} " + "said at some length " * (number % 40)


def test_a_replaced_dataset_leaves_no_byte_of_the_old_one(
    plain: Store, path: Path, source: MakeSource
) -> None:
    with plain.transaction():
        kept = plain.put_source(source("yrbs.sav", kind="survey", strand="yrbs"))
        plain.put_dataset(DatasetRecord(kept.id, "yrbs", (SENTINEL + b"\x00" * 900) * 2000, {"q1": "d"}, 7))
    assert traces(path) > 1000
    plain.close()
    assert traces(path) > 1900  # a few are cut by the end of a page
    with again(path) as store:
        with store.transaction():
            store.put_dataset(DatasetRecord(kept.id, "yrbs", b"new", {"q1": "d"}, 7))
        assert store.purge_due
    assert traces(path) == 0
    with again(path) as store:
        assert not store.purge_due
        assert store.dataset("yrbs") == DatasetRecord(kept.id, "yrbs", b"new", {"q1": "d"}, 7)


def test_a_removed_source_takes_its_text_turns_and_codings_along(
    plain: Store, path: Path, source: MakeSource
) -> None:
    random.seed(3)
    ids = []
    with plain.transaction():
        for number in range(60):
            name = f"interview-p{number}.txt"
            kept = plain.put_source(source(name))
            ids.append(kept.id)
            turns = tuple(TurnRecord(i, f"{SENTINEL.decode()}", i, i + 1) for i in range(20))
            plain.put_document(DocumentRecord(kept.id, name, "txt", text(number) * 5, turns))
        plain.put_codings(
            "police",
            "AB",
            [
                CodingRecord(
                    "", "police", f"n{i}", f"interview-p{i % 60}.txt", 0, 5, text(i), "c", "AB", memo=text(i)
                )
                for i in range(600)
            ],
        )
        plain.put_participants(
            "police", [ParticipantRecord("", "police", f"P{i}", f"{text(i)}", "") for i in range(60)]
        )
    plain.close()
    assert traces(path) > 2000
    with again(path) as store:
        random.shuffle(ids)
        for one in ids:
            with store.transaction():
                store.remove_source(one)
        assert (store.documents(), store.codings()) == ((), ())
        with store.transaction():
            assert len(store.put_participants("police", []).removed) == 60
    assert traces(path) == 0


def change_text(store: Store) -> None:
    document = store.documents()[0]
    store.put_document(DocumentRecord(document.source, document.name, "txt", "nothing"))
    store.put_codings("police", "AB", [])


def change_results(store: Store) -> None:
    store.put_result(ResultRecord("codings:police", "k", "c", "place", {}, {}, {}, ""))
    store.put_graph([], [])
    change_text(store)


@pytest.mark.parametrize("change", [change_text, change_results])
def test_a_replaced_text_result_or_graph_leaves_nothing(
    plain: Store, path: Path, source: MakeSource, change: Callable[[Store], None]
) -> None:
    with plain.transaction():
        kept = plain.put_source(source())
        plain.put_document(DocumentRecord(kept.id, kept.name, "txt", text(1) * 50))
        plain.put_codings(
            "police", "AB", [CodingRecord("", "police", "n", kept.name, 0, 5, text(1), "c", "AB")]
        )
        if change is change_results:
            found = {"quotation": text(39)}
            plain.put_result(ResultRecord("codings:police", "k", "c", "place", found, {}, {}, ""))
            plain.put_graph(
                [Node("passage:1", "passage", text(1)), Node("theme:t", "theme", "T.")],
                [Edge("theme:t", "supports", "passage:1")],
            )
    plain.close()
    assert traces(path) >= 51
    with again(path) as store, store.transaction():
        change(store)
    assert traces(path) == 0


def replace_codings(store: Store) -> None:
    store.put_codings("police", "AB", [])


def replace_document(store: Store) -> None:
    document = store.documents()[0]
    store.put_document(DocumentRecord(document.source, document.name, "txt", "nothing"))


def replace_result(store: Store) -> None:
    store.put_result(ResultRecord("codings:police", "k", "c", "place", {}, {}, {}, ""))


def replace_graph(store: Store) -> None:
    store.put_graph([], [])


def add_another(store: Store) -> None:
    store.put_participants("police", [ParticipantRecord("", "police", "P01", "interview-p01.txt", "")])


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (replace_codings, True),
        (replace_document, True),
        (replace_result, True),
        (replace_graph, True),
        (add_another, False),
    ],
)
def test_every_replacement_makes_a_purge_due_and_an_addition_does_not(
    plain: Store, source: MakeSource, change: Callable[[Store], None], due: bool
) -> None:
    with plain.transaction():
        kept = plain.put_source(source())
        plain.put_document(DocumentRecord(kept.id, kept.name, "txt", text(1)))
        plain.put_codings(
            "police", "AB", [CodingRecord("", "police", "n", kept.name, 0, 5, text(1), "c", "AB")]
        )
        plain.put_result(ResultRecord("codings:police", "k", "c", "place", {"x": text(1)}, {}, {}, ""))
        plain.put_graph([Node("passage:1", "passage", text(1))], [])
    assert not plain.purge_due
    with plain.transaction():
        change(plain)
    assert plain.purge_due is due


def test_a_purge_that_was_prevented_stays_due_and_the_next_close_does_it(
    plain: Store, path: Path, source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    with plain.transaction():
        kept = plain.put_source(source())
        plain.put_document(DocumentRecord(kept.id, kept.name, "txt", text(1)))

    def full(_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(database.Database, "vacuum", full)
        with plain.transaction():
            plain.remove_source(kept.id)
        plain.close()
    with again(path) as store:
        assert store.purge_due
    assert traces(path) == 0
    with again(path) as store:
        assert not store.purge_due


def test_a_removal_that_was_rolled_back_leaves_no_purge_due(plain: Store, source: MakeSource) -> None:
    with plain.transaction():
        kept = plain.put_source(source())
        plain.put_document(DocumentRecord(kept.id, kept.name, "txt", text(1)))

    def remove_too_much() -> None:
        with plain.transaction():
            plain.remove_source(kept.id)
            plain.remove_source("nothing")

    with pytest.raises(StoreError, match="nothing"):
        remove_too_much()
    assert not plain.purge_due
    assert len(plain.documents()) == 1


def test_an_erased_encrypted_store_opens_and_holds_the_rest(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Callable[[], Store]
) -> None:
    with store.transaction():
        kept = [store.put_source(source(f"interview-p{number}.txt")) for number in range(9)]
        for one in kept:
            store.put_document(DocumentRecord(one.id, one.name, "txt", text(3) * 500))
    store.close()
    before = (tmp_path / "study.db").stat().st_size
    with reopen() as changed, changed.transaction():
        for one in kept[1:]:
            changed.remove_source(one.id)
        changed.audit("withdraw", sources=[one.id for one in kept[1:]])
    assert (tmp_path / "study.db").stat().st_size < before / 2
    with reopen() as left:
        assert [document.name for document in left.documents()] == ["interview-p0.txt"]
        left.verify_audit()


def test_overwriting_deleted_rows_is_not_enough_and_a_purge_is(tmp_path: Path) -> None:
    # Why a purge rewrites the file: rows that had moved between pages before they were deleted survive
    # in the gaps, although secure_delete is on.
    survived = {"overwritten": 0, "purged": 0}
    for seed in range(6):
        draw = random.Random(seed)
        path = tmp_path / f"{seed}.db"
        plain = database.Database(path, None)
        assert plain._driver.execute("PRAGMA secure_delete").fetchone() == (1,)
        plain.execute_text("CREATE TABLE said (id TEXT PRIMARY KEY, words TEXT) STRICT")
        plain.execute_text("CREATE INDEX said_words ON said (words)")
        plain.begin()
        keys = [f"{draw.random():.16f}" for _ in range(2000)]
        for number, key in enumerate(keys):
            words = f"said{number:06}" + "y" * draw.choice([0, 10, 100, 500])
            plain.execute_text(f"INSERT INTO said VALUES ('{key}', '{words}')")
        plain.commit()
        gone = draw.sample(range(2000), 500)
        for number in gone:
            plain.execute_text(f"DELETE FROM said WHERE id = '{keys[number]}'")
        plain.checkpoint()
        for stage in survived:
            if stage == "purged":
                plain.vacuum()
                plain.checkpoint()
            found = {int(number) for number in re.findall(rb"said(\d{6})", path.read_bytes())}
            assert len(found - set(gone)) == 1500
            survived[stage] += len(found & set(gone))
        plain.close()
    assert survived["overwritten"] > 0
    assert survived["purged"] == 0


def test_a_purge_that_a_reader_holds_up_stays_due(
    plain: Store, path: Path, source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 100)
    with plain.transaction():
        kept = plain.put_source(source())
        plain.put_document(DocumentRecord(kept.id, kept.name, "txt", text(39) * 50))
    plain.close()
    reader = database.Database(path, None)
    with again(path) as store:
        with store.transaction():
            store.remove_source(kept.id)
        reader.begin()  # a snapshot of after the removal, before the purge
        reader.rollback()
        reader._driver.execute("BEGIN")
        reader._driver.execute("SELECT count(*) FROM document").fetchall()
        with pytest.raises(StoreError, match="no other process reads"):
            store.purge()
        assert store.purge_due
        assert traces(path) > 0
        reader.close()
    with again(path) as store:
        assert not store.purge_due
    assert traces(path) == 0
