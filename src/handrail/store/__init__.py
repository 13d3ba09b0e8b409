"""The study's encrypted store: what people said and answered, what the team made of it, and the audit log."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.store.files import write_atomically
    from handrail.store.key_changes import (
        KeyRow,
        add_key,
        change_passphrase,
        list_keys,
        make_recovery_code,
        remove_key,
    )
    from handrail.store.keys import KEY_FILE, create_key, open_key
    from handrail.store.migrate import copies_of
    from handrail.store.passphrase import DEMONSTRATION_PASSPHRASE, find_new_passphrase, find_passphrase
    from handrail.store.proving import ThrowAway, damage_of
    from handrail.store.pseudonyms import (
        PSEUDONYM_FILE,
        find_pseudonym_passphrase,
        read_pseudonyms,
        write_pseudonyms,
    )
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
    from handrail.store.rotate import Rotation, rotate_key
    from handrail.store.slots import MINIMAL, REAL, Parameters
    from handrail.store.store import DATABASE_FILE, Store
    from handrail.store.stored_codings import StoredCodings

__all__ = [
    "DATABASE_FILE",
    "DEMONSTRATION_PASSPHRASE",
    "KEY_FILE",
    "MINIMAL",
    "PSEUDONYM_FILE",
    "REAL",
    "ActRecord",
    "AuditEntry",
    "Changes",
    "CodeRecord",
    "CodingRecord",
    "DatasetRecord",
    "DocumentRecord",
    "KeyRow",
    "LedgerRecord",
    "Parameters",
    "ParticipantRecord",
    "ResultRecord",
    "Rotation",
    "SignOffRecord",
    "SourceRecord",
    "Store",
    "StoredCodings",
    "ThemeRecord",
    "ThrowAway",
    "TurnRecord",
    "add_key",
    "change_passphrase",
    "copies_of",
    "create_key",
    "damage_of",
    "find_new_passphrase",
    "find_passphrase",
    "find_pseudonym_passphrase",
    "list_keys",
    "make_recovery_code",
    "new_id",
    "open_key",
    "read_pseudonyms",
    "remove_key",
    "rotate_key",
    "write_atomically",
    "write_pseudonyms",
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
        "MINIMAL": "slots",
        "PSEUDONYM_FILE": "pseudonyms",
        "REAL": "slots",
        "KeyRow": "key_changes",
        "Parameters": "slots",
        "Rotation": "rotate",
        "Store": "store",
        "StoredCodings": "stored_codings",
        "ThrowAway": "proving",
        "add_key": "key_changes",
        "change_passphrase": "key_changes",
        "copies_of": "migrate",
        "create_key": "keys",
        "damage_of": "proving",
        "find_new_passphrase": "passphrase",
        "find_passphrase": "passphrase",
        "find_pseudonym_passphrase": "pseudonyms",
        "list_keys": "key_changes",
        "make_recovery_code": "key_changes",
        "open_key": "keys",
        "read_pseudonyms": "pseudonyms",
        "remove_key": "key_changes",
        "rotate_key": "rotate",
        "write_atomically": "files",
        "write_pseudonyms": "pseudonyms",
    },
)
