"""The parts of a typology: what is computed of it, each a step of its own and from what it asks.

A further part is one more line in :func:`typology_parts` and a function that makes its result; its tables are
named after the typology and the part (``typology:ID.PART``), and what leaves whole or not at all does so by
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handrail.study.plan_typology import Typology
from handrail.study.typology_declared import REPLICATED, Declared, in_words
from handrail.values import DataError, LeftOut, Result

if TYPE_CHECKING:
    import polars as pl

    from handrail.typology import ClassComparison

ASKED = (
    "profile",
    "considered",
    "because",
    "bootstrap",
    "lmr",
    "stability",
    "groups",
    "covariates",
    "outcomes",
)
"""Keys of the plan that ask for a part or name a class: the others belong to all parts."""


@dataclass(frozen=True)
class TypologyPart:
    """One computation of a typology.

    Attributes
    ----------
    name
        After the slash of its step.
    method
        A key of :data:`handrail.typology.METHODS`.
    asked
        What the plan asks of this part alone, as plain values.
    beside
        The variables that it reads beside the items.
    make
        Computes it.
    """

    name: str
    method: str
    asked: Any
    beside: tuple[str, ...]
    make: Callable[[Declared], Result]


def typology_parts(typology: Typology) -> Iterator[TypologyPart]:
    """Yield what is computed of a typology: the classes first.

    Examples
    --------
    >>> typology = Typology(id="t", title="T", survey="s", items=("a", "b", "c"), classes=2,
    ...                     outcomes={"variables": ["told"]}, stability={"replicates": 50})
    >>> [part.name for part in typology_parts(typology)]
    ['classes', 'stability', 'outcome-told']
    """
    considered = sorted(set(typology.considered))
    yield TypologyPart("classes", "typology.latent_classes", [considered, typology.because], (), _classes)
    if typology.bootstrap is not None:
        plain = typology.bootstrap.model_dump(mode="json")
        yield TypologyPart("bootstrap", "typology.bootstrap", [considered, plain], (), _bootstrap)
    if typology.lmr:
        yield TypologyPart("lmr", "typology.lmr", considered, (), _lmr)
    if typology.stability is not None:
        plain = typology.stability.model_dump(mode="json")
        group = typology.stability.leave_out
        by = () if group is None else (group,)
        yield TypologyPart("stability", "typology.stability", plain, by, _stability)
    if typology.groups is not None:
        groups = [considered, typology.groups.model_dump(mode="json")]
        yield TypologyPart("groups", "typology.invariance", groups, (typology.groups.by,), _compared)
    if typology.covariates is not None:
        plain = typology.covariates.model_dump(mode="json")
        factors = typology.covariates.factors
        yield TypologyPart("covariates", "typology.covariates", plain, factors, _covariates)
    if typology.outcomes is not None:
        for name in typology.outcomes.variables:
            asked = [name, typology.outcomes.method]
            yield TypologyPart(f"outcome-{name}", "typology.outcomes", asked, (name,), _outcome(name))


def _classes(of: Declared) -> Result:
    from handrail.typology import typology_result

    typology = of.typology
    return typology_result(
        of.items,
        classes=typology.classes,
        considered=typology.considered,
        starts=typology.starts,
        seed=typology.seed,
        weights=of.drawn.get("weights"),
        strata=of.drawn.get("strata"),
        clusters=of.drawn.get("clusters"),
        kinds=dict(typology.kinds),
        item_labels=of.item_labels,
        class_names=of.class_names,
        because=typology.because,
        without_intervals=REPLICATED if of.survey.replicate_weights is not None else "",
        smallest=of.smallest,
        name=of.node,
        title=typology.title,
        progress=of.told,
        **of.about,
    )


def _compared_numbers(of: Declared, **tests: Any) -> ClassComparison:
    """Return the numbers of classes that were considered, with tests of them."""
    from handrail.typology import compare_classes

    return compare_classes(
        of.items,
        of.typology.considered,
        starts=of.typology.starts,
        seed=of.typology.seed,
        kinds=dict(of.typology.kinds),
        progress=of.told,
        **tests,
    )


def _bootstrap(of: Declared) -> Result:
    from handrail.typology import bootstrap_result

    asked = of.typology.bootstrap
    assert asked is not None  # noqa: S101 - a part of what is asked for
    compared = _compared_numbers(
        of,
        bootstrap=asked.replicates,
        hit_replicates=asked.hit_replicates,
        further_starts=asked.further_starts,
        memory=of.memory,
    )
    return bootstrap_result(
        compared,
        name=of.node,
        title=of.typology.title,
        source=of.survey.id,
        seed=of.typology.seed,
        public_use=bool(of.survey.public_use),
    )


def _lmr(of: Declared) -> Result:
    from handrail.typology import lmr_result

    return lmr_result(
        _compared_numbers(of, lmr=True),
        name=of.node,
        title=of.typology.title,
        source=of.survey.id,
        public_use=bool(of.survey.public_use),
    )


def _stability(of: Declared) -> Result:
    from handrail.typology import stability_result

    asked = of.typology.stability
    assert asked is not None  # noqa: S101 - a part of what is asked for
    return stability_result(
        of.fitted(),
        by=None if asked.leave_out is None else _groups(of, asked.leave_out),
        replicates=asked.replicates,
        starts=asked.starts,
        seed=asked.seed,
        item_labels=of.item_labels,
        class_names=of.class_names,
        name=of.node,
        title=of.typology.title,
        progress=of.told,
        memory=of.memory,
        **of.about,
    )


def _groups(of: Declared, name: str) -> pl.Series:
    """Return the group of each row.

    Raises
    ------
    DataError
        For a group of very few: what changes without it would be about them.
    """
    import polars as pl

    groups = in_words(of.answers, of.variables[name])
    silent = pl.all_horizontal(pl.col(one).is_null() for one in of.typology.items)
    present = groups.filter(~of.answers.select(silent).to_series())
    fewest = present.drop_nulls().value_counts()["count"].min()
    if fewest is not None and int(str(fewest)) < of.smallest and not of.survey.public_use:
        raise DataError.because(
            f"a group that is left out in turn has at least {of.smallest} respondents",
            f"a group of '{name}' with fewer, in typology '{of.typology.id}'",
            "join it with another in the variable's categories, or leave leave_out away",
            file="study.toml",
        )
    return groups


def _compared(of: Declared) -> Result:
    from handrail.typology import class_invariance, invariance_result, own_classes
    from handrail.typology.renumbered import numbered_as
    from handrail.typology.weights import NO_ANSWER

    asked = of.typology.groups
    assert asked is not None  # noqa: S101 - a part of what is asked for
    variable = of.variables[asked.by]
    items, groups, silent = _of_a_group(of.items, in_words(of.answers, variable))
    shared: dict[str, Any] = {
        **of.drawn,
        "starts": of.typology.starts,
        "seed": of.typology.seed,
        "kinds": dict(of.typology.kinds),
        "smallest_group": asked.smallest,
        "progress": of.told,
    }
    found = class_invariance(items, groups, of.typology.classes, free_items=asked.free or None, **shared)
    own = own_classes(items, groups, sorted(set(of.typology.considered)), **shared)
    made = invariance_result(
        found,
        own,
        item_labels=of.item_labels,
        # Its classes are numbered by their own shares: each has the name of the one that it is nearest to.
        class_names=[of.class_names[k] for k in numbered_as(of.fitted(), found)],
        answers=asked.answers,
        name=f"{of.node}.groups",
        title=f"{of.typology.title}: groups compared",
        **of.about,
    )
    labelled = (
        replace(table, labels={**table.labels, "group": variable.label})
        if "group" in table.dimensions
        else table
        for table in made.tables
    )
    left_out = [
        replace(one, rows=one.rows - (silent if one.reason == NO_ANSWER else 0)) for one in made.left_out
    ]
    if silent:
        left_out.append(LeftOut(silent, f"no answer to what makes the groups: {variable.label}"))
    return replace(made, tables=tuple(labelled), left_out=tuple(one for one in left_out if one.rows > 0))


def _of_a_group(items: pl.DataFrame, groups: pl.Series) -> tuple[pl.DataFrame, pl.Series, int]:
    """Return items and groups in which whoever has no group answered nothing, and how many those are.

    They stay in the design and have no part in the comparison.
    """
    import polars as pl

    none = groups.is_null()
    answered = ~items.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if not none.any() or none.all():
        return items, groups, 0
    kept = items.select(pl.when(~none).then(pl.col(name)).alias(name) for name in items.columns)
    return (
        kept,
        groups.fill_null(strategy="forward").fill_null(strategy="backward"),
        int((none & answered).sum()),
    )


def _covariates(of: Declared) -> Result:
    from handrail.typology import class_covariates, covariates_result

    asked = of.typology.covariates
    assert asked is not None  # noqa: S101 - a part of what is asked for
    factors = [of.variables[name] for name in asked.factors]
    frame = of.answers.select(in_words(of.answers, one) for one in factors)
    found = class_covariates(of.fitted(), frame, method=asked.method)
    return covariates_result(
        found,
        name=f"{of.node}.covariates",
        title=f"{of.typology.title}: what goes together with the profiles",
        labels={one.name: one.label for one in factors},
        units={one.name: one.unit for one in factors},
        class_names=of.class_names,
        **of.about,
    )


def _outcome(name: str) -> Callable[[Declared], Result]:
    def make(of: Declared) -> Result:
        from handrail.typology import class_outcomes, outcome_result

        asked, variable = of.typology.outcomes, of.variables[name]
        assert asked is not None  # noqa: S101 - a part of what is asked for
        answered = of.answers[name]
        kind: Any = "binary" if variable.yes else "continuous" if answered.dtype.is_numeric() else "nominal"
        found = class_outcomes(of.fitted(), answered, kind, method=asked.method)
        made = outcome_result(
            found,
            name=f"{of.node}.outcome-{name}",
            title=f"{of.typology.title}: {variable.label}",
            outcome=name,
            outcome_label=variable.label,
            class_names=of.class_names,
            **of.about,
        )
        return replace(made, tables=tuple(replace(table, column=variable.from_) for table in made.tables))

    return make
