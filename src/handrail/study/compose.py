"""Tell the story: fill the report's facts from the plan, the store and what was released."""

from __future__ import annotations

from handrail import __version__
from handrail.disclosure import Released
from handrail.documents import Document
from handrail.report import (
    EstimateFacts,
    Story,
    StrandFacts,
    StudyFacts,
    SurveyFacts,
    ThemeFacts,
    compose,
)
from handrail.study.built import Built
from handrail.study.place import Strand
from handrail.study.records import result_from_json
from handrail.values import Graph, Result


def compose_document(built: Built, graph: Graph, released: Released) -> Document:
    """Return the guideline's document tree."""
    store = built.session.store
    strands = tuple(_strand(strand) for strand in built.strands)
    return compose(
        Story(
            study=_study(built),
            guideline=built.guideline,
            graph=graph,
            released=released,
            strands=strands,
            themes=tuple(theme for strand in built.strands for theme in _themes(strand, graph)),
            surveys=_surveys(built),
            estimates=_estimates(built),
            passage_nodes={
                str(node.data["name"]): node.id for node in graph.nodes.values() if node.kind == "passage"
            },
            audit_head=store.audit_head(),
            version=__version__,
        )
    )


def _study(built: Built) -> StudyFacts:
    plan = built.session.plan
    study, ethics, rules = plan.study, plan.ethics, plan.disclosure
    return StudyFacts(
        title=study.title,
        question=study.question,
        purpose=study.purpose,
        authors=study.authors,
        language=study.language,
        synthetic=study.synthetic,
        limits=study.limits,
        ethics_reference=ethics.reference,
        ethics_body=ethics.body,
        safeguarding_lead=ethics.safeguarding_lead,
        limits_of_confidentiality=ethics.limits_of_confidentiality,
        distress_protocol=ethics.distress_protocol,
        coder_welfare=ethics.coder_welfare,
        legal_condition=ethics.legal_condition,
        smallest_cell=rules.smallest_cell,
        smallest_cell_reason=rules.reason,
        second_person=rules.second_person,
    )


def _strand(strand: Strand) -> StrandFacts:
    store, plan = strand.session.store, strand.plan
    codings = store.codings(plan.id)
    read = [strand.imported.result("transcript", name) for name in strand.imported.document_names()]
    return StrandFacts(
        id=plan.id,
        title=plan.title,
        approach=plan.approach,
        recruitment=plan.recruitment,
        positionality=plan.positionality,
        information_power=plan.information_power,
        documents=len(read),
        coded_documents=len({coding.document for coding in codings}),
        words=sum(one.body["words"] for one in read if one is not None),
        participants=len({person.name for person in store.participants(plan.id)}),
        coders=len({coding.coder for coding in codings}),
        codings=len(codings),
        codes=len(store.codes(plan.id)),
    )


def _themes(strand: Strand, graph: Graph) -> list[ThemeFacts]:
    facts = []
    for name, result in strand.themes.items():
        if result is None:
            continue
        here = f"theme:{name}"
        against = tuple(edge.on for edge in graph.below(here) if edge.relation == "challenges")
        passages = [
            node.id for _, node, _ in graph.walk(here) if node.kind == "passage" and node.id not in against
        ]
        facts.append(
            ThemeFacts(
                id=name,
                sentence=result.body["sentence"],
                participants=result.body["participants"],
                of=result.body["of"],
                counter_participants=result.body["counter_participants"],
                attributes=result.body["attributes"],
                people_at_level=result.body["people_at_level"],
                passages=tuple(sorted(passages)),
                counter_examples=against,
            )
        )
    return facts


def _surveys(built: Built) -> tuple[SurveyFacts, ...]:
    return tuple(
        SurveyFacts(
            id=survey.id,
            title=survey.title,
            who=survey.who,
            sample=survey.sample,
            selection=survey.selection,
            public_use=survey.public_use,
            weights=survey.weights,
            strata=survey.strata,
            clusters=survey.clusters,
            df=survey.df,
            rows=built.surveys[survey.id].body["rows"],
            dropped=len(built.surveys[survey.id].body["dropped"]),
        )
        for survey in built.session.plan.survey
    )


def _estimates(built: Built) -> tuple[EstimateFacts, ...]:
    facts = []
    for analysis in built.session.plan.analysis:
        result = result_from_json(built.estimates[analysis.id].body)
        facts.append(
            EstimateFacts(
                id=analysis.id,
                title=analysis.title,
                survey=analysis.survey,
                method=result.method,
                rules=result.rules,
                left_out=tuple(
                    (one.rows, _in_words(one.reason, analysis.variable, result)) for one in result.left_out
                ),
                warnings=result.warnings,
            )
        )
    return tuple(facts)


def _in_words(reason: str, variable: str, result: Result) -> str:
    """Return a reason with the reader's label in place of the variable's name."""
    label = next((table.labels.get(variable, variable) for table in result.tables), variable)
    return reason.replace(f"'{variable}'", f"“{label}”")
