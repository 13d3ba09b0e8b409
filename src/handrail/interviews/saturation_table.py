"""Saturation as a result that can leave: numbers of codes, and of interviews from three on."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from handrail.interviews.methods import METHODS
from handrail.interviews.new_codes import FEW_INTERVIEWS, GroupSaturation, Saturation
from handrail.values import Cell, LeftOut, Result, Table

LEVEL = 0.9
"""Share of random orders between the ends of the curve."""
MOST_POINTS = 24
"""So many numbers of interviews stand in the curve of a group, the last one among them."""
WORDING = "New codes observed under this codebook"
"""What the numbers are: whether there are other codes, no count of these interviews can say."""


def saturation_result(found: Saturation, *, name: str, title: str, source: str, label: str = "") -> Result:
    """Return saturation as a result with two tables: the point, and the curve over random orders.

    What a single interview brought is in neither: the curve is over orders in which each interview stands
    everywhere, and begins at 3 interviews.

    Parameters
    ----------
    found
        From :func:`handrail.interviews.saturation`.
    name, title, source
        The node, what the numbers are in a reader's words, and the strand's id.
    label
        The attribute of the groups in a reader's words; its name where empty.

    Examples
    --------
    >>> from handrail.interviews.new_codes import saturation
    >>> from handrail.interviews.placing import Coding
    >>> said = ["a b c", "b c d", "a e", "c f", "g", "a b", "c", "f"]
    >>> codings = [Coding(f"{at}-{code}", f"p{at}.txt", 0, 1, "x", code, "AB")
    ...            for at, codes in enumerate(said, 1) for code in codes.split()]
    >>> made = saturation_result(saturation(codings), name="saturation:t", title="New codes", source="t")
    >>> point, curve = made.tables
    >>> point.cells[0].n, point.cells[0].value("base_codes"), point.cells[0].value("needed")
    (8, 6.0, 7.0)
    >>> curve.name, [round(cell.value("estimate"), 1) for cell in curve.cells]
    ('saturation:t.curve', [4.3, 5.1, 5.7, 6.2, 6.6, 7.0])
    """
    dimension = "group" if found.attribute is not None else None
    labels = {"group": label or found.attribute or "Group"}
    point = Table(
        name=name,
        title=title,
        measure="diagnostic",
        dimensions=() if dimension is None else (dimension,),
        cells=tuple(_point(group, found, dimension) for group in found.groups),
        source=source,
        variable="new codes",
        notes=tuple(_notes(found)),
        labels={
            **labels,
            "n": "Interviews",
            "codes": "Codes used",
            "base_codes": f"Codes in the first {found.base}",
            "needed": "Interviews at the point",
            "ratio": "New in that run, per cent of those in the base",
            "median": "Interviews needed in random orders, median",
            "percentile_5": "5th percentile",
            "percentile_95": "95th percentile",
            "share": "Per cent of orders with such a point",
        },
    )
    curve = Table(
        name=f"{name}.curve",
        title=f"{title}: codes over random orders of the interviews",
        measure="mean",
        dimensions=("interviews",) if dimension is None else (dimension, "interviews"),
        cells=tuple(cell for group in found.groups for cell in _curve(group, dimension)),
        source=source,
        variable="codes",
        notes=(
            "Different codes used after so many interviews: the mean over all orders of them, and between "
            f"which numbers nine in ten of {found.groups[0].orders.orders:,} random orders lie. Fewer than "
            f"{FEW_INTERVIEWS} interviews are not shown.",
        ),
        labels={
            **labels,
            "interviews": "After",
            "codes": "Different codes used",
        },
    )
    return Result(
        tables=(point, curve),
        base=sum(len(group.interviews) for group in found.groups),
        weighted_base=None,
        left_out=(LeftOut(found.uncoded, "interviews that nobody coded"),) if found.uncoded else (),
        method=METHODS["interviews.saturation"],
        rules={
            "information": "the set of codes used in an interview, exactly as given, by whichever coder",
            "base": f"the first {found.base} interviews",
            "run": f"{found.run} consecutive interviews, each run one interview later",
            "threshold": f"new codes in a run at or below {100 * found.threshold:g} % of those in the base",
            "orders": f"{found.groups[0].orders.orders:,} random orders without replacement, PCG64, "
            "percentiles of type 1",
        },
        seed=found.seed,
        software={"numpy": version("numpy")},
    )


def _point(group: GroupSaturation, found: Saturation, dimension: str | None) -> Cell:
    orders, seen = group.orders, group.observed
    return Cell(
        group={} if dimension is None else {dimension: group.group or ""},
        category=None,
        n=len(group.interviews),
        count=None,
        values={
            "codes": float(group.codes),
            "base_codes": float(group.base_codes),
            "needed": None if seen is None else float(seen.before + found.run),
            "ratio": None if seen is None else 100 * seen.ratio,
            "median": _number(orders.median),
            "percentile_5": _number(orders.low),
            "percentile_95": _number(orders.high),
            "share": 100 * orders.share,
        },
    )


def _curve(group: GroupSaturation, dimension: str | None) -> Iterator[Cell]:
    curve = group.orders.curve
    step = -(-len(curve) // MOST_POINTS)
    for point in curve:
        if point.interviews >= FEW_INTERVIEWS and (len(curve) - point.interviews) % step == 0:
            yield Cell(
                group={
                    **({} if dimension is None else {dimension: group.group or ""}),
                    "interviews": f"{point.interviews} interviews",
                },
                category=None,
                n=len(group.interviews),
                count=None,
                values={
                    "estimate": float(point.mean),
                    "low": float(point.low),
                    "high": float(point.high),
                },
            )


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _notes(found: Saturation) -> Iterator[str]:
    for group in found.groups:
        yield f"{group.group}: {found.words(group)}" if group.group else found.words(group)
    yield (
        f"{WORDING}: base {found.base} interviews, run {found.run}, threshold {100 * found.threshold:g} %; "
        "the ratio is the codes new in a run over the different codes of the base. It is reported, not "
        "graded, and does not say that other interviews would bring nothing new."
    )
    yield (
        "The order of interviews is an accident: random orders of the same interviews show how far the point "
        "depends on it. A dash means: not within these interviews."
    )
    if found.uncoded:
        told = f"{found.uncoded}" if found.uncoded >= FEW_INTERVIEWS else f"fewer than {FEW_INTERVIEWS}"
        yield f"Interviews that nobody coded, and that are left out: {told}."
