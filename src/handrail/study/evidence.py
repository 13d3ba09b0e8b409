"""Evidence: the graph of a built study, from sources up to recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handrail.guideline import Guideline, Recommendation
from handrail.interviews.codings import ADJUDICATED
from handrail.store import CodingRecord, ResultRecord
from handrail.study.associations import model_name, model_variables
from handrail.study.convert import codebook_of
from handrail.study.displays import DISPLAYS, Display, display_name, display_title
from handrail.study.estimates import estimate_name, used_variables
from handrail.study.place import Strand
from handrail.study.plan import Analysis, Survey, Variable
from handrail.study.plan_model import Model
from handrail.study.plan_risk import Risk
from handrail.study.plan_typology import Typology
from handrail.study.risks import risk_name, risk_variables
from handrail.study.session import Session
from handrail.study.typologies import typology_name, typology_variables
from handrail.values import Edge, Graph, Kind, Node, PlanError, Problem, Relation, StoreError


class Evidence:
    """Collects nodes and edges, then gives the graph.

    Parameters
    ----------
    session
        The open study, with codings and results stored.
    guideline
        What the team wrote.
    """

    def __init__(self, session: Session, guideline: Guideline) -> None:
        self.session, self.guideline = session, guideline
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.passages: dict[str, str] = {}
        self._digest = session.store.digester.of

    def graph(
        self,
        strands: Iterable[Strand],
        surveys: Mapping[str, ResultRecord],
        results: Mapping[str, ResultRecord],
    ) -> Graph:
        """Return the whole graph.

        Parameters
        ----------
        strands
            The interview strands, placed and spread.
        surveys
            Survey id to the result of reading it.
        results
            Node of each estimate, model and typology to its result.

        Raises
        ------
        PlanError
            When a passage is named twice over the strands.
        """
        for strand in strands:
            self._interviews(strand)
            for kind in DISPLAYS:
                if getattr(strand.plan, kind) is not None:
                    self._display(kind, strand, results)
        for survey in self.session.plan.survey:
            self._survey(survey, surveys[survey.id])
        plan = self.session.plan
        for analysis in plan.analysis:
            used = used_variables(analysis, plan.survey_of(analysis))
            self._result(estimate_name(analysis), "estimate", analysis, used, results)
        for model in plan.model:
            used = model_variables(model, plan.survey_of(model))
            self._result(model_name(model), "model", model, used, results)
        for typology in plan.typology:
            used = typology_variables(typology, plan.survey_of(typology))
            self._result(typology_name(typology), "typology", typology, used, results)
        for risk in plan.risk:
            # A risk analysis is a model: of one outcome, in blocks.
            used = risk_variables(risk, plan.survey_of(risk))
            self._result(risk_name(risk), "model", risk, used, results)
        for finding in self.guideline.findings:
            self._conclusion(
                f"finding:{finding.id}",
                "finding",
                finding.sentence,
                finding.supports,
                finding.challenges,
                finding.short,
            )
        for one in self.guideline.recommendations:
            self._conclusion(
                f"recommendation:{one.id}",
                "recommendation",
                one.sentence,
                one.supports,
                one.challenges,
                *printed_facts(one),
            )
        return Graph(self.nodes, self.edges)

    # -- interviews ------------------------------------------------------------------------------

    def _interviews(self, strand: Strand) -> None:
        store = self.session.store
        sources: dict[str, str] = {}
        for name in strand.used_documents():
            read = strand.imported.result("transcript", name)
            if read is None:
                continue
            sources[name] = f"source:{read.body['source']}"
            self._node(
                Node(
                    sources[name],
                    "source",
                    f"transcript in {strand.plan.title}",
                    read.key,
                    read.content,
                    {"name": name},
                )
            )
        codings = store.codings(strand.plan.id)
        codes = {code.name: code for code in store.codes(strand.plan.id)}
        for code in codes.values():
            parts = [code.name, code.description, code.parent, code.include, code.exclude]
            self._node(
                Node(
                    f"code:{code.id}",
                    "code",
                    f"code “{code.name}”",
                    content=self._digest(parts),
                    data={"name": code.name},
                )
            )
        for coding in codings:
            under = None if coding.name in strand.decisions.settled else f"code:{codes[coding.code].id}"
            self._passage(coding, sources[coding.document], under)
        for name, originals in strand.decisions.originals().items():
            self._link(self.passages[name], "derived_from", (self.passages[one] for one in originals))
        for theme in store.themes(strand.plan.id):
            result = strand.themes.get(theme.name)
            if result is None:
                continue
            here = f"theme:{theme.name}"
            self._node(Node(here, "theme", theme.sentence, result.key, result.content))
            self._link(here, "derived_from", (f"code:{codes[name].id}" for name in theme.codes))
            # A stopped participant's coding is named in the theme and has no passage.
            known = self.passages
            self._link(here, "derived_from", (known[name] for name in theme.passages if name in known))
            self._link(here, "challenges", (known[name] for name in theme.counter_examples if name in known))

    def _passage(self, coding: CodingRecord, source: str, code: str | None) -> None:
        """Add a passage beneath its code; one that the team decided about stands beneath none."""
        if coding.name in self.passages:
            raise PlanError(
                Problem("a coding's id is its own over all strands", f"'{coding.name}' twice", "rename one")
            )
        here = f"passage:{coding.id}"
        self.passages[coding.name] = here
        content = self._digest(
            [coding.quotation, coding.code, coding.coder, list(coding.flags), coding.approval]
        )
        self._node(
            Node(
                here,
                "passage",
                f"a passage {'decided to be' if coding.coder == ADJUDICATED else 'coded'} “{coding.code}”",
                content=content,
                data={"name": coding.name},
            )
        )
        self._link(here, "derived_from", [source])
        if code is not None:
            self._link(code, "derived_from", [here])

    def _display(self, kind: Display, strand: Strand, results: Mapping[str, ResultRecord]) -> None:
        """Add a planned table of codes: it rests on them, and a matrix on its summaries' passages too."""
        here = display_name(kind, strand.plan.id)
        made = results[here]
        self._node(Node(here, kind, display_title(kind, strand.plan.title), made.key, made.content))
        codebook = codebook_of(self.session.store, strand.plan.id)
        ids = {code.name: code.id for code in self.session.store.codes(strand.plan.id)}
        used = {one for name in made.body["codes"] for one in (name, *codebook.descendants(name))}
        self._link(here, "derived_from", (f"code:{ids[name]}" for name in sorted(used)))
        named = made.body.get("passages", ())
        self._link(here, "derived_from", (self.passages[one] for one in named if one in self.passages))

    # -- surveys ---------------------------------------------------------------------------------

    def _survey(self, survey: Survey, read: ResultRecord) -> None:
        source = f"source:{read.body['source']}"
        self._node(
            Node(
                source,
                "source",
                f"{'joined files' if survey.part else 'data file'} of {survey.title}",
                read.key,
                read.content,
                {"name": survey.file or survey.id},
            )
        )
        for one in survey.files if survey.part else ():
            self._part(one, source, read.body["files"][one.id])
        for variable in survey.variable:
            here = f"variable:{survey.id}.{variable.name}"
            content = self._digest(
                [variable.model_dump(mode="json"), read.body["columns"].get(variable.from_)]
            )
            self._node(Node(here, "variable", variable.label, content=content))
            self._link(here, "derived_from", [source])

    def _part(self, one: Survey, joined: str, source: str) -> None:
        """Add a file that joined answers rest on."""
        read = self.session.store.result(f"read:{one.id}")
        if read is None:
            raise StoreError.because("a joined survey rests on files that were read", one.id, "build again")
        here = f"source:{source}"
        name = f"data file of {one.title}"
        self._node(Node(here, "source", name, read.key, read.content, {"name": one.file}))
        self._link(joined, "derived_from", [here])

    def _result(
        self,
        here: str,
        kind: Kind,
        part: Analysis | Model | Typology | Risk,
        variables: Iterable[Variable],
        results: Mapping[str, ResultRecord],
    ) -> None:
        self._node(Node(here, kind, part.title, results[here].key, results[here].content))
        used = (f"variable:{part.survey}.{variable.name}" for variable in variables)
        self._link(here, "derived_from", used)

    # -- conclusions -----------------------------------------------------------------------------

    def _conclusion(
        self,
        here: str,
        kind: Kind,
        sentence: str,
        supports: tuple[str, ...],
        challenges: tuple[str, ...],
        *more: str,
    ) -> None:
        up, against = [self.resolve(one) for one in supports], [self.resolve(one) for one in challenges]
        content = self._digest(conclusion(sentence, supports, challenges, *more))
        self._node(Node(here, kind, sentence, content=content))
        self._link(here, "supports", up)
        self._link(here, "challenges", against)

    def resolve(self, reference: str) -> str:
        """Return the node that a reference of the guideline names: passages go by the team's own names."""
        kind, _, name = reference.partition(":")
        return self.passages[name] if kind == "passage" else reference

    def _node(self, node: Node) -> None:
        self.nodes.append(node)

    def _link(self, node: str, relation: Relation, others: Iterable[str]) -> None:
        self.edges.extend(Edge(node, relation, other) for other in others)


def published(graph: Graph) -> Graph:
    """Return the graph as documents show it: a framework matrix rests on its codes there.

    Which passages its summaries rest on is for the team's trace. A reader could put it beside the attributes
    that label a quotation, and so tell more of its speaker than the quotation was released with.

    Examples
    --------
    >>> nodes = [Node("framework:t", "framework", "M."), Node("passage:1", "passage", "P.")]
    >>> published(Graph(nodes, [Edge("framework:t", "derived_from", "passage:1")])).edges
    ()
    """
    kept = (
        edge
        for edge in graph.edges
        if not (edge.node.startswith("framework:") and edge.on.startswith("passage:"))
    )
    return Graph(graph.nodes.values(), kept)


def conclusion(sentence: str, supports: Iterable[str], challenges: Iterable[str], *more: str) -> list[object]:
    """Return what a finding's or recommendation's own content is, as canonical values."""
    return [sentence, sorted(supports), sorted(challenges), *more]


def printed_facts(one: Recommendation) -> tuple[str, ...]:
    """Return what a recommendation prints beside its sentence and links."""
    audience = ", ".join(one.audience)
    return (
        audience,
        one.strength,
        one.who_acts,
        one.review_date.isoformat(),
        one.dissent,
        one.rationale,
        one.short,
        *one.steps,
    )
