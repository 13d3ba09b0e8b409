"""Erasure: twenty sentinels are found in a study's files before a withdrawal, and none after.

Looking into an encrypted file for what was deleted cannot fail, so that the store is plain here; all code
that writes and erases is the one that a real study runs.
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pypdf
import pytest
from small_study import TODAY
from talking_study import RESPONDENT, WHO, write_copies, write_study

from handrail.store import DATABASE_FILE, LedgerRecord, SignOffRecord, Store
from handrail.store.store import _now
from handrail.study.build import build_study
from handrail.study.runner import Silent
from handrail.study.withdrawal.withdraw import withdraw_from_study as withdraw

SENTINEL = re.compile(rb"zq\d\d[a-z]+")
KEPT = (
    b"kept calling",
    b"kept quiet",
    b"kept waiting",
    b"kept memo",
    b"kept in group",
    b"kept by three",
    b"kept source",
    b"kept note",
    b"kept set",
    b"kept case",
    b"kept in the archive",
    b"kept leftover",
    b"kept remark 7",
)


@pytest.fixture
def plain_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make and open every store without a key; nothing else is different."""

    def create(folder: Path, passphrase: str, **_: object) -> Store:
        return Store._begin(folder / DATABASE_FILE, None, _now)

    def open_plain(folder: Path, passphrase: str, **_: object) -> Store:
        return Store._reopen(folder / DATABASE_FILE, None, _now)

    monkeypatch.setattr(Store, "create", create)
    monkeypatch.setattr(Store, "open", open_plain)


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file's name and bytes, and everything that lies packed in it."""
    yield name, name.encode() + b"\n" + data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from unpacked(f"{name}!{member}", archive.read(member))
    elif data[:4] == b"%PDF":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        yield f"{name}!text", " ".join(text.split()).encode()
    elif data[:4] == b"PAR1":
        yield f"{name}!rows", pl.read_parquet(io.BytesIO(data)).write_csv().encode()


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a study folder, unpacked, and each value of the store by its table."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from unpacked(path.relative_to(folder).as_posix(), path.read_bytes())
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as opened:
        tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in opened.execute(f"SELECT * FROM {table}"):
                for value in row:
                    data = value if isinstance(value, bytes) else str(value).encode()
                    yield from unpacked(f"store:{table}", data)


def sentinels(folder: Path) -> dict[str, set[str]]:
    """Return each sentinel with where it was found."""
    found: dict[str, set[str]] = defaultdict(set)
    for place, data in everything(folder):
        for match in SENTINEL.findall(data):
            found[match.decode()].add(place)
    return found


def kept(folder: Path) -> set[bytes]:
    whole = b"\n".join(data for _, data in everything(folder))
    return {words for words in KEPT if words in whole}


def plant_in_the_store(folder: Path) -> None:
    with Store._reopen(folder / DATABASE_FILE, None, _now) as store, store.transaction():
        [passage] = [one.id for one in store.codings() if one.name == "zq11coding"]
        facts: dict[str, Any] = {"participant": WHO, "shown": {"sector": "zq22ledger"}}
        store.put_ledger([LedgerRecord("r0", "", "quotation", f"passage:{passage}", facts)])
        values = {
            f"passage:{passage}": {"title": "zq23signed"},
            "theme:waiting-wears": {"by sector": {"zq10level": 1, "policing": 3}, "who": [WHO]},
        }
        store.put_sign_off(
            SignOffRecord(
                "recommendation:ring", "", "AB", {f"passage:{passage}": "c", "theme:t": "c"}, values
            )
        )


def build(folder: Path) -> None:
    report = build_study(folder, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None, report.error


def test_twenty_sentinels_are_found_before_and_none_after(tmp_path: Path, plain_stores: None) -> None:
    folder = write_study(tmp_path / "study")
    build(folder)
    write_copies(folder)
    plant_in_the_store(folder)

    before = sentinels(folder)
    assert len(before) >= 20, sorted(before)
    places = {place.split("!")[0] for found in before.values() for place in found}
    tables = ("document", "turn", "participant", "coding", "theme", "dataset", "result", "node", "ledger")
    assert {f"store:{table}" for table in (*tables, "sign_off")} <= places
    assert {"outputs/guideline.html", "outputs/guideline.pdf", "outputs/guideline.docx"} <= {
        place.split("!")[0] for place in before["zq04txt"]
    }
    assert not {place for place in places if place in ("store:audit", "store:act")}
    assert kept(folder) == set(KEPT)

    done = withdraw(folder, WHO, yes=True, today=TODAY)
    withdraw(folder, f"panel:{RESPONDENT}", yes=True, today=TODAY)

    assert sentinels(folder) == {}
    assert kept(folder) == set(KEPT)
    assert not list(folder.glob(f"{DATABASE_FILE}-*"))
    assert WHO not in repr(done.as_json()).replace(repr(list(done.goes)), "")

    # A build from what is left brings nothing of it back.
    build(folder)
    assert sentinels(folder) == {}
    assert "kept calling" in (folder / "outputs/guideline.html").read_text("utf-8")
    with Store._reopen(folder / DATABASE_FILE, None, _now) as store:
        store.verify_audit()
        [signed] = store.sign_offs()
        [passage] = [node for node in signed.contents if node.startswith("passage:")]
        # That a passage was there stays, under its random id, so that status can say that it is gone.
        assert (signed.contents, signed.values) == (
            {passage: "", "theme:t": "c"},
            {
                passage: {"beneath": ""},
                "theme:waiting-wears": {"by sector": {"policing": 3}, "who": ["withdrawn"]},
            },
        )
