"""Joined: harmonised surveys as one survey again, with its categories as labels, and levels that few have."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from handrail.survey.harmonisation import Harmonisation
from handrail.survey.harmonisation_names import CLUSTER, COUNTRY, OWN_COLUMNS, STRATUM, WAVE, WEIGHT
from handrail.survey.harmonised import Harmonised
from handrail.survey.labelled import Survey, Variable

_LABELS = {COUNTRY: "Country", WAVE: "Wave", WEIGHT: "Weight", STRATUM: "Stratum", CLUSTER: "Cluster"}


def joined_survey(name: str, found: Harmonised, rules: Harmonisation, notes: tuple[str, ...] = ()) -> Survey:
    """Return harmonised answers as a survey whose value labels are the concepts' categories.

    Each country and wave is at least one stratum: its sample was drawn by itself.

    Examples
    --------
    >>> from handrail.survey import HarmonisationRule, harmonise
    >>> told = Variable("q1", "Told someone", value_labels={1: "Yes", 2: "No"})
    >>> gb = Survey("gb.sav", pl.DataFrame({"q1": [1, 2]}), (told,), "sav")
    >>> rule = HarmonisationRule("told", "GB", "2024", "q1", "Told someone", recode={"1": "Yes", "2": "No"})
    >>> rules = Harmonisation((rule,))
    >>> joined_survey("all", harmonise({rule.place: gb}, rules), rules).frame.rows()
    [('GB', '2024', 'GB 2024: all', 'Yes'), ('GB', '2024', 'GB 2024: all', 'No')]
    """
    frame = found.frame
    if STRATUM not in frame.columns:
        each = pl.format("{} {}: all", pl.col(COUNTRY), pl.col(WAVE)).alias(STRATUM)
        frame = frame.with_columns(each)
    own = [column for column in OWN_COLUMNS if column in frame.columns]
    frame = frame.select(*own, *(pl.col(concept) for concept in rules.concepts))
    # As text: a category is known by its words wherever the answers go.
    frame = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    places = {COUNTRY: [place[0] for place in rules.places], WAVE: [place[1] for place in rules.places]}
    labels = {**places, **{concept: rules.categories(concept) for concept in rules.concepts}}
    variables = tuple(
        Variable(
            column,
            _LABELS.get(column, ""),
            "number" if frame[column].dtype.is_numeric() else "text",
            {category: category for category in labels.get(column, ())},
        )
        for column in frame.columns
    )
    return Survey(name, frame, variables, "harmonised", notes)


def levels_of_one_country(
    found: pl.DataFrame, concepts: Mapping[str, tuple[str, ...]], fewest: int, country: str = COUNTRY
) -> list[tuple[str, str, str]]:
    """Return the levels that no model can compare over countries: enough respondents in one of them at most.

    Parameters
    ----------
    found
        A column of countries and one a concept, missing answers null.
    concepts
        Concept to its categories.
    fewest
        Respondents of a level in a country from which on it counts as seen there.

    Returns
    -------
    levels
        Concept, category, and the one country that has it; an empty text where none has.

    Examples
    --------
    >>> frame = pl.DataFrame({"country": ["A", "A", "B", "B"], "sex": ["F", "M", "F", "F"]})
    >>> levels_of_one_country(frame, {"sex": ("F", "M")}, fewest=1)
    [('sex', 'M', 'A')]
    """
    countries = found[country].drop_nulls().unique(maintain_order=True).to_list()
    if len(countries) < 2:
        return []
    lone = []
    for concept, categories in concepts.items():
        counts = found.group_by(country, concept).len().rows()
        for category in categories:
            seen = [str(one) for one, level, n in counts if str(level) == category and n >= fewest]
            if len(seen) < 2:
                lone.append((concept, category, seen[0] if seen else ""))
    return lone
