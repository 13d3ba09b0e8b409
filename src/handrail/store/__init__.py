"""The study's encrypted store: what people said and answered, what the team made of it, and the audit log."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.store.files import write_atomically
    from handrail.store.keys import KEY_FILE, MINIMAL, REAL, Parameters, create_key, open_key
    from handrail.store.migrate import copies_of
    from handrail.store.passphrase import DEMONSTRATION_PASSPHRASE, find_passphrase
    from handrail.store.proving import ThrowAway, damage_of
    from handrail.store.records import (
        ActRecord,
        AuditEntry,
        Changes,
        CodeRecord,
        CodingRecord,
        DatasetRecord,
        DocumentRecord,
        LedgerRecord,
        ParticipantRecord,
        ResultRecord,
        SignOffRecord,
        SourceRecord,
        ThemeRecord,
        TurnRecord,
        new_id,
    )
    from handrail.store.store import DATABASE_FILE, Store

__all__ = [
    "DATABASE_FILE",
    "DEMONSTRATION_PASSPHRASE",
    "KEY_FILE",
    "MINIMAL",
    "REAL",
    "ActRecord",
    "AuditEntry",
    "Changes",
    "CodeRecord",
    "CodingRecord",
    "DatasetRecord",
    "DocumentRecord",
    "LedgerRecord",
    "Parameters",
    "ParticipantRecord",
    "ResultRecord",
    "SignOffRecord",
    "SourceRecord",
    "Store",
    "ThemeRecord",
    "ThrowAway",
    "TurnRecord",
    "copies_of",
    "create_key",
    "damage_of",
    "find_passphrase",
    "new_id",
    "open_key",
    "write_atomically",
]

_RECORDS = (
    "ActRecord",
    "AuditEntry",
    "Changes",
    "CodeRecord",
    "CodingRecord",
    "DatasetRecord",
    "DocumentRecord",
    "LedgerRecord",
    "ParticipantRecord",
    "ResultRecord",
    "SignOffRecord",
    "SourceRecord",
    "ThemeRecord",
    "TurnRecord",
    "new_id",
)

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        **dict.fromkeys(_RECORDS, "records"),
        "DATABASE_FILE": "store",
        "DEMONSTRATION_PASSPHRASE": "passphrase",
        "KEY_FILE": "keys",
        "MINIMAL": "keys",
        "Parameters": "keys",
        "REAL": "keys",
        "Store": "store",
        "ThrowAway": "proving",
        "copies_of": "migrate",
        "create_key": "keys",
        "damage_of": "proving",
        "find_passphrase": "passphrase",
        "open_key": "keys",
        "write_atomically": "files",
    },
)
