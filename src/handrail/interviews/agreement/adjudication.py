"""Adjudication: where coders differed and the team decided; the codings that differed stay as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from handrail.interviews.gathering import gathered
from handrail.interviews.naming import named
from handrail.interviews.project import ProjectCoding, RefiProject, User
from handrail.values import DataError, Problem, did_you_mean

ADJUDICATED = "adjudicated"
"""Whose codings the decided ones are: nobody's, and beside those of the coders."""


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


def adjudicated(project: RefiProject, adjudications: Iterable[Adjudication]) -> RefiProject:
    """Return a project with a coding by ``adjudicated`` for each decision that a code stands.

    Every coding of the project stays; those that were adjudicated before are replaced. So what each coder
    gave can be compared again, and what was decided can be used by naming ``adjudicated`` as the coder.

    Raises
    ------
    DataError
        With every decision that is doubled, names an unknown document or code, does not stand where it says,
        rests on nothing, or rests on a coding that is not there, lies elsewhere, or has another coder or
        code by now.

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
    problems = list(_problems(project, decisions))
    if problems:
        raise DataError(*gathered(problems))
    kept = tuple(one for one in project.codings if one.coder != ADJUDICATED)
    added = tuple(_coding(one) for one in decisions if one.code is not None)
    users = tuple(one for one in project.users if one.name != ADJUDICATED)
    return replace(
        project, codings=kept + added, users=(*users, User(ADJUDICATED)) if added else project.users
    )


def _coding(one: Adjudication) -> AdjudicatedCoding:
    return AdjudicatedCoding(
        name=f"{ADJUDICATED}-{one.id}",
        document=one.document,
        start=one.start,
        end=one.end,
        quotation=one.quotation,
        code=one.code or "",
        coder=ADJUDICATED,
        memo=one.reason,
        adjudication=one,
    )


def _problems(project: RefiProject, decisions: Iterable[Adjudication]) -> Iterator[Problem]:
    texts = {document.name: document.text for document in project.documents}
    codes = [code.name for code in project.codes]
    codings = {coding.name: coding for coding in project.codings if coding.coder != ADJUDICATED}
    seen: set[str] = set()
    for one in decisions:
        what = named(one.id)
        if one.id in seen:
            yield Problem("an adjudication's id is its own", f"{what} twice", "rename one", line=one.line)
        seen.add(one.id)
        if one.code is not None and one.code not in codes:
            received = f"code {named(one.code)} at {what}"
            remedy = did_you_mean(one.code, codes)
            yield Problem("an adjudication names a code of the project", received, remedy, line=one.line)
        text = texts.get(one.document)
        if text is None:
            received = f"document {named(one.document)} at {what}"
            remedy = did_you_mean(one.document, texts)
            yield Problem("an adjudication names a document of the project", received, remedy, line=one.line)
        elif not 0 <= one.start < one.end <= len(text) or text[one.start : one.end] != one.quotation:
            yield Problem(
                "the text from start to end is the quotation",
                f"{what}, other text from {one.start} to {one.end}",
                "correct the positions, or decide again if the document changed",
                line=one.line,
            )
        if not one.originals:
            yield Problem(
                "an adjudication keeps the codings that differed",
                f"none at {what}",
                "name them",
                line=one.line,
            )
        for original in one.originals:
            coding = codings.get(original.coding)
            yield from _changed(one, original, coding)


def _changed(one: Adjudication, original: Original, coding: ProjectCoding | None) -> Iterator[Problem]:
    place = f"{named(original.coding)} at {named(one.id)}"
    if coding is None:
        remedy = "correct its name, decide again if it was taken back, or take it out if someone withdrew"
        yield Problem("an adjudicated coding is one of the project", place, remedy, line=one.line)
    elif (coding.coder, coding.code) != (original.coder, original.code):
        remedy = "decide again: the coding changed"
        yield Problem("an adjudicated coding has its coder and code still", place, remedy, line=one.line)
    elif coding.document != one.document or not (coding.start < one.end and one.start < coding.end):
        remedy = "name codings that touch the place"
        yield Problem(
            "an adjudicated coding touches the place that was decided", place, remedy, line=one.line
        )
