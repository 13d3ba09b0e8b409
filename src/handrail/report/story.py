"""Story: everything that a guideline tells, as plain facts.

The study room fills it from the plan and the store; this room turns it into a document. Numbers about
respondents are not here: they come from what disclosure review released.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from handrail.disclosure import AttackReport, Released
from handrail.documents import Block, Details, QuotationBlock
from handrail.guideline import Guideline
from handrail.values import Graph, Method


@dataclass(frozen=True)
class StudyFacts:
    """What the plan says about the study as a whole."""

    title: str
    question: str
    purpose: str
    authors: tuple[str, ...]
    language: str
    synthetic: bool
    limits: tuple[str, ...]
    ethics_reference: str
    ethics_body: str
    safeguarding_lead: str
    limits_of_confidentiality: str
    distress_protocol: str
    coder_welfare: str
    legal_condition: str
    smallest_cell: int
    smallest_cell_reason: str
    second_person: str
    edition: date | None = None
    publisher: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class MemoFacts:
    """How many memos there are, by how many people, and from which day to which."""

    memos: int
    by: int
    first: date
    last: date


@dataclass(frozen=True)
class StrandFacts:
    """What one strand of interviews consists of."""

    id: str
    title: str
    approach: str
    recruitment: str
    positionality: str
    information_power: Mapping[str, str]
    """Each part of information power, in a reader's words, to what the team says of it; empty for none."""
    documents: int
    coded_documents: int
    words: int
    participants: int
    coders: int
    codings: int
    codes: int
    agreement: str = ""
    """The released table of agreement between coders, or empty where none was asked for."""
    attributes: tuple[str, ...] = ()
    cooccurrence: str = ""
    """The released table of codes that stand together, or empty where none was planned."""
    crosstabs: tuple[tuple[str, str], ...] = ()
    """The tables of codes by an attribute that were planned, each with its attribute."""
    framework: str = ""
    """The released table of summaries by group, or empty where none was planned."""
    saturation: str = ""
    """The released table of new codes over the interviews, or empty where none was planned."""
    memos: MemoFacts | None = None
    history: tuple[tuple[str, date, str], ...] = ()
    """Under a reflexive approach: theme, day and what changed, in order of time."""


@dataclass(frozen=True)
class ThemeFacts:
    """A theme with its spread over participants; displays turn counts into words."""

    id: str
    sentence: str
    participants: int
    of: int
    counter_participants: int
    attributes: Mapping[str, Mapping[str, int]]
    people_at_level: Mapping[str, Mapping[str, int]]
    passages: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True)
class SurveyFacts:
    """What one survey is."""

    id: str
    title: str
    who: str
    sample: str
    selection: str
    public_use: str
    weights: str
    strata: str
    clusters: str
    df: str
    rows: int | None
    """None where it would give a small number back."""
    dropped: int
    replicates: str = ""
    """The replicate weights' columns and kind, or empty."""
    countries: str = ""
    """What each country counts in a number over several, or empty where there is one."""
    files: tuple[str, ...] = ()
    """The released tables of what lies beside it: questions, translations, participant flow, weights."""
    before: tuple[str, ...] = ()
    """The released tables that stand before its results: how precise each country is."""
    calibrated: str = ""
    """What weights are calibrated to and whence it is known, in a sentence, or empty."""


@dataclass(frozen=True)
class ProfileFacts:
    """What a person said of one class of a typology.

    Attributes
    ----------
    name, description, because
        Its name, what it describes, and why it has that name.
    second_reader, read_on
        Who read the name beside the numbers, and when; empty and None where nobody did.
    """

    name: str
    description: str
    because: str = ""
    second_reader: str = ""
    read_on: date | None = None

    @property
    def is_self_checked(self) -> bool:
        """Whether nobody but the one who named it read it."""
        return self.second_reader.strip().lower() == "self-checked"


@dataclass(frozen=True)
class ResultFacts:
    """How one result over a survey was made.

    Attributes
    ----------
    node
        Such as ``estimate:contact-by-country``: the name of its first table.
    kind
        Which kind of result.
    survey
        The survey that it reads.
    base, rows
        Respondents in it, of the rows of the file; None where that is not told.
    left_out
        Rows without a part in it (words for a number too small to tell) and why, or None.
    measure
        Of an estimate, what the plan asks for, such as ``crosstab``; of a model its kind, such as ``logit``.
    tables
        The names of its released tables, the first that of the node.
    beside
        The node of another result that stands in the same figure, or empty.
    described
        For a typology: what a person said of each class.
    roles
        For a typology: the label of each variable of its survey that has a role, to the role.
    methods
        For a risk analysis and a model: the methods of all its parts.
    """

    node: str
    kind: Literal["estimate", "model", "typology", "risk"]
    title: str
    survey: str
    method: Method
    rules: Mapping[str, str]
    base: int | None
    rows: int | None
    left_out: tuple[tuple[int | str, str], ...] | None
    warnings: tuple[str, ...]
    tables: tuple[str, ...] = ()
    beside: str = ""
    described: tuple[ProfileFacts, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    methods: tuple[Method, ...] = ()


@dataclass(frozen=True)
class SignedFacts:
    """Who signed a recommendation and when, and whether it still rests on what was signed.

    Attributes
    ----------
    by, on
        The name, and the day.
    same_evidence, same_words
        Whether what is beneath the recommendation, and what it says itself, are as they were signed.
    """

    by: str
    on: date
    same_evidence: bool
    same_words: bool


@dataclass(frozen=True)
class EditionFacts:
    """What an edition changed: nodes of recommendations. Never why, and never a number."""

    on: date
    revised: tuple[str, ...]
    reworded: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """Everything that a guideline tells.

    Attributes
    ----------
    passages
        Node of each passage to the team's name for it; and names to nodes through ``passage_nodes``.
    audit_head
        The head of the audit log when the documents were made.
    signed
        Node of each signed recommendation to its sign-off.
    editions
        What earlier editions and this one changed, oldest first.
    attack
        How the attacker fared with everything that leaves.
    """

    study: StudyFacts
    guideline: Guideline
    graph: Graph
    released: Released
    strands: tuple[StrandFacts, ...]
    themes: tuple[ThemeFacts, ...]
    surveys: tuple[SurveyFacts, ...]
    results: tuple[ResultFacts, ...]
    passage_nodes: Mapping[str, str] = field(default_factory=dict)
    audit_head: str = ""
    version: str = ""
    signed: Mapping[str, SignedFacts] = field(default_factory=dict)
    editions: tuple[EditionFacts, ...] = ()
    attack: AttackReport = field(default_factory=AttackReport)

    def quotation(self, node: str, place: str) -> Block:
        """Return a released quotation as a block; a distressing one is closed until a reader opens it."""
        block = QuotationBlock(name=node, anchor=place)
        if self.released.quotations[node].distressing:
            return Details(summary="A distressing passage: open it by choice", blocks=(block,))
        return block

    def resolve(self, reference: str) -> str:
        """Return the node that a reference of the guideline names."""
        kind, _, name = reference.partition(":")
        return self.passage_nodes.get(name, reference) if kind == "passage" else reference
