"""Returned: what other programs made of a strand, kept in ``sources/returned-STRAND.toml`` and in the store.

A build reads the file as it reads the others, and nothing rests on it: no document prints it. It is in the
project that the team works with and that leaves for another program. Whatever is about somebody who stopped
new use, or repeats their words, is not in use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from handrail.store import Store
from handrail.study.plain import plain
from handrail.study.plan import Interviews
from handrail.study.session import Session

if TYPE_CHECKING:
    from handrail.interviews.project import RefiProject
    from handrail.interviews.returned import Returned


def returned_file(strand: Interviews) -> str:
    """Return the name of the file in ``sources/``."""
    return f"returned-{strand.id}.toml"


def returned_read(store: Store, strand: Interviews) -> Returned:
    """Return what came back, as the last build read it."""
    from handrail.interviews.returned import Returned, returned_from

    read = store.result(f"read:{strand.id}/returned/{returned_file(strand)}")
    return Returned() if read is None else returned_from(read.body)


def returned_without(session: Session, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the store holds of it without what was withdrawn."""
    from handrail.interviews.returned import KINDS, returned_from
    from handrail.study.withdrawal.come_back import withdrawn_thing
    from handrail.study.withdrawal.tombstones import Tombstones

    tombstones, found = Tombstones(session.store), returned_from(body)
    left: dict[str, Any] = {
        name: tuple(
            one for one in getattr(found, name) if not withdrawn_thing(session, tombstones, kind, vars(one))
        )
        for kind, name in KINDS.items()
    }
    left["sets"] = tuple(
        replace(one, documents=tuple(name for name in one.documents if not tombstones.document(name)))
        for one in left["sets"]
    )
    made: dict[str, Any] = plain(asdict(replace(found, **left)))
    return made


def project_with_returned(project: RefiProject, session: Session, strand: Interviews) -> RefiProject:
    """Return a strand's project with what came back, as far as it is in use."""
    found = returned_read(session.store, strand)
    if not any(vars(found).values()):
        return project
    from handrail.interviews.returned import with_returned

    return with_returned(project, _in_use(found, project, session, strand))


def _in_use(found: Returned, project: RefiProject, session: Session, strand: Interviews) -> Returned:
    from handrail.study.returning import Gate

    gate = Gate(project, session, strand.id)
    texts = {one.name: one.text for one in project.documents}
    hidden = _hidden(project, session, strand)

    def quotes(*said: str) -> bool:
        return bool(gate) and any(text and gate.quotes(text, "") for text in said)

    passages = tuple(
        one
        for one in found.passages
        if texts.get(one.document, "")[one.start : one.end] == one.quotation
        and one.document in texts
        and not quotes(one.name, one.description)
    )
    hidden |= {f"passage:{one.guid}" for one in found.passages} - {f"passage:{one.guid}" for one in passages}
    notes = tuple(
        one for one in found.notes if hidden.isdisjoint(one.about) and not quotes(one.name, one.text)
    )
    hidden |= {f"note:{one.guid}" for one in found.notes} - {f"note:{one.guid}" for one in notes}
    return replace(
        found,
        passages=passages,
        notes=notes,
        sets=tuple(one for one in found.sets if not quotes(one.name, one.description)),
        links=tuple(
            one for one in found.links if hidden.isdisjoint((one.origin, one.target)) and not quotes(one.name)
        ),
    )


def _hidden(project: RefiProject, session: Session, strand: Interviews) -> set[str]:
    """Return what is there and not in use: documents, participants and codings, as notes name them."""
    from handrail.study.project import barred_people
    from handrail.study.withdrawal.what_goes import coding_entries

    def beyond(kind: str, names: Collection[str], used: Collection[str]) -> set[str]:
        return {f"{kind}:{name}" for name in names if name not in used}

    store = session.store
    documents = {one.name for one in project.documents}
    codings = set(project.columns.name)
    return (
        beyond("document", [one.name for one in store.documents(strand.id)], documents)
        | beyond("participant", barred_people(store, strand.id), ())
        | beyond("coding", [str(one["id"]) for one in coding_entries(store, strand.id)], codings)
    )
