"""Project codings: a strand's codings out of the store as a project has them, those not in use left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING

from handrail.interviews.codings import ADJUDICATED
from handrail.store import Store, StoredCodings
from handrail.study.guids import guid_of

if TYPE_CHECKING:
    from handrail.interviews.agreement.adjudication import Adjudication
    from handrail.interviews.coding_columns import CodingColumns, LateCodings
    from handrail.interviews.project import ProjectCoding

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
BLANK = "·"
"""Stands for each character of a turn that is not in use."""

_NOTHING = frozenset(f"{BLANK} \n\t")


def codings_in_use(
    store: Store, strand: str, texts: Mapping[str, str], decisions: Mapping[str, Adjudication]
) -> LateCodings:
    """Return a strand's codings in some documents, but for those of which only blanks are left.

    Parameters
    ----------
    store, strand
        Where they are.
    texts
        Document name to its text, in which turns that are not in use are blanked.
    decisions
        Name of a decided coding to the team's decision that makes it.
    """
    from handrail.interviews.coding_columns import CodingColumns, LateCodings

    held = store.coding_columns(strand)
    if not texts.keys() >= set(held.document):
        held = held.only([name in texts for name in held.document])
    where = zip(held.document, held.start, held.end, strict=True)
    quotations = tuple([texts[name][start:end] for name, start, end in where])
    if not _NOTHING.isdisjoint(map(itemgetter(slice(1)), quotations)):
        said = [not words or bool(words.strip(f"{BLANK} \n\t")) for words in quotations]
        held, quotations = held.only(said), tuple(compress(quotations, said))
    columns = CodingColumns(
        name=held.name, document=held.document, start=held.start, end=held.end, quotation=quotations,
        code=held.code, coder=held.coder, memo=held.memo, speaker=held.speaker,
    )  # fmt: skip
    return LateCodings(columns, lambda: _made(held, columns, decisions))


def _made(
    held: StoredCodings, columns: CodingColumns, decisions: Mapping[str, Adjudication]
) -> Iterator[ProjectCoding]:
    from handrail.interviews.agreement.adjudication import AdjudicatedCoding
    from handrail.interviews.project import ProjectCoding
    from handrail.study.convert import approval_of

    for at, name in enumerate(held.name):
        decided = held.coder[at] == ADJUDICATED
        more = {"adjudication": decisions.get(name)} if decided else {}
        yield (AdjudicatedCoding if decided else ProjectCoding)(
            **more,  # type: ignore[arg-type]
            name=name,
            document=held.document[at],
            start=held.start[at],
            end=held.end[at],
            quotation=columns.quotation[at],
            code=held.code[at],
            coder=held.coder[at],
            memo=held.memo[at],
            flags=held.flags[at],
            approval=approval_of(held.approval[at]),
            speaker=held.speaker[at],
            # What came from another program is known there by the GUID that is its name here.
            guid=name if _GUID.fullmatch(name) else guid_of("coding", held.id[at]),
        )
