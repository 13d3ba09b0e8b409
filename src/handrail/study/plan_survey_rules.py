"""What must hold of a survey's replicate weights, of its countries, and of the files beside it."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Plan, ReplicateWeights, Survey


def survey_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the replicate weights and countries of a plan's surveys break."""
    for position, survey in enumerate(plan.survey):
        here = ("survey", position)
        if survey.replicate_weights is not None:
            yield from _replicates(survey, survey.replicate_weights, (*here, "replicate_weights"))
        yield from _countries(survey, here)


def _replicates(
    survey: Survey, replicates: ReplicateWeights, here: tuple[str | int, ...]
) -> Iterator[Breach]:
    staged = [name for name in ("strata", "clusters", "fpc") if getattr(survey, name)]
    if staged:
        yield Breach(
            here,
            "replicate weights stand in place of strata, clusters and fpc",
            f"replicate_weights and {' and '.join(staged)}",
            "keep what the survey's documentation computes errors with",
        )
    if not survey.weights:
        yield Breach(
            here, "replicate weights stand beside the sampling weights", "no weights", 'add weights = "..."'
        )
    if bool(replicates.columns) == bool(replicates.prefix):
        yield Breach(
            here,
            "replicate weights are named by their columns or by a prefix",
            "both" if replicates.prefix else "neither",
            'write columns = ["..."] or prefix = "..."',
        )
    if (replicates.kind == "Fay") != (replicates.rho is not None):
        yield Breach(
            here,
            "rho belongs to Fay's replicates, and they have one",
            f"kind = '{replicates.kind}' {'without' if replicates.rho is None else 'with'} rho",
            "see the survey's documentation",
        )
    if replicates.kind == "JKn" and replicates.scale is None:
        yield Breach(
            here,
            "a jackknife says what its squared deviations are multiplied by",
            "kind = 'JKn' without scale",
            "add scale, such as (n - 1) / n of n replicates, as the survey's documentation says",
        )


def _countries(survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if not survey.country:
        if survey.country_weight is not None or survey.populations:
            yield Breach(
                (*here, "country_weight" if survey.country_weight else "populations"),
                "countries are weighted where a variable says which they are",
                "no country",
                'add country = "..." with the name of a variable',
            )
        return
    known = {variable.name: variable for variable in survey.variable}
    place = (*here, "country")
    yield from names_known(place, "the country is a variable of the survey", [survey.country], known)
    variable = known.get(survey.country)
    if variable is not None and variable.geography != "country":
        yield Breach(
            place,
            'the variable of countries has geography = "country"',
            f"'{survey.country}' without it",
            'add geography = "country" to the variable',
        )
    if survey.country_weight is None:
        yield Breach(
            place,
            "a survey of several countries says what each counts",
            "no country_weight",
            'add country_weight = "equal", "population" or "as_given"',
        )
    if (survey.country_weight == "population") != bool(survey.populations):
        yield Breach(
            (*here, "populations"),
            'populations go with country_weight = "population"',
            "populations with another weight" if survey.populations else "none",
            "add populations = { ... }, or remove them",
        )
    if variable is not None and variable.categories:
        names = variable.categories.values()
        yield from names_known(
            (*here, "populations"), "a population is of one of the countries", survey.populations, names
        )
