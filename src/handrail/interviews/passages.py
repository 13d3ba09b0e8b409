"""Passages table: what a query means as rows, to be read under codes or worked on in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handrail.interviews.folding import Integers
from handrail.interviews.places import Places, said
from handrail.interviews.project import RefiProject, Value
from handrail.interviews.query import Query
from handrail.interviews.retrieval import chosen_codings, names_of
from handrail.interviews.sheet import LateRows, Sheet
from handrail.values import DataError, did_you_mean

HEADER = ("code", "document", "start", "end", "participants", "speaker", "coder", "passage", "memo", "id")


def passages_table(
    project: RefiProject, query: str | Query | None = None, *, attributes: tuple[str, ...] = ()
) -> Sheet:
    """Return the codings that a query means, a row each, in the order of the codebook and of the documents.

    Parameters
    ----------
    project
        Where they come from.
    query
        Which; None for all. See :func:`handrail.interviews.retrieve`.
    attributes
        Variables whose answers are put beside: a column each, behind the participants.

    Raises
    ------
    UsageError
        When the query cannot be read.
    DataError
        For an unknown name in the query, or an unknown variable.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode, ProjectCoding
    >>> one = RefiProject("pilot", (Document("p01.txt", "By luck."),), (), (ProjectCode("luck", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 3, 7, "luck", "luck", "AB"),))
    >>> passages_table(one).rows[0]
    ('luck', 'p01.txt', 3, 7, 'p01.txt', '', 'AB', 'luck', '', 'c1')
    """
    places = Places(project)
    known = places.variables()
    for name in attributes:
        if name not in known:
            rule = "an attribute is a variable of the project's cases or documents"
            raise DataError.because(rule, f"'{name}'", did_you_mean(name, known))
    chosen, order = chosen_codings(places, query)
    order = order[np.argsort(places.code[order], kind="stable")]
    answers = _Answers(places)
    codings, owners = project.columns, names_of(places, chosen, order)
    rows, begins = order.tolist(), places.offsets[places.document[order]]
    documents = _named([one.name for one in places.documents], places.document[order])
    joined = {names: "; ".join(names) for names in set(owners)}
    columns = (
        _named(places.codes, places.code[order]),
        documents,
        (places.start[order] - begins).tolist(),
        (places.end[order] - begins).tolist(),
        [joined[names] for names in owners],
        *(
            [answers.of(name, names, document) for names, document in zip(owners, documents, strict=True)]
            for name in attributes
        ),
        [codings.speaker[at] or "" for at in rows],
        _named(places.coders, places.coder[order]),
        [codings.quotation[at] for at in rows],
        [codings.memo[at] for at in rows],
        [codings.name[at] for at in rows],
    )
    header = (*HEADER[:5], *attributes, *HEADER[5:])
    return Sheet("Passages by code", header, LateRows(columns), group=0, body=7 + len(attributes))


def _named(names: Sequence[str], numbers: Integers) -> list[str]:
    return [names[at] for at in numbers.tolist()]


class _Answers:
    """What the participants of a passage answer; found once for each set of them."""

    def __init__(self, places: Places) -> None:
        self._own = dict(zip(places.participants, places.values, strict=True))
        self._documents = {one.name: one.values for one in places.documents}
        self._known: dict[tuple[str, tuple[str, ...], str], Value] = {}

    def of(self, variable: str, names: tuple[str, ...], document: str) -> Value:
        key = (variable, names, document)
        if key not in self._known:
            own: list[Value] = [self._own[name].get(variable) for name in names]
            rest = self._documents[document].get(variable)
            values = {
                word: one for one in (rest if one is None else one for one in own) if (word := said(one))
            }
            # One answer keeps its type; several become words.
            self._known[key] = next(iter(values.values())) if len(values) == 1 else "; ".join(values)
        return self._known[key]
