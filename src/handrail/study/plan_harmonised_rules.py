"""What must hold of a survey's files: one, or one a country and wave and a table that joins them."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach
from handrail.study.plan import Plan, Survey
from handrail.study.plan_harmonised import JOINED, OF_ONE_FILE
from handrail.survey.harmonisation_names import COUNTRY, WAVE


def harmonised_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the files of a plan's surveys break."""
    for position, survey in enumerate(plan.survey):
        here = ("survey", position)
        if survey.part:
            yield from _parts(survey, here)
        elif not survey.file or survey.harmonisation:
            yield Breach(
                (*here, "harmonisation") if survey.harmonisation else here,
                "a survey has its file, or a part for each country and wave with a harmonisation table",
                "a table without parts" if survey.harmonisation else "neither",
                'add file = "...", or [[survey.part]] with country, wave and file',
            )
        for index, one in enumerate(survey.files):
            yield from _columns(one, (*here, "part", index) if survey.part else here)


def _parts(survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    own = [name for name in OF_ONE_FILE if getattr(survey, name)]
    own += [name for name, column in JOINED.items() if getattr(survey, name) not in ("", column)]
    for name in own:
        yield Breach(
            (*here, name),
            f"each part of a survey says its own {name}",
            f"{name} of the whole survey",
            "move it into [[survey.part]]" if hasattr(survey.part[0], name) else "remove it",
        )
    if not survey.harmonisation:
        yield Breach(
            here,
            "files are joined by a harmonisation table, never by the numbers of questions",
            "parts without one",
            'add harmonisation = "harmonisation.toml"',
        )
    names = [one.name for one in survey.part]
    for index, one in enumerate(survey.part):
        if names.index(one.name) < index:
            rule, received = "a country and wave has one file", f"{one.country} {one.wave} twice"
            yield Breach((*here, "part", index), rule, received, "keep one of them, or tell the waves apart")
    countries = {one.country for one in survey.part}
    waves = {one.wave for one in survey.part}
    named = {variable.name: variable for variable in survey.variable}
    country = named.get(survey.country)
    if len(countries) > 1 and (country is None or country.from_ != COUNTRY):
        yield Breach(
            (*here, "country") if survey.country else here,
            "a survey of several countries names the variable that says which one, and what each counts",
            f"country = '{survey.country}'" if survey.country else "no country",
            f'add a variable from = "{COUNTRY}" with geography = "country", and name it in country',
        )
    for index, variable in enumerate(survey.variable):
        known = {COUNTRY: countries, WAVE: waves}.get(variable.from_)
        unknown = [code for code in variable.categories if known is not None and code not in known]
        if unknown:
            yield Breach(
                (*here, "variable", index),
                f"the codes of a {variable.from_} are those of the parts",
                f"'{unknown[0]}'",
                f"they are: {', '.join(sorted(known or ()))}",
            )


def _columns(survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield what is wrong with a person's decisions on columns of a file."""
    needed = {survey.weights, survey.strata, survey.clusters, survey.fpc, survey.id_column}
    needed |= set(survey.replicate_weights.columns if survey.replicate_weights is not None else ())
    needed |= {variable.from_ for variable in survey.variable}
    for column, decision in survey.columns.items():
        place = (*here, "columns", column)
        if decision != "drop" and not decision.removeprefix("keep:").strip(" :"):
            yield Breach(place, "keeping a column needs a reason", decision, '"keep: why"')
        elif decision != "drop" and not decision.startswith("keep:"):
            yield Breach(place, "a decision is drop or keep", decision, '"drop" or "keep: why"')
        if decision == "drop" and column in needed:
            yield Breach(
                place,
                "a dropped column is used nowhere in the plan",
                f"'{column}' is dropped and used",
                "keep it with a reason, or remove its use",
            )
