"""What goes: everything in the store that a withdrawal reaches, and what rests on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handrail.interviews.agreement.adjudication import decided_name
from handrail.interviews.transcript import plain_label
from handrail.store import DocumentRecord, ParticipantRecord, Store
from handrail.store.records import ActKind
from handrail.study.agreements import agreement_name
from handrail.study.associations import model_name
from handrail.study.displays import display_names
from handrail.study.estimates import estimate_name
from handrail.study.harmonisation_tables import harmonisation_name
from handrail.study.open_identifiers import identifiers_name
from handrail.study.plan import Interviews, Plan
from handrail.study.risks import risk_steps
from handrail.study.saturations import saturation_name
from handrail.study.session import Session
from handrail.study.survey_tables import table_names
from handrail.study.typologies import typology_steps
from handrail.values import Node

Span = tuple[int, int]


@dataclass(frozen=True)
class Target:
    """Whom or what a withdrawal is about.

    Attributes
    ----------
    kind
        ``participant``, ``respondent`` or ``passage``.
    strand
        The strand, or the survey's id.
    name
        The pseudonym, the respondent's number as it is compared, or the coding's name.
    """

    kind: ActKind
    strand: str
    name: str = field(repr=False)


@dataclass(frozen=True)
class Scope:
    """What a withdrawal reaches in the store.

    Attributes
    ----------
    whole
        Documents that go whole.
    masked
        Document to the stretches whose words are masked in it.
    codings
        Names of the codings that go.
    people
        The participant's rows.
    lone_levels
        Levels of attributes that only this participant has.
    rows
        Respondents' rows.
    steps
        Results that go because they hold or count it.
    nodes
        Nodes of the evidence graph that go.
    resting
        Nodes that rest on them, nearest first.
    """

    whole: tuple[str, ...] = ()
    masked: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    codings: tuple[str, ...] = ()
    people: tuple[ParticipantRecord, ...] = ()
    lone_levels: tuple[str, ...] = ()
    rows: int = 0
    steps: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    resting: tuple[Node, ...] = ()


def scope_of(session: Session, target: Target) -> Scope:
    """Return what a withdrawal reaches, from what the store holds now."""
    if target.kind == "respondent":
        return _respondent(session, target)
    store = session.store
    strand = next(part for part in session.plan.interviews if part.id == target.strand)
    people: tuple[ParticipantRecord, ...] = ()
    if target.kind == "participant":
        people = tuple(one for one in store.participants(strand.id) if one.name == target.name)
        whole, masked = _documents(store, strand, people)
    else:
        whole, masked = (), _passage(store, target)
    reached = {
        entry["id"]
        for entry in coding_entries(store, strand.id)
        if entry["document"] in whole or _overlaps(store, entry, masked)
    }
    # A decision goes with any coding that it rests on.
    codings = tuple(
        entry["id"]
        for entry in coding_entries(store, strand.id)
        if entry["id"] in reached or reached & {one["coding"] for one in entry.get("originals", ())}
    )
    sources = {source.name: source.id for source in store.sources(strand.id)}
    ids = {one.name: one.id for one in store.codings(strand.id)}
    nodes = {f"source:{sources[name]}" for name in whole if name in sources}
    nodes |= {f"passage:{ids[name]}" for name in codings if name in ids}
    steps = {f"theme:{theme.name}" for theme in store.themes(strand.id)}
    steps |= {agreement_name(strand.id), saturation_name(strand.id), identifiers_name(strand.id), "documents"}
    steps |= set(display_names(strand.id))
    steps |= {f"place:{strand.id}/{name}" for name in (*whole, *masked)}
    steps |= {f"read:{strand.id}/transcript/{name}" for name in whole}
    return Scope(
        whole=whole,
        masked=masked,
        codings=codings,
        people=people,
        lone_levels=_lone_levels(store, people),
        steps=frozenset(steps),
        nodes=frozenset(nodes),
        resting=_resting(store, nodes),
    )


def _respondent(session: Session, target: Target) -> Scope:
    from handrail.study.withdrawal.respondents import rows_of, stopped_name
    from handrail.survey import from_parquet

    plan, store = session.plan, session.store
    survey = plan.survey_named(target.strand)
    rows = 0
    for name in (survey.id, stopped_name(survey.id)):
        held = store.dataset(name)
        if held is not None:
            rows += len(rows_of(survey, from_parquet(held.parquet), target.name))
    sources = {f"source:{one.id}" for one in store.sources(survey.id)}
    steps = survey_steps(plan, survey.id) | {"documents"}
    return Scope(rows=rows, steps=frozenset(steps), resting=_resting(store, sources))


def survey_steps(plan: Plan, survey: str) -> set[str]:
    """Return the estimates, models, typologies, risk analyses and tables that read a survey."""
    survey = survey.partition("/")[0]  # a file's answers are read through the survey that joins it
    steps = {estimate_name(one) for one in plan.analysis if one.survey == survey}
    steps |= {model_name(one) for one in plan.model if one.survey == survey}
    steps |= {step for one in plan.risk if one.survey == survey for step in risk_steps(one)}
    tables = {name for one in plan.survey if one.id == survey for name in table_names(plan, one)}
    steps |= tables - {harmonisation_name(survey)}  # which is made of no answer
    return steps | {step for one in plan.typology if one.survey == survey for step in typology_steps(one)}


def no_longer_asked(store: Store, plan: Plan) -> set[str]:
    """Return the results of analyses that left the plan: any of them may rest on any survey."""
    asked = {step for survey in plan.survey for step in survey_steps(plan, survey.id)}
    made = {step for kind in _OF_ANSWERS for step in store.steps_of(kind)}
    return made - asked


_OF_ANSWERS = ("estimate:", "model:", "risk:", "typology:")


def _documents(
    store: Store, strand: Interviews, people: Iterable[ParticipantRecord]
) -> tuple[tuple[str, ...], dict[str, tuple[Span, ...]]]:
    """Return the documents that go whole, and what is masked in those that others speak in too."""
    mine: dict[str, set[str]] = {}
    for one in people:
        mine.setdefault(one.document, set()).add(plain_label(one.speaker))
    names = {one.name for one in people}
    shared = {one.document for one in store.participants(strand.id) if one.name not in names}
    whole = tuple(sorted(set(mine) - shared))
    masked = {}
    for name in sorted(set(mine) & shared):
        document = store.document(name)
        if document is not None:
            masked[name] = tuple(_turns_of(document, mine[name]))
    return whole, masked


def _turns_of(document: DocumentRecord, labels: set[str]) -> Iterator[Span]:
    """Yield the turns of some speakers, and their labels before them."""
    before = 0
    for turn in document.turns:
        if turn.speaker is not None and plain_label(turn.speaker) in labels:
            label = document.text.rfind(turn.speaker, before, turn.start)
            if label >= 0:
                yield label, label + len(turn.speaker)
            yield turn.start, turn.end
        before = turn.end


def _lone_levels(store: Store, people: tuple[ParticipantRecord, ...]) -> tuple[str, ...]:
    mine = {level for one in people for level in one.attributes.values() if level}
    ids = {one.id for one in people}
    others = {level for one in store.participants() if one.id not in ids for level in one.attributes.values()}
    return tuple(sorted(mine - others))


def _passage(store: Store, target: Target) -> dict[str, tuple[Span, ...]]:
    for entry in coding_entries(store, target.strand):
        if entry["id"] == target.name:
            span = _place(store, entry)
            if span is not None:
                return {entry["document"]: (span,)}
    return {}


def coding_entries(store: Store, strand: str) -> Iterator[Mapping[str, Any]]:
    """Yield every coding of a strand as it was read, and every decision, in use or not."""
    for result in store.results():
        if result.step.startswith(f"read:{strand}/codings/"):
            yield from result.body["entries"]
        elif result.step.startswith(f"read:{strand}/adjudications/"):
            yield from ({**one, "id": decided_name(one["id"])} for one in result.body["adjudications"])
        elif result.step.startswith(f"read:{strand}/returned/"):
            yield from ({**one, "id": one["guid"]} for one in result.body["passages"])


def _place(store: Store, entry: Mapping[str, Any]) -> Span | None:
    if entry["start"] is not None and entry["end"] is not None:
        return entry["start"], entry["end"]
    document = store.document(entry["document"])
    start = -1 if document is None else document.text.find(entry["quotation"])
    return None if start < 0 else (start, start + len(entry["quotation"]))


def _overlaps(store: Store, entry: Mapping[str, Any], masked: Mapping[str, tuple[Span, ...]]) -> bool:
    spans = masked.get(entry["document"], ())
    place = _place(store, entry) if spans else None
    return place is not None and any(start < place[1] and place[0] < end for start, end in spans)


def _resting(store: Store, nodes: Iterable[str]) -> tuple[Node, ...]:
    graph = store.graph()
    start = [node for node in sorted(nodes) if node in graph.nodes]
    found: dict[str, tuple[int, Node]] = {}
    for one in start:
        for depth, node, _ in graph.walk(one, up=True):
            if node.id not in found or depth < found[node.id][0]:
                found[node.id] = (depth, node)
    resting = [(depth, node) for depth, node in found.values() if node.id not in start]
    return tuple(node for _, node in sorted(resting, key=lambda one: (one[0], one[1].id)))


# -- who is left ----------------------------------------------------------------------------------


def level_warnings(session: Session, target: Target, scope: Scope) -> list[str]:
    """Return what a reader who compares editions may notice: levels of which nobody, or few, are left."""
    from handrail.study.withdrawal.tombstones import stopped_people

    store = session.store
    if not scope.people:
        return []
    away = stopped_people(store, target.strand) | {target.name}
    left = {one.name: one for one in store.participants(target.strand) if one.name not in away}
    if not left:
        return [
            f"Nobody is left in '{target.strand}': take the strand out of study.toml before the next build."
        ]
    warnings = []
    for attribute, level in scope.people[0].attributes.items():
        count = Counter(one.attributes.get(attribute, "") for one in left.values())[level]
        if count == 0:
            warnings.append(
                f"The last participant with {attribute} “{level}”: a reader who compares editions may notice."
            )
        elif count < 3:
            warnings.append(
                f"Fewer than three participants with {attribute} “{level}” are left: it labels no quotation."
            )
    return warnings
