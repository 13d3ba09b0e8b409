"""Estimates: one step an analysis of the plan."""

from __future__ import annotations

from typing import Any

from handrail.store import ResultRecord
from handrail.study.plan import Analysis, Survey, Variable
from handrail.study.records import result_to_json
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.survey.methods import METHODS

READING = "An association in a population, not a screening of a child."
SPECIAL_READING = "Differences by this variable are read as exposure to targeting or stigma, not as a trait that causes abuse."


def estimate_name(analysis: Analysis) -> str:
    """Return the node of an analysis."""
    return f"estimate:{analysis.id}"


def used_variables(analysis: Analysis, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that an analysis reads: measured, grouping and restricting, each once."""
    names = dict.fromkeys((analysis.variable, *analysis.by, *analysis.where))
    known = {variable.name: variable for variable in survey.variable}
    return tuple(known[name] for name in names)


def used_columns(analysis: Analysis, survey: Survey) -> tuple[str, ...]:
    """Return the file's columns that an analysis reads, the design's included, sorted."""
    design = {survey.weights, survey.strata, survey.clusters, survey.fpc} - {""}
    return tuple(sorted(design | {variable.from_ for variable in used_variables(analysis, survey)}))


class Estimates:
    """Runs the analyses of a plan; a survey is taken from the store once, and only when something is stale."""

    def __init__(self, session: Session, runner: Runner) -> None:
        self.session, self.runner = session, runner
        self._frames: dict[str, Any] = {}

    def step(self, analysis: Analysis, imported: ResultRecord | None) -> ResultRecord | None:
        """Return an analysis's result, computed when what it reads changed."""
        name = estimate_name(analysis)
        if imported is None:
            self.runner.fail(name)
            return None
        survey = self.session.plan.survey_of(analysis)
        digests = imported.body["columns"]
        made_from = [
            analysis.model_dump(mode="json"),
            [variable.model_dump(mode="json") for variable in used_variables(analysis, survey)],
            [
                survey.sample,
                survey.public_use,
                survey.nest,
                survey.lonely,
                survey.df,
                survey.weights,
                survey.strata,
            ],
            [survey.clusters, survey.fpc, survey.selection],
            {column: digests.get(column) for column in used_columns(analysis, survey)},
        ]
        method = METHODS[f"survey.{analysis.measure}"]
        return self.runner.step(name, "estimate", method, made_from, lambda: self._estimate(analysis, survey))

    def _survey(self, survey: Survey) -> Any:
        if survey.id not in self._frames:
            from handrail.survey import from_parquet

            self._frames[survey.id] = from_parquet(self.session.store.dataset(survey.id).parquet)
        return self._frames[survey.id]

    def _estimate(self, analysis: Analysis, survey: Survey) -> Outcome:
        from handrail.survey import estimate

        variables = used_variables(analysis, survey)
        notes = []
        if analysis.by:
            notes.append(READING)
        if any(variable.special or variable.offence for variable in variables):
            notes.append(SPECIAL_READING)
        result = estimate(
            self._survey(survey),
            name=estimate_name(analysis),
            title=analysis.title,
            source=survey.id,
            measure=analysis.measure,
            recipes=[_recipe(variable) for variable in variables],
            variable=analysis.variable,
            by=analysis.by,
            where={name: tuple(values) for name, values in analysis.where.items()},
            weights=survey.weights or None,
            strata=survey.strata or None,
            clusters=survey.clusters or None,
            fpc=survey.fpc or None,
            nest=survey.nest,
            lonely=survey.lonely,
            interval=analysis.interval,
            df=survey.df,
            level=analysis.level,
            sample=survey.sample,
            selection=survey.selection,
            public_use=bool(survey.public_use),
            notes=tuple(notes),
        )
        body = result_to_json(result)
        digested = {
            "tables": body["tables"],
            "base": body["base"],
            "left_out": body["left_out"],
            "rules": body["rules"],
        }
        return Outcome(body, digested=digested, software=result.software)


def _recipe(variable: Variable) -> Any:
    from handrail.survey import Recipe

    return Recipe(
        name=variable.name,
        source=variable.from_,
        label=variable.label,
        yes=variable.yes,
        no=variable.no,
        categories=variable.categories,
        special=variable.special,
        offence=variable.offence,
    )
