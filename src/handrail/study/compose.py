"""Tell the story: fill the report's facts from the plan, the store and what was released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from handrail import __version__
from handrail.disclosure import Released
from handrail.documents import Document
from handrail.interviews.codings import ADJUDICATED
from handrail.report import (
    EditionFacts,
    MemoFacts,
    ProfileFacts,
    ResultFacts,
    SignedFacts,
    Story,
    StrandFacts,
    StudyFacts,
    SurveyFacts,
    ThemeFacts,
    compose,
)
from handrail.report.words import INFORMATION_POWER
from handrail.study.agreements import agreement_name
from handrail.study.associations import methods_of as methods_of_model
from handrail.study.associations import model_name
from handrail.study.beneath import contents_beneath
from handrail.study.built import Built
from handrail.study.displays import display_name
from handrail.study.editions import edition_changes
from handrail.study.estimates import estimate_name
from handrail.study.place import Strand
from handrail.study.plan import Analysis, Interviews, Survey
from handrail.study.plan_model import Model
from handrail.study.plan_risk import Risk
from handrail.study.plan_typology import Typology
from handrail.study.records import result_from_json
from handrail.study.risks import methods_of, risk_name
from handrail.study.row_counts import rows_name
from handrail.study.saturations import saturation_name
from handrail.study.survey_files import file_name, planned_files
from handrail.study.survey_tables import compares_countries, countries_name, table_names
from handrail.study.typologies import typology_methods, typology_name
from handrail.study.weighting import calibration_words
from handrail.values import Graph, Table


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
            surveys=_surveys(built, released),
            results=_results(built),
            passage_nodes={
                str(node.data["name"]): node.id for node in graph.nodes.values() if node.kind == "passage"
            },
            audit_head=store.audit_head(),
            version=__version__,
            signed=_signed(built, graph),
            editions=tuple(EditionFacts(**vars(one)) for one in edition_changes(store.ledger())),
            attack=built.attack,
        )
    )


def _signed(built: Built, graph: Graph) -> dict[str, SignedFacts]:
    facts = {}
    for one in built.session.store.sign_offs():
        if one.node in graph.nodes:
            now, signed = contents_beneath(graph, one.node), dict(one.contents)
            same_words = now.pop(one.node) == signed.pop(one.node, None)
            facts[one.node] = SignedFacts(one.by, date.fromisoformat(one.at[:10]), now == signed, same_words)
    return facts


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
        edition=study.edition,
        publisher=study.publisher,
        identifier=study.identifier,
    )


def _strand(strand: Strand) -> StrandFacts:
    store, plan = strand.session.store, strand.plan
    codings = [coding for coding in store.codings(plan.id) if coding.coder != ADJUDICATED]
    read = [strand.imported.result("transcript", name) for name in strand.used_documents()]
    return StrandFacts(
        id=plan.id,
        title=plan.title,
        approach=plan.approach,
        recruitment=plan.recruitment,
        positionality=plan.positionality,
        information_power=_information_power(plan),
        documents=len(read),
        coded_documents=len({coding.document for coding in codings}),
        words=sum(one.body["words"] for one in read if one is not None),
        participants=len({person.name for person in store.participants(plan.id)} - strand.stopped),
        coders=len({coding.coder for coding in codings}),
        codings=len(codings),
        codes=len(store.codes(plan.id)),
        agreement=agreement_name(plan.id) if plan.asks_for_agreement else "",
        attributes=tuple(strand.shown_attributes()),
        saturation=saturation_name(plan.id) if plan.saturation is not None else "",
        cooccurrence=display_name("cooccurrence", plan.id) if plan.cooccurrence is not None else "",
        crosstabs=tuple(
            (f"{display_name('crosstab', plan.id)}.{attribute}", attribute)
            for attribute in (() if plan.crosstab is None else plan.crosstab.attributes)
        ),
        framework=display_name("framework", plan.id) if plan.framework is not None else "",
        memos=_memos(strand),
        history=_history(strand) if plan.approach == "reflexive" else (),
    )


def _information_power(plan: Interviews) -> dict[str, str]:
    if plan.information_power is None:
        return {}
    said = plan.information_power.model_dump()
    return {INFORMATION_POWER[part]: words for part, words in said.items()}


def _memos(strand: Strand) -> MemoFacts | None:
    read = strand.imported.result("memos", strand.plan.memos) if strand.plan.memos else None
    if read is None or not read.body["memos"]:
        return None
    first, last = (date.fromisoformat(*read.body[end]) for end in ("first", "last"))
    return MemoFacts(read.body["memos"], read.body["by"], first, last)


def _history(strand: Strand) -> tuple[tuple[str, date, str], ...]:
    changes = [
        (theme.sentence, date.fromisoformat(str(change["on"])), str(change["note"]))
        for theme in strand.session.store.themes(strand.plan.id)
        for change in theme.history
    ]
    return tuple(sorted(changes, key=lambda change: change[1]))


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


def _surveys(built: Built, released: Released) -> tuple[SurveyFacts, ...]:
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
            rows=_rows(released.tables[rows_name(survey.id)]),
            dropped=len(built.surveys[survey.id].body["dropped"]),
            replicates=_replicates(survey),
            countries=survey.country_weight or "",
            files=(
                *(file_name(kind, survey) for kind in planned_files(survey)),
                *(
                    name
                    for name in table_names(built.session.plan, survey)
                    if name != countries_name(survey.id)
                ),
            ),
            before=(countries_name(survey.id),) if compares_countries(built.session.plan, survey) else (),
            calibrated="" if survey.calibration is None else calibration_words(survey, survey.calibration),
        )
        for survey in built.session.plan.survey
    )


def _replicates(survey: Survey) -> str:
    planned = survey.replicate_weights
    return (
        ""
        if planned is None
        else (planned.prefix or f"{len(planned.columns)} columns") + f" ({planned.kind})"
    )


def _rows(counted: Table) -> int | None:
    (cell,) = counted.cells
    return None if cell.withheld else cell.n


def _results(built: Built) -> tuple[ResultFacts, ...]:
    plan = built.session.plan
    known = {survey.id: {one.name: one.label for one in survey.variable} for survey in plan.survey}
    facts = []
    for analysis in plan.analysis:
        beside = f"estimate:{analysis.beside}" if analysis.beside else ""
        one = _facts(built, estimate_name(analysis), "estimate", analysis, known[analysis.survey])
        facts.append(replace(one, beside=beside, measure=analysis.measure))
    for model in plan.model:
        one = _facts(built, model_name(model), "model", model, known[model.survey])
        facts.append(replace(one, measure=model.kind, methods=(one.method, *methods_of_model(model)[1:])))
    for typology in plan.typology:
        one = _facts(built, typology_name(typology), "typology", typology, known[typology.survey])
        facts.append(
            replace(
                one,
                described=_described(typology),
                roles=_roles(plan.survey_of(typology)),
                methods=typology_methods(built.results[one.node]),
            )
        )
    for risk in plan.risk:
        one = _facts(built, risk_name(risk), "risk", risk, known[risk.survey])
        facts.append(replace(one, methods=methods_of(built.results[one.node])))
    return tuple(facts)


def _described(typology: Typology) -> tuple[ProfileFacts, ...]:
    return tuple(
        ProfileFacts(one.name, one.description, one.because, one.second_reader.strip(), one.read_on)
        for one in typology.profile
    )


def _roles(survey: Survey) -> dict[str, str]:
    return {one.label: one.role for one in survey.variable if one.role is not None}


def _facts(
    built: Built,
    node: str,
    kind: Literal["estimate", "model", "typology", "risk"],
    part: Analysis | Model | Typology | Risk,
    labels: Mapping[str, str],
) -> ResultFacts:
    told = built.told[node]
    left_out = told.left_out
    return ResultFacts(
        node=node,
        kind=kind,
        title=part.title,
        survey=part.survey,
        method=told.method,
        rules=told.rules,
        base=told.base,
        rows=told.rows,
        left_out=None
        if left_out is None
        else tuple((rows, _in_words(why, labels)) for rows, why in left_out),
        warnings=told.warnings,
        tables=tuple(table.name for table in result_from_json(built.results[node].body).tables),
    )


def _in_words(reason: str, labels: Mapping[str, str]) -> str:
    """Return a reason with readers' labels in place of the variables' names."""
    for name, label in labels.items():
        reason = reason.replace(f"'{name}'", f"“{label}”")
    return reason
