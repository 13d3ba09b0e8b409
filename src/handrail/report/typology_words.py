"""Typology words: what the figures of a typology show, as sentences made of their own released numbers."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.criteria_chart import CRITERIA
from handrail.report.words import listed
from handrail.values import Cell, Table


def heat_headline(table: Table) -> str:
    """Return in which profile each experience is most likely, as a sentence that needs no colour.

    Examples
    --------
    >>> cells = tuple(Cell({"item": item, "class": name}, None, 90, 60, {"estimate": p})
    ...               for item, name, p in (("Asked", "Little", 0.1), ("Asked", "Pressed", 0.8)))
    >>> heat_headline(Table("typology:t", "T", "probability", ("item", "class"), cells, "s", "t"))
    'Most experiences are likeliest in “Pressed” (1 of 1).'
    """
    best: dict[tuple[str, str | None], tuple[float, str]] = {}
    for cell in table.cells:
        value = cell.value("estimate") or cell.value("above")
        key = (cell.group["item"], cell.category)
        if cell.withheld is None and value is not None and value > best.get(key, (0.0, ""))[0]:
            best[key] = (value, cell.group["class"])
    if not best:
        return "All probabilities are withheld, or only limits of them are told."
    found = [name for _, name in best.values()]
    most = max(dict.fromkeys(found), key=found.count)
    return f"Most experiences are likeliest in “{most}” ({found.count(most)} of {len(best)})."


def criteria_headline(table: Table) -> str:
    """Return which number of profiles has the lowest BIC, and dBIC, of those that are told.

    Examples
    --------
    >>> cells = tuple(Cell({"classes": str(k)}, None, 90, None, {"bic": 100.0 - k}) for k in (1, 2))
    >>> criteria_headline(Table("typology:t.comparison", "T", "diagnostic", ("classes",), cells, "s", "t"))
    'Of 1 to 2 profiles considered, 2 have the lowest BIC.'
    """
    told = [
        (value, cell.group["classes"]) for cell in table.cells if (value := cell.value("bic")) is not None
    ]
    numbers = [int(cell.group["classes"]) for cell in table.cells]
    span = f"Of {min(numbers)} to {max(numbers)} profiles considered"
    if not told:
        return f"{span}, no BIC is told."
    best = min(told)[1]
    by_design = [
        (value, cell.group["classes"]) for cell in table.cells if (value := cell.value("dbic")) is not None
    ]
    more = f", {min(by_design)[1]} the lowest dBIC" if by_design else ""
    return f"{span}, {best} {'has' if best == '1' else 'have'} the lowest BIC{more}."


def flows_headline(table: Table) -> str:
    """Return from how many profiles to how many the flows go.

    Examples
    --------
    >>> flow = {"classes": "1 to 2", "from": "1 of 1", "to": "1 of 2"}
    >>> cells = (Cell(flow, None, 90, 60, {"estimate": 0.7}),)
    >>> flows_headline(Table("typology:t.splits", "T", "share", ("classes", "from", "to"), cells, "s", "t"))
    'How profiles split, from 1 to 2 profiles.'
    """
    steps = list(dict.fromkeys(cell.group["classes"] for cell in table.cells))
    few, more = steps[0].partition(" ")[0], steps[-1].rpartition(" ")[2]
    return f"How profiles split, from {few} to {more} profiles."


def likeliest_words(table: Table, most: int = 3) -> str:
    """Return the likeliest experiences of each profile, with their probabilities.

    Examples
    --------
    >>> cells = tuple(Cell({"item": item, "class": "Pressed"}, None, 90, 60, {"estimate": p})
    ...               for item, p in (("Asked", 0.1), ("Threatened", 0.8)))
    >>> likeliest_words(Table("typology:t", "T", "probability", ("item", "class"), cells, "s", "t"), 1)
    'Likeliest in “Pressed”: Threatened (.80).'
    """
    said = []
    for name in dict.fromkeys(cell.group["class"] for cell in table.cells):
        own = [
            cell for cell in table.cells if cell.group["class"] == name and numbers.drawn(cell) is not None
        ]
        own.sort(key=lambda cell: -(numbers.drawn(cell) or 0.0))
        if own:
            told = listed(f"{_item(cell)} ({numbers.estimate(cell, table.measure)})" for cell in own[:most])
            said.append(f"Likeliest in “{name}”: {told}.")
    return " ".join(said)


def _item(cell: Cell) -> str:
    words = cell.group["item"]
    return words if cell.category is None else f"{words}: {cell.category}"


def lowest_words(table: Table) -> str:
    """Return with how many profiles each criterion is lowest.

    Examples
    --------
    >>> cells = tuple(Cell({"classes": str(k)}, None, 90, None, {"bic": 100.0 - k, "aic": 90.0 + k})
    ...               for k in (1, 2))
    >>> lowest_words(Table("typology:t.comparison", "T", "diagnostic", ("classes",), cells, "s", "t"))
    'Lowest: bic with 2 and aic with 1.'
    """
    found = []
    for name in CRITERIA:
        told = [
            (value, cell.group["classes"]) for cell in table.cells if (value := cell.value(name)) is not None
        ]
        if told:
            found.append(f"{table.labels.get(name, name)} with {min(told)[1]}")
    return f"Lowest: {listed(found)}."


def splits_words(table: Table) -> str:
    """Return which profiles split into several of the next number, with shares of all.

    Examples
    --------
    >>> step = {"classes": "1 to 2", "from": "1 of 1"}
    >>> cells = tuple(Cell({**step, "to": to}, None, 90, 30, {"estimate": p})
    ...               for to, p in (("1 of 2", 0.6), ("2 of 2", 0.4)))
    >>> splits_words(Table("typology:t.splits", "T", "share", ("classes", "from", "to"), cells, "s", "t"))
    '1 of 1 splits into 1 of 2 (60 %) and 2 of 2 (40 %).'
    """
    flows: dict[tuple[str, str], list[str]] = {}
    for cell in table.cells:
        share = numbers.known(cell, "estimate")
        if share is not None:
            to = f"{cell.group['to'].partition(':')[0]} ({100 * share:.0f} %)"
            flows.setdefault((cell.group["classes"], cell.group["from"].partition(":")[0]), []).append(to)
    said = [f"{from_} splits into {listed(to)}." for (_, from_), to in flows.items() if len(to) > 1]
    return " ".join(said) or "No profile splits into several that may be shown."
