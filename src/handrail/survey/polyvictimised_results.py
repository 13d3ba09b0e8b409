"""Results of how many types of victimisation are told of, as tables that can travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handrail.survey.estimates import Estimates
from handrail.survey.methods import METHODS
from handrail.survey.polyvictimised import ANY, COUNT, TOP, Polyvictimisation
from handrail.survey.results import to_result
from handrail.survey.wording import Sample
from handrail.values.result import Result
from handrail.values.table import MADE_OF, NUMBER, Facet, Table

EACH = f"{COUNT}, each"


def polyvictimisation_result(
    found: Polyvictimisation,
    whole: Polyvictimisation | None = None,
    *,
    name: str,
    title: str,
    dimension_labels: Mapping[str, str],
    source: str,
    public_use: bool,
    sample: Sample,
    selection: str = "",
) -> Result:
    """Return a count of types as a result: shares of each count, of any, of many, and the mean.

    Parameters
    ----------
    found
        The count, by its groups.
    whole
        The same without groups: its cells become the tables' margins.
    name, title, dimension_labels, source, public_use, sample, selection
        See :func:`handrail.survey.results.to_result`.

    Notes
    -----
    The four tables are made of one count, and their facets say so: disclosure review can subtract any of
    them from another.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design, VictimisationType, polyvictimisation
    >>> asked, forced = [1, 0, 1, 0] * 9, [1, 0, 0, 0] * 9
    >>> frame = pl.DataFrame({"asked": asked, "shared": asked, "forced": forced})
    >>> types = [VictimisationType(one, one.capitalize()) for one in frame.columns]
    >>> counted = polyvictimisation(Design(frame), types, minimum_answered=2, top_from=3)
    >>> result = polyvictimisation_result(
    ...     counted, name="estimate:types", title="Types", dimension_labels={}, source="p", public_use=False,
    ...     sample="quota")
    >>> [(table.name.partition(".")[2], table.measure, len(table.cells)) for table in result.tables]
    [('', 'share', 3), ('any', 'share', 1), ('many', 'share', 1), ('mean', 'mean', 1)]
    >>> result.tables[1].facets["any type told of"].levels["no"]
    frozenset({'0'})
    """

    def told(estimates: Estimates, of_all: Estimates | None, ending: str, words: str, label: str) -> Result:
        result = to_result(
            estimates,
            name=f"{name}{ending}",
            title=f"{title}{words}",
            dimension_labels=dimension_labels,
            source=source,
            public_use=public_use,
            sample=sample,
            variable_label=label,
            selection=selection,
            whole=of_all,
        )
        return replace(result, tables=(_with_facets(result.tables[0], found),))

    results = [
        told(found.distribution, whole.distribution if whole else None, "", "", "Types"),
        told(found.any, whole.any if whole else None, ".any", ": any type", "Any type"),
    ]
    if found.top is not None:
        many = f"{found.top_from} types or more"
        results.append(told(found.top, whole.top if whole else None, ".many", f": {many}", many.capitalize()))
    results.append(
        told(found.mean, whole.mean if whole else None, ".mean", ": mean number of types", "Types")
    )
    first = results[0]
    counted = f"Counted: {', '.join(one.label for one in found.types)}."
    tables = [one.tables[0] for one in results]
    tables[0] = replace(tables[0], notes=(*tables[0].notes, counted, *found.rules))
    return replace(
        first,
        tables=tuple(tables),
        method=METHODS["survey.polyvictimisation"],
        rules={
            **first.rules,
            "counted": f"{len(found.types)} types of {found.nature}",
            "minimum_answered": f"{found.minimum_answered} of {len(found.types)}",
            **({"many": f"{found.top_from} or more, declared before"} if found.top_from else {}),
        },
    )


def _with_facets(table: Table, found: Polyvictimisation) -> Table:
    column = f"{MADE_OF}{', '.join(one.name for one in found.types)}"
    counts = range(len(found.types) + 1)
    each = {str(count): _codes(count, counts) for count in counts}
    facets = {COUNT: Facet(column, each), EACH: Facet(column, each), ANY: _from(column, 1, counts)}
    if found.top_from is not None:
        facets[TOP] = _from(column, found.top_from, counts)
    return replace(table, column=column, facets=facets)


def _from(column: str, least: int, counts: range) -> Facet:
    more, fewer = ([count for count in counts if (count >= least) is side] for side in (True, False))
    yes, no = (frozenset().union(*(_codes(one, counts) for one in side)) for side in (more, fewer))
    return Facet(column, {"yes": yes, "no": no})


def _codes(count: int, counts: range) -> frozenset[str]:
    # A mean is of every number of its column: no count is another number than those that are listed.
    return frozenset((str(count), NUMBER) if count == counts[-1] else (str(count),))
