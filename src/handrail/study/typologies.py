"""Typologies: a step for each part of one, and one that puts its tables together and names its classes.

A change of the stability computes the stability again and nothing else, and a name of a class computes
nothing again; what is cited, traced and reviewed is the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handrail.store import ResultRecord
from handrail.study.answers import READING, Answers, made_from, special_note, variables_of
from handrail.study.associations import BEHAVIOUR_READING
from handrail.study.estimates import outcome_of
from handrail.study.facets import GROUPS, facets_of
from handrail.study.kept_work import KeptWork
from handrail.study.plan import Survey, Variable
from handrail.study.plan_typology import Typology
from handrail.study.pooled_countries import pooled_as
from handrail.study.profile_names import check_marks, named
from handrail.study.records import result_from_json
from handrail.study.risks import check_factors
from handrail.study.runner import Outcome, Runner, key_of
from handrail.study.typology_declared import Declared
from handrail.study.typology_parts import ASKED, TypologyPart, typology_parts
from handrail.study.weighting import with_calibration, with_countries, with_weights_fixed
from handrail.typology.methods import METHODS
from handrail.values import DataError, Method, Result, Table

if TYPE_CHECKING:
    import polars as pl

    from handrail.survey import Design
    from handrail.typology import LatentClasses

_TOLERANCE = 1e-8


def typology_name(typology: Typology) -> str:
    """Return the node of a typology."""
    return f"typology:{typology.id}"


def typology_part_name(typology: Typology, part: TypologyPart) -> str:
    """Return the step of one part of a typology."""
    return f"{typology_name(typology)}/{part.name}"


def typology_steps(typology: Typology) -> tuple[str, ...]:
    """Return every step of a typology, the whole last."""
    parts = (typology_part_name(typology, part) for part in typology_parts(typology))
    return (*parts, typology_name(typology))


def typology_variables(typology: Typology, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a typology reads, in whichever part."""
    beside = (name for part in typology_parts(typology) for name in part.beside)
    return variables_of(survey, (*typology.items, *beside))


def typology_methods(whole: ResultRecord) -> tuple[Method, ...]:
    """Return the methods of a typology, one a part."""
    return tuple(METHODS[name] for name in whole.body["methods"])


class Typologies:
    """Runs the typologies of a plan."""

    def __init__(self, answers: Answers, runner: Runner, kept: KeptWork) -> None:
        self.answers, self.runner, self.kept = answers, runner, kept
        self._fitted: dict[str, LatentClasses] = {}

    def step(self, typology: Typology, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a typology's result: every part is computed when what it reads changed."""
        name, parts = typology_name(typology), list(typology_parts(typology))
        if imported is None:
            for step in typology_steps(typology):
                self.runner.fail(step)
            return None
        done = self.runner.all_of(name, [self._part(typology, part, imported) for part in parts])
        if done is None:
            return None
        # What a profile describes is printed beside the result and is no part of it.
        names = [[one.name, one.marked_by] for one in typology.profile]
        survey = self.answers.session.plan.survey_of(typology)
        return self.runner.step(
            name,
            "typology",
            METHODS["typology.latent_classes"],
            [names, [[part.name, one.content] for part, one in zip(parts, done, strict=True)]],
            lambda: _together(typology, survey, parts, done),
        )

    def _part(self, typology: Typology, part: TypologyPart, imported: ResultRecord) -> ResultRecord | None:
        survey = self.answers.session.plan.survey_of(typology)
        variables = variables_of(survey, (*typology.items, *part.beside))
        shared = typology.model_dump(mode="json", exclude=set(ASKED))
        asked = [shared, part.asked, self.answers.smallest, *pooled_as(typology, survey)]
        read = made_from(asked, survey, variables, imported)
        return self.runner.step(
            typology_part_name(typology, part),
            "typology",
            METHODS[part.method],
            read,
            lambda: self._compute(typology, part, survey, variables, read),
        )

    def _compute(
        self,
        typology: Typology,
        part: TypologyPart,
        survey: Survey,
        variables: tuple[Variable, ...],
        read: list[object],
    ) -> Outcome:
        step, method, store = typology_part_name(typology, part), METHODS[part.method], self.runner.store
        memory = self.kept.of(store, step, key_of(store, step, method, read), method)
        return outcome_of(self._made(typology, part, survey, variables, memory))

    def computed(self, typology: Typology, survey: Survey) -> Result:
        """Return a typology's classes as a result that disclosure review can judge; nothing is kept.

        Raises
        ------
        DataError
            For answers that no such typology can be fitted to.
        NotConverged
            Where the best start of a model did not arrive.
        """
        part, variables = next(typology_parts(typology)), variables_of(survey, typology.items)
        return named(self._made(typology, part, survey, variables, {}), typology)

    def _made(
        self,
        typology: Typology,
        part: TypologyPart,
        survey: Survey,
        variables: tuple[Variable, ...],
        memory: MutableMapping[str, Any],
    ) -> Result:
        step = typology_part_name(typology, part)
        # The design is made for its checks: what is wrong with it is said as of every estimate.
        design = self.answers.design(survey, variables)
        answers = design.frame.select(one.name for one in variables)
        known = {one.name: one for one in variables}
        _check_items(typology, known, answers)
        check_factors([known[name] for name in part.beside], design, f"typology '{typology.id}'")
        drawn = self._drawn(survey, design)
        of = Declared(
            typology=typology,
            survey=survey,
            variables=known,
            answers=answers,
            drawn=drawn,
            fitted=lambda: self._fit(typology, answers, drawn),
            smallest=self.answers.smallest,
            told=lambda done, whole: self.runner.progress.start(f"{step}: {done} of {whole}"),
            memory=memory,
        )
        made = with_weights_fixed(part.make(of), survey)
        made = with_countries(made, typology, survey)
        return self._dressed(with_calibration(made, survey), part, of)

    def _drawn(self, survey: Survey, design: Design) -> dict[str, pl.Series]:
        """Return how the respondents were drawn, with the weights that the design calibrated."""
        import polars as pl

        held = self.answers.survey(survey)
        columns = {"strata": survey.strata, "clusters": survey.clusters}
        drawn = {name: held.answers(column) for name, column in columns.items() if column}
        if survey.calibration is not None:
            return {"weights": pl.Series(design.weight), **drawn}
        return {"weights": held.answers(survey.weights), **drawn} if survey.weights else drawn

    def _fit(
        self, typology: Typology, answers: pl.DataFrame, drawn: Mapping[str, pl.Series]
    ) -> LatentClasses:
        """Return the typology fitted to its items, once a build: the parts that need it have the same."""
        from handrail.typology import LatentClasses

        if typology.id not in self._fitted:
            model = LatentClasses(
                typology.classes,
                starts=typology.starts,
                seed=typology.seed,
                tolerance=_TOLERANCE,
                kinds=dict(typology.kinds),
            )
            self._fitted[typology.id] = model.fit(answers.select(typology.items), **drawn)
        return self._fitted[typology.id]

    def _dressed(self, result: Result, part: TypologyPart, of: Declared) -> Result:
        """Return a result with what disclosure review reads of its tables, and with their readings."""
        variables = tuple(of.variables.values())
        held = self.answers.survey(of.survey)
        words = {name: GROUPS for name in part.beside if of.variables[name].yes and part.name == "covariates"}
        facets = facets_of(of.survey, held, of.answers, variables, words=words, where={})
        # Cells name an item, and an outcome, by its label.
        labelled = {of.variables[name].label: facet for name, facet in facets.items()}
        readings = _readings(part, of)
        first, *rest = (
            replace(table, facets=facets if part.name == "covariates" else labelled)
            for table in result.tables
        )
        if part.name == "covariates":
            labels = {name: of.variables[name].label for name in part.beside if name not in first.labels}
            first = replace(first, labels={**first.labels, **labels})
        first = replace(first, notes=(*first.notes, *readings))
        return replace(result, tables=(first, *rest))


def _readings(part: TypologyPart, of: Declared) -> tuple[str, ...]:
    read = [of.variables[name] for name in part.beside] if part.beside else list(of.variables.values())
    said = [READING] if part.name == "classes" else []  # other parts bring their own
    said += special_note(read)
    if part.name == "covariates" and any(one.role == "behaviour" for one in read):
        said.append(BEHAVIOUR_READING)
    asked = of.typology.covariates
    if part.name == "covariates" and asked is not None and asked.nothing_to_change:
        said.append(f"Nothing that services can change is among the factors: {asked.nothing_to_change}")
    return tuple(said)


def _check_items(typology: Typology, known: Mapping[str, Variable], answers: pl.DataFrame) -> None:
    """Refuse items whose answers are not what the plan says of them.

    Raises
    ------
    DataError
        For words as a number.
    """
    for name, kind in typology.kinds.items():
        if kind in ("count", "continuous") and not answers[name].dtype.is_numeric():
            raise DataError.because(
                "a count or a continuous item is a number",
                f"'{name}' in typology '{typology.id}', which has words",
                f"give '{name}' categories, and take it out of kinds",
                file="study.toml",
            )
    labels = [known[name].label for name in known]
    if len(set(labels)) < len(labels):
        raise DataError.because(
            "what one table names has different labels",
            f"one label of two variables, in typology '{typology.id}'",
            "change the label of one of them",
            file="study.toml",
        )


def _together(
    typology: Typology, survey: Survey, parts: list[TypologyPart], made: list[ResultRecord]
) -> Outcome:
    """Return the whole: every part's tables, with the names of the classes."""
    results = [result_from_json(one.body) for one in made]
    first, *rest = results
    rules = dict(first.rules)
    for part, one in zip(parts[1:], rest, strict=True):
        # A method, an interval and a seed are each part's own.
        own = {name: rule for name, rule in one.rules.items() if name != "country_weight"}
        rules |= {f"{part.name}: {name}": rule for name, rule in own.items()}
        if one.seed is not None:
            rules[f"{part.name}: seed"] = str(one.seed)
    tables = [table for one in results for table in _told(one, first)]
    whole = named(
        replace(
            first,
            tables=tuple(tables),
            rules=rules,
            software={name: number for one in results for name, number in one.software.items()},
            warnings=tuple(dict.fromkeys(warning for one in results for warning in one.warnings)),
        ),
        typology,
    )
    known = variables_of(survey, typology.items)
    check_marks(whole.tables[0], typology, {one.name: one.label for one in known})
    outcome = outcome_of(whole)
    methods = list(dict.fromkeys(part.method for part in parts))
    return replace(outcome, body={**outcome.body, "methods": methods})


def _told(result: Result, first: Result) -> tuple[Table, ...]:
    """Return a part's tables; where some have no part in its last step, the first of them says so."""
    more = [one for one in result.left_out if one.reason not in {left.reason for left in first.left_out}]
    if not more:
        return result.tables
    table, *others = result.tables
    # How many is a number about groups that no review saw, but for what is public.
    said = "; ".join(f"{one.rows:,}: {one.reason}" if table.public_use else one.reason for one in more)
    note = f"Without a part in this table, though they helped to find the profiles: {said}."
    return (replace(table, notes=(*table.notes, note)), *others)
