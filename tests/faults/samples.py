"""Samples: studies that faults are tried on, all they hold as plain values, and whether a store is sound."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from handrail.store import (
    CodeRecord,
    CodingRecord,
    DatasetRecord,
    DocumentRecord,
    ParticipantRecord,
    SourceRecord,
    Store,
    TurnRecord,
    open_key,
)
from handrail.store.database import Database

PASSPHRASE = "a passphrase for faults"
SCHEMA_1 = Path(__file__).parents[1] / "store/schema_1.sql"


def must(holds: bool, why: str) -> None:
    """Raise AssertionError unless something holds."""
    assert holds, why


def put(store: Store, number: int, *, length: int = 40) -> None:
    """Put one source with everything that hangs on it, and an audit line, in the open transaction."""
    name = f"interview-p{number:03}.txt"
    source = store.put_source(SourceRecord("", "police", "transcript", name, f"f{number}", f"c{number}"))
    text = f"What was said by {number}. " * length
    turns = tuple(TurnRecord(place, "P", place * 20, place * 20 + 20) for place in range(length))
    store.put_document(DocumentRecord(source.id, name, "txt", text, turns))
    coding = CodingRecord("", "police", f"n{number}", name, 0, 8, text[:8], "said", f"C{number}")
    store.put_codings("police", f"C{number}", [coding])
    survey = store.put_source(SourceRecord("", f"s{number}", "survey", f"{number}.sav", "f", "c"))
    data = bytes((number + place) % 256 for place in range(300 * length))
    store.put_dataset(DatasetRecord(survey.id, f"s{number}", data, {"q1": f"d{number}"}, number))
    store.audit("import", number=number)


def make(folder: Path, numbers: Sequence[int], *, length: int = 40) -> None:
    """Make a study with sources of some numbers."""
    with Store.create(folder, PASSPHRASE, minimal=True) as store:
        for number in numbers:
            with store.transaction():
                put(store, number, length=length)
        with store.transaction():
            store.put_codes("police", [CodeRecord("", "police", "said", "What was said")])
            people = [
                ParticipantRecord("", "police", f"P{number}", f"interview-p{number:03}.txt", "P")
                for number in numbers
            ]
            store.put_participants("police", people)


def make_schema_1(folder: Path, numbers: Sequence[int]) -> None:
    """Make a study whose store is of schema 1."""
    make(folder, numbers)
    path, aside = folder / "study.db", folder / "aside.db"
    key = open_key(folder / "study.key", PASSPHRASE, allow_minimal=True)
    path.rename(aside)
    database = Database(path, key)
    database._driver.executescript(SCHEMA_1.read_text("utf-8"))
    database.execute_text(f"ATTACH '{aside}' AS new KEY \"x'{key.hex()}'\"")
    for table in ("meta", "audit", "source", "document", "turn", "participant", "code", "coding", "dataset"):
        database.execute_text(f"INSERT INTO {table} SELECT * FROM new.{table}")
    database.execute_text("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    database.execute_text("DETACH new")
    database.close()
    aside.unlink()


def everything(store: Store) -> dict[str, Any]:
    """Return all that a store gives back, so that two states can be compared."""
    surveys = sorted(source.strand for source in store.sources() if source.kind == "survey")
    return {
        "sources": store.sources(),
        "documents": store.documents(),
        "codings": store.codings(),
        "codes": store.codes(),
        "participants": store.participants(),
        "datasets": [store.dataset(survey) for survey in surveys],
        "audit": store.audit_entries(),
    }


def numbers_of(store: Store) -> list[int]:
    """Return the numbers of the sources that are wholly there, having seen that none is half there."""
    logged = [line.facts["number"] for line in store.audit_entries() if line.action == "import"]
    documents = {document.name: document for document in store.documents()}
    codings = {coding.name for coding in store.codings()}
    for name, document in documents.items():
        number = int(name.removeprefix("interview-p").removesuffix(".txt"))
        assert number in logged, f"document {number} without its audit line"
        length = len(document.turns)
        assert document.text == f"What was said by {number}. " * length, f"document {number} is not whole"
        assert f"n{number}" in codings, f"no coding {number}"
        data = store.dataset(f"s{number}")
        assert data is not None, f"no dataset {number}"
        whole = bytes((number + place) % 256 for place in range(300 * length))
        assert data.parquet == whole, f"dataset {number} is not whole"
    assert len(store.sources()) == 2 * len(documents), "a source is half there"
    assert len(codings) == len(documents), "a coding is half there"
    return sorted(int(name.removeprefix("interview-p").removesuffix(".txt")) for name in documents)


def open_sound(folder: Path, secret: str = PASSPHRASE) -> tuple[Store, float]:
    """Open a study, assert that not one page and no line of the log is damaged; return it and the seconds."""
    started = time.monotonic()
    store = Store.open(folder, secret, allow_minimal=True)
    seconds = time.monotonic() - started
    assert seconds < 5, f"opening took {seconds:.1f} s"
    # The cipher's check reads the file past the log: what a kill left in the log is folded in first.
    assert store._database.checkpoint()
    driver = store._database._driver
    assert driver.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert driver.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert driver.execute("PRAGMA foreign_key_check").fetchall() == []
    store.verify_audit()
    return store, seconds
