"""Adjudication: where coders differed and the team decided; the codings that differed stay as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from handrail.interviews.by_rule import by_rule
from handrail.interviews.coding_columns import only_codings
from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.project import ProjectCoding, RefiProject, User
from handrail.values import DataError, did_you_mean


@dataclass(frozen=True)
class Original:
    """A coding that was decided about: its name, who gave it, and the code as it was."""

    coding: str
    coder: str
    code: str


@dataclass(frozen=True)
class Adjudication:
    """A decision on one place.

    Attributes
    ----------
    id
        Unique over the adjudications.
    document, start, end
        The place; code points, end exclusive.
    quotation
        The text there.
    code
        The code that stands; None when the decision is that none does.
    originals
        The codings that were decided about, one or more. They stay in the project.
    by, on, reason
        Who decided, when and why.
    line
        Where it stands in its file.
    """

    id: str
    document: str
    start: int
    end: int
    quotation: str = field(repr=False)
    code: str | None
    originals: tuple[Original, ...]
    by: str
    on: date
    reason: str = field(repr=False)
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class AdjudicatedCoding(ProjectCoding):
    """A coding that was decided: by ``adjudicated``, with the originals and the decision."""

    adjudication: Adjudication | None = None

    @property
    def originals(self) -> tuple[Original, ...]:
        """Return the codings that it rests on."""
        return () if self.adjudication is None else self.adjudication.originals


def adjudicated(
    project: RefiProject, adjudications: Iterable[Adjudication], *, file: str | None = None
) -> RefiProject:
    """Return a project with a coding by ``adjudicated`` for each decision that a code stands.

    Every coding of the project stays; those that were adjudicated before are replaced. So what each coder
    gave can be compared again, and what was decided can be used by naming ``adjudicated`` as the coder.

    Parameters
    ----------
    project, adjudications
        The codings, and what was decided about them.
    file
        What messages call the adjudications' file.

    Raises
    ------
    DataError
        By rule, with the lines of the decisions that are doubled, name an unknown document or code, do not
        stand where they say, rest on nothing, or rest on a coding that is not there, lies elsewhere, or has
        another coder or code by now. No message holds an id.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode
    >>> project = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),),
    ...     codes=(ProjectCode("training", "…"), ProjectCode("chance", "…")),
    ...     codings=(ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "training", "AB"),
    ...              ProjectCoding("c2", "p01.txt", 14, 18, "luck", "chance", "CD")))
    >>> decided = Adjudication(
    ...     "d1", "p01.txt", 11, 18, "by luck", "chance",
    ...     (Original("c1", "AB", "training"), Original("c2", "CD", "chance")), "EF", date(2026, 5, 1), "…")
    >>> [(one.coder, one.code) for one in adjudicated(project, [decided]).codings]
    [('AB', 'training'), ('CD', 'chance'), ('adjudicated', 'chance')]
    """
    decisions = tuple(adjudications)
    problems = by_rule(_problems(project, decisions), file)
    if problems:
        raise DataError(*problems)
    kept = tuple(one for one in project.codings if one.coder != ADJUDICATED)
    added = tuple(_coding(one) for one in decisions if one.code is not None)
    users = tuple(one for one in project.users if one.name != ADJUDICATED)
    return replace(
        project,
        codings=kept + added,
        users=(*users, User(ADJUDICATED)) if added else users,
        settled=frozenset(original.coding for one in decisions for original in one.originals),
    )


def as_decided(project: RefiProject) -> RefiProject:
    """Return a project as analyses read it: decisions stand in the place of the codings that differed.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode
    >>> project = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),), codes=(ProjectCode("chance", "…"),),
    ...     codings=(ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "chance", "AB"),
    ...              ProjectCoding("c2", "p01.txt", 0, 2, "We", "chance", "AB")))
    >>> none = Adjudication(
    ...     "d1", "p01.txt", 11, 18, "by luck", None, (Original("c1", "AB", "chance"),), "EF",
    ...     date(2026, 5, 1), "…")
    >>> [one.name for one in as_decided(adjudicated(project, [none])).codings]
    ['c2']
    """
    if not project.settled:
        return project
    kept = [name not in project.settled for name in project.columns.name]
    return replace(project, codings=only_codings(project.codings, kept))


def decided_name(adjudication: str) -> str:
    """Return the name of the coding that a decision makes.

    Examples
    --------
    >>> decided_name("d1")
    'adjudicated-d1'
    """
    return f"{ADJUDICATED}-{adjudication}"


def _coding(one: Adjudication) -> AdjudicatedCoding:
    return AdjudicatedCoding(
        name=decided_name(one.id),
        document=one.document,
        start=one.start,
        end=one.end,
        quotation=one.quotation,
        code=one.code or "",
        coder=ADJUDICATED,
        memo=one.reason,
        adjudication=one,
    )


def _problems(project: RefiProject, decisions: Iterable[Adjudication]) -> Iterator[tuple[str, str, int]]:
    """Yield rule, what to do and the decision's line."""
    texts = {document.name: document.text for document in project.documents}
    codes = [code.name for code in project.codes]
    codings = {coding.name: coding for coding in project.codings if coding.coder != ADJUDICATED}
    seen: set[str] = set()
    for one in decisions:
        if one.id in seen:
            yield "an adjudication's id is its own", "rename one", one.line
        seen.add(one.id)
        if decided_name(one.id) in codings:
            yield "a coding's id is its own over all coding files", "rename the adjudication", one.line
        if one.code is not None and one.code not in codes:
            yield "an adjudication names a code of the project", did_you_mean(one.code, codes), one.line
        if not one.originals:
            yield "an adjudication keeps the codings that differed", "name them", one.line
        text = texts.get(one.document)
        if text is None:
            # Its codings are gone with the document: that needs no saying.
            remedy = "correct its name, or take the adjudication out if someone withdrew"
            yield "an adjudication names a document of the project", remedy, one.line
            continue
        if not 0 <= one.start < one.end <= len(text) or text[one.start : one.end] != one.quotation:
            remedy = "correct the positions, or decide again if the document changed"
            yield "the text from start to end is the quotation", remedy, one.line
        for original in one.originals:
            for rule, remedy in _changed(one, original, codings.get(original.coding)):
                yield rule, remedy, one.line


def _changed(
    one: Adjudication, original: Original, coding: ProjectCoding | None
) -> Iterator[tuple[str, str]]:
    if coding is None:
        remedy = "correct its name, decide again if it was taken back, or take it out if someone withdrew"
        yield "an adjudicated coding is one of the project", remedy
    elif (coding.coder, coding.code) != (original.coder, original.code):
        yield "an adjudicated coding has its coder and code still", "decide again: the coding changed"
    elif coding.document != one.document or not (coding.start < one.end and one.start < coding.end):
        yield "an adjudicated coding touches the place that was decided", "name codings that touch the place"
