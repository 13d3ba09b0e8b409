"""What must hold of a strand's planned tables of codes: together, by attributes, as a framework matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handrail.study.breach import Breach
from handrail.study.plan import Interviews
from handrail.values import did_you_mean

Path = tuple[str | int, ...]

_OWN_COLUMNS = ("topic", "with", "category", "withheld", "summary")
"""Columns of the tables themselves: an attribute of that name would take one's place."""


def display_breaches(strand: Interviews, here: Path) -> Iterator[Breach]:
    """Yield every rule that the strand's planned tables of codes break."""
    if strand.approach == "reflexive":
        yield from _not_applicable(strand, here)
    if strand.cooccurrence is not None:
        codes = strand.cooccurrence.codes
        yield from _once((*here, "cooccurrence"), "code", codes)
        if len(codes) == 1:
            yield Breach(
                (*here, "cooccurrence"),
                "codes stand together where there are two",
                f"codes = ['{codes[0]}']",
                "name another, or leave codes out for the codebook's uppermost",
            )
    if strand.crosstab is not None:
        yield from _once((*here, "crosstab"), "code", strand.crosstab.codes)
        yield from _once((*here, "crosstab"), "attribute", strand.crosstab.attributes)
        for name in strand.crosstab.attributes:
            yield from _attribute(strand, (*here, "crosstab"), name)
    if strand.framework is not None:
        yield from _once((*here, "framework"), "code", strand.framework.codes)
        yield from _attribute(strand, (*here, "framework"), strand.framework.attribute)


def _not_applicable(strand: Interviews, here: Path) -> Iterator[Breach]:
    for key, what in (
        ("cooccurrence", "a table of codes that stand together"),
        ("crosstab", "a crosstab of codes by attributes"),
    ):
        if getattr(strand, key) is not None:
            yield Breach(
                (*here, key),
                f"{what} is not applicable under a reflexive approach: it counts codes",
                f"{key} = ...",
                "remove it: themes with their spread and dated history are the account; the team can still "
                f"run `handrail interviews {key}`",
            )


def _once(path: Path, what: str, names: Sequence[str]) -> Iterator[Breach]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield Breach(path, f"each {what} of a table is named once", f"'{twice[0]}' twice", "take one out")


def _attribute(strand: Interviews, path: Path, name: str) -> Iterator[Breach]:
    if name in strand.special_attributes:
        yield Breach(path, "a special attribute groups nothing", f"'{name}'", "take another attribute")
    elif name not in strand.attributes:
        rule = "a table of codes is by the strand's attributes"
        yield Breach(path, rule, f"'{name}'", did_you_mean(name, strand.attributes))
    elif name in _OWN_COLUMNS:
        remedy = "call the column of the participants file otherwise"
        yield Breach(path, "an attribute is none of a table's own columns", f"'{name}'", remedy)
