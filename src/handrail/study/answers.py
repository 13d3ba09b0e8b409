"""Answers: a survey's variables as the plan declares them, with the design, for each step that reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from handrail.disclosure import Limits
from handrail.store import ResultRecord
from handrail.study.facets import named_codes
from handrail.study.plan import Survey, Variable
from handrail.study.plan_base import Code
from handrail.study.session import Session
from handrail.study.weighting import Weighted, margin_variables, weighted, with_margins
from handrail.values import DataError, StoreError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    import handrail.survey as room
    from handrail.survey import Design, Recipe

READING = "An association in a population, not a screening of a child."
SPECIAL_READING = (
    "Differences by this variable are read as exposure to targeting or stigma, "
    "not as a trait that causes abuse."
)


def variables_of(survey: Survey, names: Iterable[str]) -> tuple[Variable, ...]:
    """Return the named variables of a survey, each once, in the order of first mention."""
    known = {variable.name: variable for variable in survey.variable}
    return tuple(known[name] for name in dict.fromkeys(names))


def made_from(
    part: object,
    survey: Survey,
    variables: Iterable[Variable],
    imported: ResultRecord,
    *,
    design: bool = True,
) -> list[object]:
    """Return what a step over a survey is made from: its plan, its variables, design and columns.

    Parameters
    ----------
    part
        The analysis, model or typology as plain values.
    survey, variables
        The survey's plan and the variables that are read.
    imported
        The result of reading the file, with a digest for every column.
    design
        Whether the step reads the whole design, or the weights alone.
    """
    read = list(variables)
    # Facets of a number hold what other variables call its codes.
    numbers = sorted({one.from_ for one in read if not one.yes and not one.categories})
    stages = [survey.strata, survey.clusters, survey.fpc] if design else []
    replicated = replicate_columns(survey, imported.body["columns"]) if design else ()
    known = margin_variables(survey)
    columns = sorted(
        {survey.weights, *stages, *replicated, *(variable.from_ for variable in (*read, *known))} - {""}
    )
    return [
        part,
        [variable.model_dump(mode="json") for variable in read],
        [survey.sample, survey.public_use, survey.selection, survey.weights],
        [*stages, survey.nest, survey.lonely, survey.df, *_replicated(survey)] if design else [],
        {column: imported.body["columns"].get(column) for column in columns},
        {column: named_codes(survey, column) for column in numbers},
        *_calibrated(survey),
    ]


def replicate_columns(survey: Survey, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a survey's replicate weights, those of a prefix in the order of their numbers.

    Examples
    --------
    >>> given = {"id": "s", "title": "S", "file": "s.csv", "who": "adults", "sample": "quota", "weights": "w"}
    >>> variable = {"name": "told", "from": "q1", "label": "Told"}
    >>> replicates = {"prefix": "w_", "kind": "bootstrap"}
    >>> survey = Survey(**given, replicate_weights=replicates, variable=[variable])
    >>> replicate_columns(survey, ["w", "w_10", "w_9", "w_old", "q1"])
    ('w_9', 'w_10')
    """
    planned = survey.replicate_weights
    if planned is None:
        return ()
    if planned.columns:
        return planned.columns
    numbers = {name: name.removeprefix(planned.prefix) for name in columns if name.startswith(planned.prefix)}
    found = [name for name, number in numbers.items() if number.isascii() and number.isdigit()]
    return tuple(sorted(found, key=lambda name: (int(numbers[name]), name)))


def _calibrated(survey: Survey) -> list[object]:
    if survey.calibration is None:
        return []
    variables = [one.model_dump(mode="json") for one in margin_variables(survey)]
    return [survey.calibration.model_dump(mode="json"), variables]


def _replicated(survey: Survey) -> list[object]:
    return [] if survey.replicate_weights is None else [survey.replicate_weights.model_dump(mode="json")]


class Answers:
    """Takes surveys from the store, each once, and only when a step is stale."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._held: dict[str, room.Survey] = {}

    @property
    def smallest(self) -> int:
        """Respondents behind a number of a model, at least: ten, and more where the plan says so."""
        return max(Limits().smallest_cell, self.session.plan.disclosure.smallest_cell)

    def survey(self, survey: Survey) -> room.Survey:
        """Return a survey's answers as they were imported.

        Raises
        ------
        StoreError
            When the store has none.
        """
        if survey.id not in self._held:
            from handrail.survey import from_parquet

            kept = self.session.store.dataset(survey.id)
            if kept is None:
                raise StoreError.because(
                    "an imported survey is in the store", "none", "put the file into sources/ and build again"
                )
            self._held[survey.id] = from_parquet(kept.parquet)
        return self._held[survey.id]

    def derived(self, survey: Survey, variables: Iterable[Variable]) -> pl.DataFrame:
        """Return the variables with their recodes, one column each, with every row of the file."""
        from handrail.survey import derive

        return derive(self.survey(survey), [_recipe(variable) for variable in variables])

    def design(
        self,
        survey: Survey,
        variables: Iterable[Variable],
        *,
        in_words: Collection[str] = (),
        scored: Collection[str] = (),
        replicated: bool = False,
    ) -> Design:
        """Return the survey's design over the variables, calibrated where its plan says so.

        Parameters
        ----------
        survey, variables
            The survey's plan and the variables to take.
        in_words
            Yes/no variables that make groups: their 1 and 0 become the words Yes and No.
        scored
            Items of a scale: their codes are taken as numbers, also where they have words.
        replicated
            Errors are wanted from replicates. Those of calibrated weights are made before, and each is
            calibrated like the whole sample; others are made where they are needed.
        """
        if survey.calibration is not None:
            return self.weighted(
                survey, variables, in_words=in_words, scored=scored, replicated=replicated
            ).design
        return self._drawn(survey, self._frame(survey, variables, in_words, scored))

    def weighted(
        self,
        survey: Survey,
        variables: Iterable[Variable] = (),
        *,
        in_words: Collection[str] = (),
        scored: Collection[str] = (),
        replicated: bool = False,
    ) -> Weighted:
        """Return the survey's design before and after its calibration; see :meth:`design`."""
        variables = tuple(variables)
        frame = self._frame(survey, variables, in_words, scored)
        known = margin_variables(survey)
        margins = self._frame(survey, known, [one.name for one in known], ())
        drawn = self._drawn(survey, with_margins(frame, margins, survey))
        if replicated and drawn.replicate is None:
            drawn = drawn.as_replicates("JKn")
        return weighted(drawn, frame, survey)

    def _frame(
        self,
        survey: Survey,
        variables: Iterable[Variable],
        in_words: Collection[str],
        scored: Collection[str],
    ) -> pl.DataFrame:
        import polars as pl

        held, answers = self.survey(survey), self.derived(survey, variables)
        answers = answers.with_columns(
            pl.col(one.name).replace_strict({1: "Yes", 0: "No"}, return_dtype=pl.Enum(["Yes", "No"]))
            for one in variables
            if one.name in in_words and one.yes
        )
        return answers.with_columns(
            _scored(held, one).alias(one.name) for one in variables if one.name in scored and not one.yes
        )

    def _drawn(self, survey: Survey, answers: pl.DataFrame) -> Design:
        from handrail.survey import Design

        held = self.survey(survey)
        parts = {
            "weights": survey.weights,
            "strata": survey.strata,
            "clusters": survey.clusters,
            "fpc": survey.fpc,
        }
        # A design column keeps its name, so that messages name it, unless a variable took the name.
        planned = {
            part: column if column not in answers.columns else f"{column} (design)"
            for part, column in parts.items()
            if column
        }
        frame = answers.with_columns(held.answers(parts[part]).alias(name) for part, name in planned.items())
        replicates = survey.replicate_weights
        if replicates is not None:
            columns = replicate_columns(survey, held.frame.columns)
            # Variables may have taken a column's name, as above.
            names = [name if name not in answers.columns else f"{name} (design)" for name in columns]
            added = (held.answers(column).alias(name) for column, name in zip(columns, names, strict=True))
            return Design.replicates(
                frame.with_columns(added),
                planned["weights"],
                names,
                replicates.kind,
                rho=replicates.rho,
                scale=replicates.scale,
                degrees_of_freedom=replicates.degrees_of_freedom,
                combined=replicates.combined,
            )
        return Design(frame, **planned, nest=survey.nest, lonely=survey.lonely)


def _scored(held: room.Survey, variable: Variable) -> pl.Series:
    """Return an item's codes as numbers; a code that the plan declares no category of is no answer.

    Raises
    ------
    DataError
        For a code that is no number.
    """
    import polars as pl

    from handrail.survey.recipes import code_text, recode

    answers = held.answers(variable.from_)
    if variable.categories:
        try:
            numbers = {code_text(code): float(code) for code in variable.categories}
        except ValueError:
            raise DataError.because(
                "an item of a scale has numbers as codes",
                f"'{variable.name}', with a code that is none",
                "leave the item out, or recode the column to numbers",
                file="study.toml",
            ) from None
        return recode(answers, numbers, pl.Float64())
    return answers


def domain_of(
    answers: pl.DataFrame, where: Mapping[str, tuple[Code, ...]], variables: Iterable[Variable]
) -> pl.Expr | None:
    """Return the rows that a part of the plan is about, or None for all.

    Raises
    ------
    DataError
        When a value never occurs, or the variable is free text: its words would be printed.
    """
    import polars as pl

    from handrail.survey.recipes import code_text

    # The plan's own words only: a message never lists what people answered.
    planned = {
        one.name: list(one.categories.values()) or (["yes", "no"] if one.yes else []) for one in variables
    }
    domain: pl.Expr | None = None
    for name, wanted in where.items():
        if not planned[name] and answers[name].dtype == pl.String:
            raise DataError.because(
                "a part of the respondents is told by declared categories or numbers",
                f"where = {{ {name} = ... }}, and '{name}' is free text",
                f"add categories = {{ ... }} to '{name}'",
                file="study.toml",
            )
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


def domain_note(where: Mapping[str, tuple[Code, ...]], variables: Iterable[Variable]) -> list[str]:
    """Return the sentence that says whom a table is about, or nothing when it is about everyone."""
    if not where:
        return []
    known = {variable.name: variable for variable in variables}
    shown = "; ".join(
        f"{known[name].label}: {', '.join(str(value) for value in values)}" for name, values in where.items()
    )
    return [f"Only those with {shown}. All other rows stay in the design."]


def special_note(variables: Iterable[Variable]) -> list[str]:
    """Return how special and offence variables are read, when there are any."""
    return [SPECIAL_READING] if any(one.special or one.offence for one in variables) else []


def is_declared(variable: Variable, answered: pl.Series) -> bool:
    """Return whether a variable has declared categories: free text and respondent numbers have none."""
    import polars as pl

    return bool(variable.yes or variable.categories) or answered.dtype == pl.Enum


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
