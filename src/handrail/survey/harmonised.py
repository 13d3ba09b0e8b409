"""Harmonised: surveys of several countries and waves as one frame, every code of it accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from handrail.survey.codebook import Codebook, same_words
from handrail.survey.harmonisation import Harmonisation, HarmonisationRule, Place
from handrail.survey.harmonisation_names import COUNTRY, WAVE
from handrail.survey.labelled import Survey
from handrail.survey.recipes import code_text, recode
from handrail.values.errors import DataError, Problem, did_you_mean
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True)
class SampleColumns:
    """The columns of one survey that say how its sample was drawn; each may be absent."""

    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None


@dataclass(frozen=True, eq=False)
class Harmonised(StaysInMemory):
    """Surveys joined by a table of harmonisation.

    Attributes
    ----------
    frame
        One row a respondent: ``country``, ``wave``, then ``weight``, ``stratum`` and ``cluster`` where they
        were named (strata and clusters carry country and wave before their names, so that no two countries
        share one), then a column a concept.
    table
        One row a concept, country and wave: ``concept``, ``country``, ``wave``, ``item``, ``answers``,
        ``no_answer`` (rows) and ``asked``.
    absent
        What was not asked: concept, country, wave. It is null in the frame.
    """

    frame: pl.DataFrame = field(repr=False)
    table: pl.DataFrame = field(repr=False)
    absent: tuple[tuple[str, str, str], ...]


def harmonise(
    surveys: Mapping[Place, Survey],
    rules: Harmonisation,
    *,
    codebooks: Mapping[Place, Codebook] | None = None,
    samples: Mapping[Place, SampleColumns] | None = None,
) -> Harmonised:
    """Join surveys of several countries and waves.

    Parameters
    ----------
    surveys
        Country and wave to the survey.
    rules
        How each concept is asked in each.
    codebooks
        Country and wave to the codebook whose wordings confirm an item.
    samples
        Country and wave to the columns of the sample's design.

    Raises
    ------
    DataError
        With everything that does not go together: a survey without rules or rules without a survey, an item
        that is not there or is not the one that the rule describes, value labels that clash with the rule or
        between countries, and codes that no rule accounts for. Labels are the questionnaire's and are shown;
        what respondents wrote is not.

    Examples
    --------
    >>> from handrail.survey.labelled import Variable
    >>> told = Variable("q1", "Told someone", value_labels={1: "Yes", 2: "No"})
    >>> gb = Survey("gb.sav", pl.DataFrame({"q1": [1, 2, 1]}), (told,), "sav")
    >>> codes = {"1": "Yes", "2": "No"}
    >>> rule = HarmonisationRule("told", "GB", "2024", "q1", label="Told someone", recode=codes)
    >>> harmonise({("GB", "2024"): gb}, Harmonisation((rule,))).frame["told"].to_list()
    ['Yes', 'No', 'Yes']
    """
    codebooks, samples = codebooks or {}, samples or {}
    problems = list(_strangers(surveys, rules))
    for rule in rules.rules:
        if rule.place in surveys:
            problems += _item_problems(rule, surveys[rule.place], codebooks.get(rule.place))
    if not problems:
        problems += _label_clashes(rules, surveys)
    for place, columns in samples.items():
        problems += _sample_problems(place, columns, surveys)
    problems += _weightless(surveys, samples)
    if problems:
        raise DataError(*problems)
    frames, rows, absent = [], [], []
    for place, survey in surveys.items():
        series = _sample(place, survey, samples.get(place, SampleColumns()), samples)
        for concept in rules.concepts:
            joined = rules.rule(concept, place)
            made = _concept(concept, joined, survey, rules)
            series.append(made)
            answers = len(made) - made.null_count()
            item = "" if joined is None else joined.item
            rows.append((concept, *place, item, answers, made.null_count(), joined is not None))
            if joined is None:
                absent.append((concept, *place))
        frames.append(pl.DataFrame(series))
    table = pl.DataFrame(
        rows, schema=["concept", COUNTRY, WAVE, "item", "answers", "no_answer", "asked"], orient="row"
    )
    return Harmonised(pl.concat(frames), table, tuple(absent))


def _strangers(surveys: Mapping[Place, Survey], rules: Harmonisation) -> Iterator[Problem]:
    for place in surveys:
        if place not in rules.places:
            rule = "a survey has rules of harmonisation"
            yield Problem(rule, f"none for {' '.join(place)}", "add them, or leave the survey out")
    for place in rules.places:
        if place not in surveys:
            known = did_you_mean(" ".join(place), [" ".join(one) for one in surveys])
            yield Problem("rules of harmonisation have a survey", f"none for {' '.join(place)}", known)


def _item_problems(rule: HarmonisationRule, survey: Survey, codebook: Codebook | None) -> Iterator[Problem]:
    file = survey.name
    if rule.item not in survey.frame.columns:
        known = did_you_mean(rule.item, survey.frame.columns)
        yield Problem(f"{rule} is a column of its survey", f"no column '{rule.item}'", known, file)
        return
    variable = survey.variable(rule.item)
    if rule.label and not same_words(rule.label, variable.label):
        yield Problem(
            f"{rule} is the item that its rule describes",
            f"'{rule.item}' labelled: {variable.label or 'nothing'}; expected: {rule.label}",
            "another question may have its number in this file: look it up in the questionnaire",
            file,
        )
    if rule.wording:
        entries = () if codebook is None else codebook.entries
        wording = next((entry.wording for entry in entries if entry.name == rule.item), "")
        if not same_words(rule.wording, wording):
            yield Problem(
                f"{rule} is the item that its rule describes",
                f"'{rule.item}' worded: {wording or 'nothing, in no codebook'}; expected: {rule.wording}",
                "give the survey's codebook, or look the question up in the questionnaire",
                file,
            )
    labels = {code_text(code): words for code, words in variable.value_labels.items()}
    for code, words in rule.labels.items():
        if not same_words(words, labels.get(code, "")):
            yield Problem(
                f"code {code} of {rule} has the label that its rule gives",
                f"{labels.get(code, 'no label')}; expected: {words}",
                "find out which of the two is right",
                file,
            )
    yield from _unaccounted(rule, survey, labels)


def _unaccounted(rule: HarmonisationRule, survey: Survey, labels: Mapping[str, str]) -> Iterator[Problem]:
    answers = survey.answers(rule.item)
    if rule.as_number:
        if not answers.dtype.is_numeric():
            yield Problem(f"{rule} is a number", "a column of text or dates", "recode it", survey.name)
        return
    known = {*rule.recode, *rule.no_answer}
    found = {code_text(code) for code in answers.drop_nulls().unique().to_list()}
    # A label without an answer is asked for too: the next country or wave may have one.
    left = sorted((found | set(labels)) - known - _declared(survey, rule))
    if left:
        shown = [f"{code} = {labels[code]}" for code in left if code in labels]
        # A code without a label may be what somebody wrote.
        blank = len(left) - len(shown)
        more = [f"{blank} without a label"] if blank else []
        yield Problem(
            f"every code of {rule} is recoded, or is said to be no answer",
            f"'{rule.item}' has besides: {'; '.join([*shown[:20], *more])}",
            "add them to recode or to no_answer",
            survey.name,
        )


def _declared(survey: Survey, rule: HarmonisationRule) -> set[str]:
    variable = survey.variable(rule.item)
    codes = {code_text(code) for code in variable.missing_values}
    for code in variable.value_labels:
        if isinstance(code, int | float) and any(
            low <= code <= high for low, high in variable.missing_ranges
        ):
            codes.add(code_text(code))
    return codes


def _label_clashes(rules: Harmonisation, surveys: Mapping[Place, Survey]) -> Iterator[Problem]:
    for concept in rules.concepts:
        own = {_plain(category): category for category in rules.categories(concept)}
        by_label: dict[str, tuple[str, str, HarmonisationRule]] = {}
        by_code: dict[tuple[str, str], tuple[str, HarmonisationRule]] = {}
        for rule in (one for one in rules.rules if one.concept == concept):
            variable = surveys[rule.place].variable(rule.item)
            for code, words in variable.value_labels.items():
                text = code_text(code)
                category = rule.recode.get(text)
                if category is None:
                    continue
                plain = _plain(words)
                _, other, where = by_label.setdefault(plain, (words, category, rule))
                if other != category:
                    yield Problem(
                        f"one label of '{concept}' is one category in every country",
                        f"'{words}' is '{other}' in {' '.join(where.place)} and '{category}' in "
                        f"{' '.join(rule.place)}",
                        "correct the recode",
                    )
                elif own.get(plain, category) != category:
                    yield Problem(
                        f"a label that is a category of '{concept}' becomes that category",
                        f"'{words}' is '{category}' in {' '.join(rule.place)}",
                        "correct the recode, or call the category otherwise",
                    )
                first, source = by_code.setdefault((text, category), (words, rule))
                confirmed = all(text in one.labels for one in (rule, source))
                if not same_words(first, words) and not confirmed:
                    yield Problem(
                        f"code {text} of '{concept}', which is '{category}', has one label in every country, "
                        "or labels that somebody has read",
                        f"'{first}' in {' '.join(source.place)}; '{words}' in {' '.join(rule.place)}",
                        "correct the recode; where both mean the same, write them under labels in both rules",
                    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _sample_problems(
    place: Place, columns: SampleColumns, surveys: Mapping[Place, Survey]
) -> Iterator[Problem]:
    survey = surveys.get(place)
    if survey is None:
        known = did_you_mean(" ".join(place), [" ".join(one) for one in surveys])
        yield Problem("a sample's columns are of a survey", f"none for {' '.join(place)}", known)
        return
    for name in (columns.weight, columns.stratum, columns.cluster):
        if name is not None and name not in survey.frame.columns:
            known = did_you_mean(name, survey.frame.columns)
            yield Problem("a sample's design is in columns", f"no column '{name}'", known, survey.name)


def _weightless(surveys: Mapping[Place, Survey], samples: Mapping[Place, SampleColumns]) -> Iterator[Problem]:
    weighted = [place for place in surveys if samples.get(place, SampleColumns()).weight]
    without = [" ".join(place) for place in surveys if place not in weighted]
    if weighted and without:
        yield Problem(
            "every survey of a join has weights, or none has",
            f"none for {', '.join(without)}",
            "name its column of weights; a survey that needs none has a column of ones",
        )


def _sample(
    place: Place, survey: Survey, columns: SampleColumns, every: Mapping[Place, SampleColumns]
) -> list[pl.Series]:
    rows = survey.frame.height
    found = [pl.Series(COUNTRY, [place[0]] * rows), pl.Series(WAVE, [place[1]] * rows)]
    if any(one.weight for one in every.values()):
        found.append(survey.answers(str(columns.weight)).cast(pl.Float64).alias("weight"))
    for what in ("stratum", "cluster"):
        if any(getattr(one, what) for one in every.values()):
            name = getattr(columns, what)
            before = " ".join(place)
            if name is None:
                # One stratum; and each respondent a cluster.
                own = pl.Series(["all"] * rows) if what == "stratum" else pl.Series(range(rows))
            else:
                own = survey.answers(name)
            codes = {value: f"{before}: {code_text(value)}" for value in own.drop_nulls().unique().to_list()}
            # A row without one keeps none: a design then says how many there are.
            found.append(own.replace_strict(codes, default=None, return_dtype=pl.String).alias(what))
    return found


def _concept(concept: str, rule: HarmonisationRule | None, survey: Survey, rules: Harmonisation) -> pl.Series:
    categories = rules.categories(concept)
    dtype: pl.DataType = pl.Enum(categories) if categories else pl.Float64()
    if rule is None:
        return pl.Series(concept, [None] * survey.frame.height, dtype=dtype)
    answers = survey.answers(rule.item)
    if rule.as_number:
        gone = answers.cast(pl.Float64).is_in([float(code) for code in rule.no_answer])
        return answers.cast(pl.Float64).set(gone.fill_null(False), None).alias(concept)
    # A declared code that the rule recodes is an answer here, such as "prefer not to say".
    return recode(survey.frame[rule.item], rule.recode, dtype).alias(concept)
