"""A study folder whose encrypted store holds a project, as a build leaves it, without any results."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from interviews_project import Size, make_project

from handrail.interviews.project import RefiProject
from handrail.store import (
    DEMONSTRATION_PASSPHRASE,
    CodeRecord,
    CodingRecord,
    ParticipantRecord,
    SourceRecord,
    Store,
)
from handrail.store.records import DocumentRecord, TurnRecord

STRAND = "talks"
_PLAN = """format = 1
[study]
title = "A study of the size of a large one"
question = "How long does it take?"
purpose = "policy"
expires = 2099-12-31
authors = ["Nobody"]
language = "en"
synthetic = true
limits = ["Invented words."]
[ethics]
reference = "none"
body = "none"
safeguarding_lead = "nobody"
limits_of_confidentiality = "invented"
distress_protocol = "invented"
coder_welfare = "invented"
[[interviews]]
id = "talks"
title = "Talks"
approach = "codebook"
documents = ["*.txt"]
attributes = ["sector", "years"]
codings = ["ab.toml", "cd.toml", "ef.toml"]
agreement = true
interviewers = ["I"]
"""
_CONSENT = {
    "consent_form": "v1",
    "consent_date": "2026-01-01",
    "cut_off": "2027-01-01",
    "analysis": "yes",
    "quotation": "unattributed",
    "archiving": "no",
    "recontact": "no",
}


def write_study(folder: Path, project: RefiProject) -> None:
    """Write the plan and the store; each case is a participant of its documents."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(_PLAN, "utf-8")
    store = Store.create(folder, DEMONSTRATION_PASSPHRASE, minimal=True)
    try:
        with store.transaction():
            _fill(store, project)
    finally:
        store.close()


def _fill(store: Store, project: RefiProject) -> None:
    for document in project.documents:
        source = store.put_source(SourceRecord("", STRAND, "transcript", document.name, "0", "0"))
        turns = tuple(TurnRecord(one.index, one.speaker, one.start, one.end) for one in document.turns)
        store.put_document(DocumentRecord(source.id, document.name, "txt", document.text, turns))
    store.put_participants(
        STRAND,
        [
            ParticipantRecord(
                "", STRAND, case.name, document, "",
                {name: str(case.values[name]) for name in ("sector", "years")}, _CONSENT,
            )
            for case in project.cases
            for document in case.documents
        ],
    )  # fmt: skip
    store.put_codes(
        STRAND,
        [
            CodeRecord("", STRAND, code.name, code.description, code.parent, position=place)
            for place, code in enumerate(project.codes)
        ],
    )
    for coder in project.coders:
        store.put_codings(
            STRAND,
            coder,
            [
                CodingRecord(
                    id="", strand=STRAND, name=one.name, document=one.document, start=one.start, end=one.end,
                    quotation=one.quotation, code=one.code, coder=coder,
                )
                for one in project.codings
                if one.coder == coder
            ],
        )  # fmt: skip


def _plain(project: RefiProject) -> dict[str, object]:
    return {
        "documents": {one.name: one.text for one in project.documents},
        "codes": [one.name for one in project.codes],
        "codings": [[one.document, one.start, one.end, one.code] for one in project.codings],
    }


if __name__ == "__main__":
    home = Path(sys.argv[1])
    made = make_project(Size(documents=int(sys.argv[2]), codings=int(sys.argv[3])))
    write_study(home / "study", made)
    (home / "project.json").write_text(json.dumps(_plain(made)), "utf-8")
