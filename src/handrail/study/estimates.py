"""Estimates: one step an analysis of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.store import ResultRecord
from handrail.study.answers import (
    READING,
    Answers,
    domain_note,
    is_declared,
    made_from,
    special_note,
    variables_of,
)
from handrail.study.facets import facets_of, labelled_codes, restricted_to, words_for
from handrail.study.measuring import Asked, measured
from handrail.study.plan import Analysis, Survey, Variable
from handrail.study.records import result_to_json
from handrail.study.runner import Outcome, Runner
from handrail.study.weighting import with_calibration
from handrail.survey.methods import METHODS
from handrail.values import DataError, Result

if TYPE_CHECKING:
    import polars as pl

DIGESTED = ("tables", "base", "left_out", "rules")
"""The parts of a result that are its content: what a reader is shown, at printed precision."""

UNSEEN = ("facets", "domain", "revision")
"""The parts of a table that only disclosure review reads: another codebook with the same numbers alters no
content. The domain is in the notes, in words."""


def estimate_name(analysis: Analysis) -> str:
    """Return the node of an analysis."""
    return f"estimate:{analysis.id}"


def used_variables(analysis: Analysis, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that an analysis reads: measured, grouping and restricting, each once."""
    measured_by = (analysis.variable,) if analysis.variable else analysis.items
    return variables_of(survey, (*measured_by, *analysis.by, *analysis.where))


def outcome_of(result: Result) -> Outcome:
    """Return a result as what a step made."""
    body = result_to_json(result)
    content = {part: body[part] for part in DIGESTED}
    content["tables"] = [
        {name: value for name, value in table.items() if name not in UNSEEN} for table in body["tables"]
    ]
    return Outcome(body, digested=content, software=result.software)


class Estimates:
    """Runs the analyses of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, analysis: Analysis, imported: ResultRecord | None) -> ResultRecord | None:
        """Return an analysis's result, computed when what it reads changed."""
        name = estimate_name(analysis)
        if imported is None:
            self.runner.fail(name)
            return None
        survey = self.answers.session.plan.survey_of(analysis)
        # What stands beside it in a figure is no part of the estimate.
        part: list[object] = [analysis.model_dump(mode="json", exclude={"beside"})]
        if survey.country:
            part.append([survey.country, survey.country_weight, survey.populations])
        if analysis.measure == "polyvictimisation":
            part.append(self.answers.session.plan.disclosure.smallest_cell)
        variables = used_variables(analysis, survey)
        return self.runner.step(
            name,
            "estimate",
            METHODS[f"survey.{analysis.measure}"],
            made_from(part, survey, variables, imported),
            lambda: self._estimate(analysis, survey, variables),
        )

    def _estimate(self, analysis: Analysis, survey: Survey, variables: tuple[Variable, ...]) -> Outcome:
        return outcome_of(self.computed(analysis, survey, variables))

    def computed(self, analysis: Analysis, survey: Survey, variables: tuple[Variable, ...]) -> Result:
        """Return an analysis as a result that disclosure review can judge; nothing is kept.

        Raises
        ------
        DataError
            For variables that the measure cannot be taken of.
        """
        groups = set(analysis.by) - set(analysis.where)
        design = self.answers.design(
            survey, variables, in_words=groups, scored=analysis.items if analysis.measure == "scale" else ()
        )
        check_kinds(design.frame, analysis, variables)
        known = {variable.name: variable for variable in variables}
        plan = self.answers.session.plan
        held = self.answers.survey(survey)
        codes = {one: labelled_codes(held, known[one]) for one in analysis.reversed}
        result = measured(Asked(analysis, survey, design, known, plan.disclosure.smallest_cell, codes))
        readings = [
            *([READING] if analysis.by else []),
            *special_note(variables),
            *domain_note(analysis.where, variables),
        ]
        words = {one.name: words_for(one.name, by=analysis.by, where=analysis.where) for one in variables}
        facets = facets_of(survey, held, design.frame, variables, words=words, where=analysis.where)
        tables = tuple(
            replace(
                table,
                notes=(*table.notes, *readings),
                column=table.column or (known[analysis.variable].from_ if analysis.variable else ""),
                facets={**facets, **table.facets},
                domain=restricted_to(facets, analysis.where),
            )
            for table in result.tables
        )
        return with_calibration(replace(result, tables=tables), survey)


_NUMBERS = {"mean": "mean", "quantile": "quantile", "difference": "difference in the mean"}


def check_kinds(answers: pl.DataFrame, analysis: Analysis, variables: tuple[Variable, ...]) -> None:
    """Refuse groups that nobody declared or shares (free text, numbers of respondents) and a share as a mean.

    Raises
    ------
    DataError
        Naming the variable; never a value.
    """
    for variable in variables:
        answered = answers[variable.name]
        counted = analysis.measure in ("proportion", "crosstab") or (
            analysis.measure == "difference" and not answered.dtype.is_numeric()
        )
        groups = variable.name in analysis.by or (counted and variable.name == analysis.variable)
        if groups and not is_declared(variable, answered):
            raise DataError.because(
                "a group or a proportion is of declared categories",
                f"'{variable.name}' in analysis '{analysis.id}', without yes and no, categories or labels",
                f"add categories = {{ ... }} to '{variable.name}'",
                file="study.toml",
            )
        given = answered.drop_nulls()
        if groups and given.n_unique() * 2 > len(given):
            raise DataError.because(
                "a group or a category is shared by respondents",
                f"'{variable.name}' in analysis '{analysis.id}', with nearly a value a respondent",
                "group by something that many have in common",
                file="study.toml",
            )
        averaged = variable.name == analysis.variable and (
            analysis.measure in ("mean", "quantile")
            or (analysis.measure == "difference" and not is_declared(variable, answered))
        )
        if averaged and answered.drop_nulls().n_unique() <= 2:
            raise DataError.because(
                f"the {_NUMBERS[analysis.measure]} of a variable with two values is a proportion, and is "
                "protected as one",
                f"measure = '{analysis.measure}' of '{variable.name}'",
                "write measure = 'proportion' with yes = [1] and no = [0]"
                if analysis.measure != "difference"
                else "write yes = [1] and no = [0]",
                file="study.toml",
            )
