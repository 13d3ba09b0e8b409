"""Risk analyses: a step for each part of one, and one that puts its tables together.

A change of the validation computes the validation again and nothing else; what is cited, traced and reviewed
is the whole, because its tables are made of one another and leave together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.risk.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.answers import (
    Answers,
    domain_note,
    domain_of,
    is_declared,
    made_from,
    special_note,
    variables_of,
)
from handrail.study.estimates import outcome_of
from handrail.study.facets import GROUPS, facets_of, restricted_to
from handrail.study.plan import Survey, Variable
from handrail.study.plan_risk import Risk
from handrail.study.records import result_from_json
from handrail.study.risk_parts import ASKED, FROM_REPLICATES, Declared, RiskPart, risk_parts
from handrail.study.runner import Outcome, Runner
from handrail.study.weighting import with_calibration
from handrail.values import DataError, LeftOut, Method, Result, Table

if TYPE_CHECKING:
    import polars as pl

    from handrail.risk import RiskAnalysis
    from handrail.survey import Design


def risk_name(risk: Risk) -> str:
    """Return the node of a risk analysis."""
    return f"risk:{risk.id}"


def part_name(risk: Risk, part: RiskPart) -> str:
    """Return the step of one part of a risk analysis."""
    return f"{risk_name(risk)}/{part.name}"


def risk_steps(risk: Risk) -> tuple[str, ...]:
    """Return every step of a risk analysis, the whole last."""
    return (*(part_name(risk, part) for part in risk_parts(risk)), risk_name(risk))


def risk_variables(risk: Risk, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a risk analysis reads."""
    asked = risk.specifications
    others = () if asked is None else (*asked.outcomes, *(name for name in asked.weights if name))
    country = () if risk.country is None else (risk.country,)
    return variables_of(survey, (risk.outcome, *risk.factors, *country, *risk.where, *others))


def methods_of(whole: ResultRecord) -> tuple[Method, ...]:
    """Return the methods of a risk analysis, one a part."""
    return tuple(METHODS[name] for name in whole.body["methods"])


class Risks:
    """Runs the risk analyses of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, risk: Risk, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a risk analysis's result: every part is computed when what it reads changed."""
        name, parts = risk_name(risk), list(risk_parts(risk))
        if imported is None:
            for step in risk_steps(risk):
                self.runner.fail(step)
            return None
        done = self.runner.all_of(name, [self._part(risk, part, imported) for part in parts])
        if done is None:
            return None
        return self.runner.step(
            name,
            "risk",
            METHODS["risk.blocks"],
            [[part.name, one.content] for part, one in zip(parts, done, strict=True)],
            lambda: _together(parts, done),
        )

    def _part(self, risk: Risk, part: RiskPart, imported: ResultRecord) -> ResultRecord | None:
        survey = self.answers.session.plan.survey_of(risk)
        variables = risk_variables(risk, survey)
        shared = risk.model_dump(mode="json", exclude=set(ASKED))
        return self.runner.step(
            part_name(risk, part),
            "risk",
            METHODS[part.method],
            made_from([shared, part.asked, self.answers.smallest], survey, variables, imported),
            lambda: self._compute(risk, part, survey, variables),
        )

    def _compute(
        self, risk: Risk, part: RiskPart, survey: Survey, variables: tuple[Variable, ...]
    ) -> Outcome:
        step = part_name(risk, part)
        design = self.answers.design(survey, variables, replicated=part.method in FROM_REPLICATES)
        known = {variable.name: variable for variable in variables}
        check_factors([known[name] for name in risk.factors], design, f"risk analysis '{risk.id}'")
        domain = domain_of(design.frame, risk.where, variables)
        if domain is not None:
            design = _restricted(design, risk, domain)
        analysis = _analysis(risk, survey, known)
        declared = Declared(
            design=design,
            analysis=analysis,
            risk=risk,
            smallest=self.answers.smallest,
            words={one.name: {"1": GROUPS[0], "0": GROUPS[1]} for one in variables if one.yes},
            labels={one.name: one.label for one in variables},
            told=lambda done, of: self.runner.progress.start(f"{step}: {done} of {of}"),
        )
        return outcome_of(self._dressed(part.make(declared), declared, survey, variables))

    def _dressed(
        self,
        result: Result,
        of: Declared,
        survey: Survey,
        variables: tuple[Variable, ...],
    ) -> Result:
        """Return a result with what disclosure review reads of its tables, and with their readings."""
        from handrail.risk.readings import IN_MEMORY, readings

        risk, analysis = of.risk, of.analysis
        known = {one.name: one for one in variables}
        others = [one for one in variables if one.name not in risk.factors]
        notes = (*readings(analysis), IN_MEMORY, *special_note(others), *domain_note(risk.where, variables))
        as_groups = {
            cell.group["factor"]
            for table in result.tables
            for cell in (*table.cells, *table.judged)
            if "factor" in cell.group and cell.group.get("level") in GROUPS
        }
        words = {name: GROUPS for name in risk.factors if known[name].label in as_groups}
        held = self.answers.survey(survey)
        facets = facets_of(survey, held, of.design.frame, variables, words=words, where=risk.where)
        domain = restricted_to(facets, risk.where)
        tables = tuple(
            replace(
                table,
                column=known[risk.outcome].from_,
                facets=facets,
                domain=domain,
                notes=tuple(dict.fromkeys((*table.notes, *notes))),
                labels=_labelled(table, known, risk),
            )
            for table in result.tables
        )
        left_out = tuple(
            LeftOut(one.rows, f"{one.reason}, or outside of whom it is about")
            if risk.where and f"'{risk.outcome}'" in one.reason
            else one
            for one in result.left_out
        )
        return with_calibration(replace(result, tables=tables, left_out=left_out), survey)


def check_factors(factors: list[Variable], design: Design, part: str) -> None:
    """Refuse factors that are free text, and numbers without a unit.

    Raises
    ------
    DataError
        Naming the variable; never a value.
    """
    for one in factors:
        answered = design.frame[one.name]
        if is_declared(one, answered):
            continue
        if not answered.dtype.is_numeric():
            raise DataError.because(
                "a factor of a model has declared categories, or is a number",
                f"'{one.name}' in {part}: text without categories",
                f"add categories = {{ ... }} to '{one.name}'",
                file="study.toml",
            )
        if not one.unit:
            raise DataError.because(
                "a number as a factor of a model has a unit",
                f"'{one.name}' in {part}, without categories and without a unit",
                f"add unit = \"...\" or categories to '{one.name}'",
                file="study.toml",
            )


def _analysis(risk: Risk, survey: Survey, known: Mapping[str, Variable]) -> RiskAnalysis:
    from handrail.risk import RiskAnalysis, RiskFactor, RiskOutcome

    factors = (
        RiskFactor(
            name,
            known[name].label,
            block.kind,
            known[name].unit,
            known[name].special,
            known[name].offence,
            known[name].geography == "below country",
        )
        for block in risk.block
        for name in block.factors
    )
    return RiskAnalysis(
        name=risk_name(risk),
        title=risk.title,
        source=survey.id,
        sample=survey.sample,
        outcome=RiskOutcome(risk.outcome, known[risk.outcome].label, risk.outcome_is),
        factors=tuple(factors),
        missing=risk.missing,
        country=risk.country or "",
        country_weight=risk.country_weight,
        populations=risk.populations,
        time_order=risk.time_order,
        nothing_to_change=risk.nothing_to_change,
        selection=survey.selection,
        public_use=bool(survey.public_use),
        level=risk.level,
        df=survey.df,
    )


def _restricted(design: Design, risk: Risk, domain: pl.Expr) -> Design:
    """Return a design in which only a domain has an outcome: the rows of the others stay, without a part."""
    import polars as pl

    from handrail.risk.model_rows import with_columns

    outcomes = (risk.outcome, *(() if risk.specifications is None else risk.specifications.outcomes))
    inside = design.frame.select(domain.alias("inside"))["inside"]
    kept = design.frame.select(pl.when(inside).then(pl.col(name)).alias(name) for name in outcomes)
    return with_columns(design, *kept.get_columns())


def _labelled(table: Table, known: Mapping[str, Variable], risk: Risk) -> dict[str, str]:
    # Cells name a factor by its label; a name that the table itself uses stays as it is.
    taken = {*table.labels, *table.dimensions, *(name for cell in table.cells for name in cell.values)}
    more = {name: known[name].label for name in risk.factors if name not in taken}
    return {**table.labels, **more}


def _together(parts: list[RiskPart], made: list[ResultRecord]) -> Outcome:
    results = [result_from_json(one.body) for one in made]
    first, *rest = results
    rules: dict[str, str] = {}
    for name, rule in _every_rule(results):
        if rule not in rules.get(name, "").split("; "):
            rules[name] = f"{rules[name]}; {rule}" if name in rules else rule
    seeds = [one.seed for one in results if one.seed is not None]
    whole = replace(
        first,
        tables=tuple(table for one in results for table in one.tables),
        rules=rules,
        seed=seeds[0] if seeds else None,
        software={name: number for one in results for name, number in one.software.items()},
        warnings=tuple(dict.fromkeys(warning for one in (first, *rest) for warning in one.warnings)),
    )
    outcome = outcome_of(whole)
    methods = list(dict.fromkeys(part.method for part in parts))
    return replace(outcome, body={**outcome.body, "methods": methods})


def _every_rule(results: list[Result]) -> Iterator[tuple[str, str]]:
    for one in results:
        yield from one.rules.items()
