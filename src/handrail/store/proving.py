"""Proving: throw-away stores, tried where they would have to fail, for ``handrail verify``.

Looking for a text in an encrypted file cannot fail. So the same code makes a plain store as well, and finds
there what must not be found in the encrypted one: each of these tries has a counterpart that shows it can
fail. A plain store holds one made-up sentence, and this module makes no other.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from handrail.store.records import CodingRecord, DocumentRecord, SourceRecord
from handrail.store.store import DATABASE_FILE, Store, _now
from handrail.values import StoreError

_PASSPHRASE = "a passphrase for a store that is thrown away"  # noqa: S105 - it opens one made-up sentence
_COPIES = 400


class ThrowAway:
    """A store in a temporary folder that holds one made-up sentence many times.

    Parameters
    ----------
    folder
        An empty folder, which the caller removes.
    encrypted
        Whether the file is encrypted, as every study's is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
    ...     sealed, plain = ThrowAway(Path(one), encrypted=True), ThrowAway(Path(other), encrypted=False)
    ...     sealed.traces(), plain.traces() > 300
    (0, True)
    """

    def __init__(self, folder: Path, *, encrypted: bool) -> None:
        self.path = folder / DATABASE_FILE
        self._encrypted = encrypted
        self._sentence = f"sentinel-{secrets.token_hex(8)}"
        store = (
            Store.create(folder, _PASSPHRASE, minimal=True)
            if encrypted
            else Store._begin(self.path, None, _now)
        )
        with store, store.transaction():
            kept = store.put_source(SourceRecord("", "s", "transcript", "a.txt", "d", "c"))
            text = " ".join([self._sentence] * _COPIES)
            store.put_document(DocumentRecord(kept.id, kept.name, "txt", text))
            coding = CodingRecord("", "s", "p", kept.name, 0, len(self._sentence), self._sentence, "c", "AB")
            store.put_codings("s", "AB", [coding])
            store.audit("import", source=kept.id)

    def open(self, passphrase: str = _PASSPHRASE) -> Store:
        """Return the open store."""
        if self._encrypted:
            return Store.open(self.path.parent, passphrase, allow_minimal=True)
        return Store._reopen(self.path, None, _now)

    def reads(self) -> bool:
        """Return whether the sentence comes out of the store as it went in."""
        with self.open() as store:
            return store.codings()[0].quotation == self._sentence

    def traces(self) -> int:
        """Return how often the sentence lies in the bytes of all files of the store."""
        sentence = self._sentence.encode()
        return sum(path.read_bytes().count(sentence) for path in self.path.parent.iterdir())

    def refuses(self, passphrase: str) -> bool:
        """Return whether a passphrase is refused."""
        try:
            self.open(passphrase).close()
        except StoreError:
            return True
        return False

    def refuses_a_changed_byte(self) -> bool:
        """Change one byte in the middle of the file; return whether reading everything is refused."""
        data = bytearray(self.path.read_bytes())
        data[len(data) // 2] ^= 0x01
        self.path.write_bytes(data)
        try:
            with self.open() as store:
                store.documents()
                store.codings()
                return bool(damage_of(store))
        except StoreError:
            return True

    def erase(self) -> None:
        """Remove the source with all that was said in it, and purge the file."""
        with self.open() as store:
            with store.transaction():
                store.put_codings("s", "AB", [])
                store.remove_source(store.sources()[0].id)
            store.purge()

    def tamper_with_the_log(self) -> None:
        """Change what one line of the log says, as somebody with the passphrase could."""
        with self.open() as store:
            database = store._database
            for row in database.connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
            ).all():
                database.execute_text(f'DROP TRIGGER "{row[0]}"')
            database.execute_text("UPDATE audit SET action = 'export' WHERE action = 'import'")

    def log_is_whole(self) -> bool:
        """Return whether the chain of the log holds."""
        with self.open() as store:
            try:
                store.verify_audit()
            except StoreError:
                return False
        return True


def damage_of(store: Store) -> tuple[str, ...]:
    """Return which checks of the database find damage; empty when every page is whole.

    SQLCipher's check recomputes the authentication code of every page, SQLite's own follows the trees.
    """
    found = []
    if not store._database.read_only:
        # The cipher's check reads the file past the log, which a killed process may have folded in by half.
        store._database.checkpoint()
    for check in ("cipher_integrity_check", "integrity_check"):
        result = store._database.connection.exec_driver_sql(f"PRAGMA {check}")
        # A plain file has no codes to recompute, and answers the first check with nothing at all.
        rows = [str(row[0]) for row in result.all()] if result.returns_rows else []
        if [row for row in rows if row != "ok"]:
            found.append(check)
    return tuple(found)
