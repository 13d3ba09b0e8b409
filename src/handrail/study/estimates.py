"""Estimates: one step an analysis of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.store import ResultRecord
from handrail.study.plan import Analysis, Survey, Variable
from handrail.study.records import result_to_json
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.survey.methods import METHODS
from handrail.values import DataError, StoreError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    import handrail.survey as room
    from handrail.survey import Recipe

READING = "An association in a population, not a screening of a child."
SPECIAL_READING = (
    "Differences by this variable are read as exposure to targeting or stigma, "
    "not as a trait that causes abuse."
)


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
    """Runs the analyses of a plan; a survey is taken from the store once, and only when one is stale."""

    def __init__(self, session: Session, runner: Runner) -> None:
        self.session, self.runner = session, runner
        self._held: dict[str, room.Survey] = {}

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

    def _survey(self, survey: Survey) -> room.Survey:
        if survey.id not in self._held:
            from handrail.survey import from_parquet

            kept = self.session.store.dataset(survey.id)
            if kept is None:
                raise StoreError.because(
                    "an imported survey is in the store", "none", "put the file into sources/ and build again"
                )
            self._held[survey.id] = from_parquet(kept.parquet)
        return self._held[survey.id]

    def _estimate(self, analysis: Analysis, survey: Survey) -> Outcome:
        from handrail.survey import Design, derive, estimate

        held = self._survey(survey)
        variables = used_variables(analysis, survey)
        measured = next(one for one in variables if one.name == analysis.variable)
        answers = derive(held, [_recipe(variable) for variable in variables])
        parts = {
            "weights": survey.weights,
            "strata": survey.strata,
            "clusters": survey.clusters,
            "fpc": survey.fpc,
        }
        _check_kinds(answers, analysis, variables)
        # A design column keeps its name, so that messages name it, unless a variable took the name.
        planned = {
            part: column if column not in answers.columns else f"{column} (design)"
            for part, column in parts.items()
            if column
        }
        frame = answers.with_columns(held.answers(parts[part]).alias(name) for part, name in planned.items())
        result = estimate(
            Design(
                frame,
                **planned,
                nest=survey.nest,
                lonely=survey.lonely,
            ),
            analysis.measure,
            analysis.variable,
            list(analysis.by) or None,
            _domain(answers, analysis, variables),
            name=estimate_name(analysis),
            title=analysis.title,
            source=survey.id,
            sample=survey.sample,
            interval=analysis.interval,
            df=survey.df,
            level=analysis.level,
            dimension_labels={variable.name: variable.label for variable in variables},
            variable_label=measured.label,
            public_use=bool(survey.public_use),
            selection=survey.selection,
        )
        result = replace(
            result,
            tables=tuple(
                replace(
                    table,
                    notes=(*table.notes, *_readings(analysis, variables)),
                    column=measured.from_,
                )
                for table in result.tables
            ),
        )
        body = result_to_json(result)
        digested = {part: body[part] for part in ("tables", "base", "left_out", "rules")}
        return Outcome(body, digested=digested, software=result.software)


def _check_kinds(answers: pl.DataFrame, analysis: Analysis, variables: tuple[Variable, ...]) -> None:
    """Refuse groups that nobody declared (free text, respondent numbers) and a share asked for as a mean.

    Raises
    ------
    DataError
        Naming the variable; never a value.
    """
    import polars as pl

    for variable in variables:
        answered = answers[variable.name]
        declared = bool(variable.yes or variable.categories) or answered.dtype == pl.Enum
        groups = variable.name in analysis.by or (
            analysis.measure == "proportion" and variable.name == analysis.variable
        )
        if groups and not declared:
            raise DataError.because(
                "a group or a proportion is of declared categories",
                f"'{variable.name}' in analysis '{analysis.id}', without yes and no, categories or labels",
                f"add categories = {{ ... }} to '{variable.name}'",
                file="study.toml",
            )
        averaged = analysis.measure == "mean" and variable.name == analysis.variable
        if averaged and answered.drop_nulls().n_unique() <= 2:
            raise DataError.because(
                "the mean of a variable with two values is a proportion, and is protected as one",
                f"measure = 'mean' of '{variable.name}'",
                "write measure = 'proportion' with yes = [1] and no = [0]",
                file="study.toml",
            )


def _readings(analysis: Analysis, variables: tuple[Variable, ...]) -> list[str]:
    notes = [READING] if analysis.by else []
    if any(variable.special or variable.offence for variable in variables):
        notes.append(SPECIAL_READING)
    if analysis.where:
        known = {variable.name: variable for variable in variables}
        shown = "; ".join(
            f"{known[name].label}: {', '.join(str(value) for value in values)}"
            for name, values in analysis.where.items()
        )
        notes.append(f"Only those with {shown}. All other rows stay in the design.")
    return notes


def _domain(answers: pl.DataFrame, analysis: Analysis, variables: tuple[Variable, ...]) -> pl.Expr | None:
    """Return the rows that an analysis is about, or None for all.

    Raises
    ------
    DataError
        When a value never occurs.
    """
    import polars as pl

    from handrail.survey.recipes import code_text

    # The plan's own words only: a message never lists what people answered.
    planned = {
        one.name: list(one.categories.values()) or (["yes", "no"] if one.yes else []) for one in variables
    }
    domain: pl.Expr | None = None
    for name, wanted in analysis.where.items():
        levels = {code_text(level): level for level in answers[name].drop_nulls().unique().to_list()}
        if planned[name] == ["yes", "no"]:
            levels = {"yes": 1, "no": 0}
        unknown = [str(value) for value in wanted if code_text(value) not in levels]
        if unknown:
            raise DataError.because(
                f"where = {{ {name} = ... }} names values that occur",
                f"'{unknown[0]}'",
                did_you_mean(unknown[0], planned[name]),
                file="study.toml",
            )
        chosen = [levels[code_text(value)] for value in wanted]
        part = (
            pl.col(name).is_in(pl.Series(chosen, dtype=answers[name].dtype).implode()).fill_null(value=False)
        )
        domain = part if domain is None else domain & part
    return domain


def _recipe(variable: Variable) -> Recipe:
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
