"""Project: interviews as an analysis program keeps them, with nothing of a study's rules about them.

The same values come from a REFI-QDA file of another program and from a study's own store; agreement, queries
and exports read them alike. Positions count code points of a document's text, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeAlias

from handrail.interviews.codebook import Code
from handrail.interviews.coding_columns import CodingColumns, columns_of
from handrail.interviews.placing import Coding
from handrail.interviews.transcript import Turn
from handrail.values import DataError, did_you_mean

Value: TypeAlias = str | bool | int | float | None
"""What a case or a document answers to a variable; dates are ISO 8601 text. None is no answer."""

Kind = Literal["text", "pdf", "audio", "video", "picture"]
VariableType = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]
Direction = Literal["Associative", "OneWay", "Bidirectional"]


@dataclass(frozen=True)
class Document:
    """A source: its text, and what else a program keeps about it.

    Attributes
    ----------
    name
        Unique in the project.
    text
        What it says; of audio and video, its transcript. Line ends are as in the source.
    guid
        As in the exchanged file; empty where there is none.
    kind
        What the source was. Media themselves are never kept.
    description, label
        As in the file. A label is the name before doubled names were told apart.
    turns
        Who spoke where, in order; empty where nothing says so.
    values
        Variable to the document's answer.
    notes
        GUIDs of notes about it.
    """

    name: str
    text: str = field(repr=False)
    guid: str = ""
    kind: Kind = "text"
    description: str = field(default="", repr=False)
    label: str = ""
    turns: Sequence[Turn] = ()
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class User:
    """A coder; ``label`` is what the file calls them, where several have one name."""

    name: str
    guid: str = ""
    initials: str = ""
    label: str = ""


@dataclass(frozen=True)
class ProjectCode(Code):
    """A code as another program keeps it; ``name`` is unique, ``label`` is what the file calls it."""

    guid: str = ""
    label: str = ""
    color: str = ""
    is_codable: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectCoding(Coding):
    """A coding with its GUIDs: of itself, and of the selection that it lies on.

    ``created`` and ``modified`` are ISO 8601 with a time zone, or empty. ``selection_name``,
    ``description``, ``modified`` and ``selection_notes`` are the selection's.
    """

    guid: str = ""
    selection: str = ""
    selection_name: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    created: str = ""
    modified: str = ""
    notes: tuple[str, ...] = ()
    selection_notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A selection that carries no code."""

    document: str
    start: int
    end: int
    quotation: str = field(repr=False)
    guid: str = ""
    name: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    user: str = ""
    created: str = ""
    modified: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """A stretch of a document, end exclusive; ``selection`` is the GUID that a file gives it."""

    document: str
    start: int
    end: int
    selection: str = ""


@dataclass(frozen=True)
class Case:
    """A participant, an organisation, a group: whoever the documents are about.

    ``documents`` belong to it as a whole; ``spans`` are its own stretches of others, such as a speaker's
    turns in a focus group. ``codes`` stand for it in programs that code for cases; ``label`` is what the
    file calls it, where several have one name.
    """

    name: str
    guid: str = ""
    description: str = field(default="", repr=False)
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    documents: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Variable:
    """An attribute that cases or documents have; ``label`` is what the file calls it, where doubled."""

    name: str
    guid: str = ""
    kind: VariableType = "Text"
    description: str = field(default="", repr=False)
    label: str = ""


@dataclass(frozen=True)
class ProjectSet:
    """A named set of codes, documents and notes; notes by GUID."""

    name: str
    guid: str = ""
    description: str = field(default="", repr=False)
    codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A memo."""

    guid: str
    name: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    user: str = ""
    created: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Link:
    """A link between two things of the project, by GUID."""

    guid: str
    origin: str
    target: str
    name: str = field(default="", repr=False)
    direction: Direction = "Associative"
    color: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceConvention:
    """How one source's positions were read.

    Attributes
    ----------
    document
        Its name.
    units
        What positions count.
    crlf
        How many a line end of two characters counts.
    bom
        Whether a byte-order mark counts as one.
    selections, fitting
        Selections in all, and those whose ends stand at word boundaries under this convention.
    """

    document: str
    units: Literal["codepoint", "utf16"]
    crlf: Literal[1, 2]
    bom: bool
    selections: int
    fitting: int


@dataclass(frozen=True)
class Loss:
    """What could not be carried over: the element, how many, and why."""

    element: str
    count: int
    why: str


@dataclass(frozen=True)
class ImportReport:
    """What was decided while reading a file, and what was lost.

    Attributes
    ----------
    software
        As the file names its origin.
    conventions
        One a source with text.
    losses
        Every element that the project does not hold.
    warnings
        What was accepted though it breaks the standard.
    """

    software: str = ""
    conventions: tuple[SourceConvention, ...] = ()
    losses: tuple[Loss, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def selections(self) -> int:
        """Return how many selections there are."""
        return sum(one.selections for one in self.conventions)

    @property
    def fitting(self) -> int:
        """Return how many of them fit word boundaries."""
        return sum(one.fitting for one in self.conventions)


@dataclass(frozen=True)
class RefiProject:
    """A project.

    Attributes
    ----------
    name
        As the file or the study calls it.
    documents, users, codes, codings
        Documents, users and codes by unique names, which codings use.
    passages
        Selections without a code.
    cases, variables, sets, notes, links
        As REFI-QDA has them.
    description, guid, project_notes
        Of the project; notes by GUID.
    report
        How it was read.
    settled
        Names of codings that the team decided about: they stay, for agreement is between the coders, and
        analyses read the decisions in their place.

    Examples
    --------
    >>> text = "We learned by luck."
    >>> one = RefiProject(
    ...     "pilot", (Document("p01.txt", text),), (User("AB"),), (ProjectCode("training", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "training", "AB"),))
    >>> one.document("p01.txt").text[11:18], one.coders
    ('by luck', ('AB',))
    """

    name: str
    documents: tuple[Document, ...] = ()
    users: tuple[User, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    codings: Sequence[ProjectCoding] = field(default=(), repr=False)
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    cases: tuple[Case, ...] = ()
    variables: tuple[Variable, ...] = ()
    sets: tuple[ProjectSet, ...] = ()
    notes: tuple[Note, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = ()
    description: str = field(default="", repr=False)
    guid: str = ""
    report: ImportReport = field(default_factory=ImportReport)
    project_notes: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()

    @cached_property
    def columns(self) -> CodingColumns:
        """The codings by column: for what reads all of them."""
        return columns_of(self.codings)

    @property
    def coders(self) -> tuple[str, ...]:
        """Return who coded anything, in the order of the users, then of the codings."""
        used = dict.fromkeys(self.columns.coder)
        first = [user.name for user in self.users if user.name in used]
        return tuple(dict.fromkeys((*first, *used)))

    def document(self, name: str) -> Document:
        """Return a document by its name.

        Raises
        ------
        DataError
            When there is none.
        """
        for one in self.documents:
            if one.name == name:
                return one
        known = [one.name for one in self.documents]
        raise DataError.because("a document is one of the project's", f"'{name}'", did_you_mean(name, known))
