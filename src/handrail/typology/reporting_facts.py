"""What a study knows of a typology for a reporting checklist, read from the tables that were released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handrail.values.result import Result
from handrail.values.table import Cell, Table

FEW = 10
"""Numbers of respondents under this are said in words, like the cells of a table."""


@dataclass(frozen=True)
class NamedClass:
    """A class that a person named: the name, what it describes, why, and who read it a second time."""

    name: str
    description: str = ""
    because: str = ""
    second_reader: str = ""


@dataclass(frozen=True)
class TypologyFacts:
    """What a study knows of one typology.

    Attributes
    ----------
    result
        The typology's result: its tables with the numbers that were released; its rules, base and rows left
        out as documents tell them (no base where that is not told).
    others
        Results that rest on it: stability, covariates, outcomes, countries or groups.
    classes
        The number that the team settled on.
    because
        Why, where the team says so.
    names
        Names of the classes in the order of their shares; empty where nobody named them.
    items
        Label of each item to where it comes from.
    question, purpose, survey, answered
        The plan's words: the study's question, its declared purpose, the survey's title and who answered.
    software
        Name and version.
    """

    result: Result
    others: tuple[Result, ...] = ()
    classes: int = 1
    because: str = ""
    names: tuple[NamedClass, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    question: str = ""
    purpose: str = ""
    survey: str = ""
    answered: str = ""
    software: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", MappingProxyType(dict(self.items)))

    @property
    def node(self) -> str:
        """The typology's node."""
        return self.result.tables[0].node

    @property
    def profiles(self) -> Table:
        """How likely each experience is in each class."""
        return self.result.tables[0]

    def tables(self, *parts: str) -> tuple[Table, ...]:
        """Return the tables of a part, such as ``shares``: those whose name goes on with it."""
        every = [table for one in (self.result, *self.others) for table in one.tables]
        begin = tuple(f"{self.node}.{part}" for part in parts)
        return tuple(table for table in every if table.name.startswith(begin))

    def rules(self, *parts: str) -> dict[str, str]:
        """Return the rules of parts: of results with their tables, or named after them (``part: rule``)."""
        held = {table.name for table in self.tables(*parts)}
        named = [name.partition(": ") for name in self.result.rules]
        said = [
            (of, self.result.rules[part + at + of]) for part, at, of in named if at and part.startswith(parts)
        ]
        for one in self.others:
            if any(table.name in held for table in one.tables):
                said += one.rules.items()
        rules: dict[str, dict[str, None]] = {}
        for name, rule in said:
            rules.setdefault(name, {})[rule] = None
        return {name: " and ".join(different) for name, different in rules.items()}

    @property
    def compared(self) -> dict[int, Cell]:
        """Each number of classes that was fitted to its criteria, in order; withheld ones have no values."""
        cells = [cell for table in self.tables("comparison") for cell in table.cells]
        return {int(cell.group["classes"]): cell for cell in cells}

    @property
    def categorical(self) -> bool:
        """Whether every item has categories."""
        return bool(self.categories) and set(self.items) <= set(self.categories)

    @property
    def categories(self) -> dict[str, bool]:
        """Each item that has categories to whether it has more than two."""
        cells = self.profiles.cells if self.profiles.measure != "mean" else ()
        return {cell.group["item"]: cell.category is not None for cell in cells}


def sentence(words: str) -> str:
    """Return words as a sentence.

    Examples
    --------
    >>> sentence("full information: a row enters with the items it answered")
    'Full information: a row enters with the items it answered.'
    """
    return f"{words[0].upper()}{words[1:].removesuffix('.')}." if words else ""


def listed(words: Sequence[object]) -> str:
    """Return things as words: one, two and three.

    Examples
    --------
    >>> listed([1, 2, 3]), listed(["BIC"])
    ('1, 2 and 3', 'BIC')
    """
    said = [str(one) for one in words]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def titles(tables: tuple[Table, ...]) -> str:
    """Return the titles of tables as a sentence; nothing of none."""
    different = dict.fromkeys(f"'{table.title}'" for table in tables)
    return f"{'Tables' if len(different) > 1 else 'Table'}: {'; '.join(different)}." if different else ""


def fitted(facts: TypologyFacts) -> str:
    """Return which numbers of classes were fitted."""
    numbers = list(facts.compared)
    if not numbers:
        return ""
    if numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 2:
        return f"Fitted: {numbers[0]} to {numbers[-1]} classes, {len(numbers)} models."
    return f"Fitted: {listed(numbers)} classes, {len(numbers)} model{'s' if len(numbers) > 1 else ''}."


def starts(facts: TypologyFacts) -> str:
    """Return the rule of the starts, how many reached the best, the seed, and what did not arrive."""
    rules = facts.result.rules
    said = [f"Starts: {rules['starts']}." if "starts" in rules else ""]
    final = facts.compared.get(facts.classes)
    best = None if final is None else final.value("starts_at_best")
    if best is not None:
        said.append(f"With {facts.classes} classes {best:.0%} of them reached the best solution.")
    if facts.result.seed is not None:
        said.append(f"Seed {facts.result.seed}.")
    said += [sentence(words) for words in facts.result.warnings if "start" in words]
    return " ".join(words for words in said if words)


def by_number(facts: TypologyFacts, value: str, label: str, form: str) -> str:
    """Return a value of each number of classes, such as the entropy; nothing where there is none."""
    found = {number: cell.value(value) for number, cell in facts.compared.items()}
    said = [f"{known:{form}} with {number}" for number, known in found.items() if known is not None]
    if not said:
        return ""
    said[0] += " classes" if not said[0].endswith(" with 1") else " class"
    return f"{label}: {', '.join(said)}."


def criteria(facts: TypologyFacts) -> str:
    """Return which criteria were compared, which number has the lowest BIC, and which was chosen."""
    tables = facts.tables("comparison", "criteria")
    if not tables:
        return ""
    held = {
        name: table.labels.get(name, name) for table in tables for cell in table.cells for name in cell.values
    }
    kinds = [label for name, label in held.items() if name in _CRITERIA]
    said = [f"Compared: {listed(kinds)}." if kinds else ""]
    found = {number: cell.value("bic") for number, cell in facts.compared.items()}
    known = {number: bic for number, bic in found.items() if bic is not None}
    if known:
        lowest = min(known, key=lambda number: known[number])
        shown = "" if len(known) == len(found) else " of those shown"
        by_design = _lowest_dbic(facts)
        said.append(
            f"The lowest BIC{shown} is that of {lowest}{by_design}; {facts.classes} classes were chosen."
        )
    if facts.because:
        said.append(f"Reason: {sentence(facts.because)}")
    if facts.result.rules.get("weights", "none") != "none":
        said.append("With sampling weights the criteria rest on a pseudo-likelihood.")
    return " ".join(words for words in said if words)


def _lowest_dbic(facts: TypologyFacts) -> str:
    found = {number: cell.value("dbic") for number, cell in facts.compared.items()}
    known = {number: dbic for number, dbic in found.items() if dbic is not None}
    return f", the lowest dBIC that of {min(known, key=lambda number: known[number])}" if known else ""


_CRITERIA = ("bic", "aic", "sabic", "caic", "icl", "awe", "daic", "dbic")


def ratio_tests(facts: TypologyFacts) -> str:
    """Return the likelihood-ratio tests of the numbers of classes; nothing where none was computed."""
    said = []
    for table in facts.tables("bootstrap", "lmr"):
        found = [(cell.group["classes"], cell.value("p")) for cell in table.cells]
        tests = [f"{number}: p = {p:.3f}" for number, p in found if p is not None]
        said.append(f"'{table.title}', each number against one more: {', '.join(tests) or 'no p'}.")
    return " ".join(said)


def class_shares(facts: TypologyFacts) -> str:
    """Return how common each class is, as released; nothing where one was withheld."""
    cells = [cell for table in facts.tables("shares") for cell in table.cells]
    if not cells or any(cell.withheld or cell.value("estimate") is None for cell in cells):
        return ""
    return "; ".join(f"{cell.category}: {cell.value('estimate'):.1%}{_bounds(cell)}" for cell in cells) + "."


def _bounds(cell: Cell) -> str:
    low, high = cell.value("low"), cell.value("high")
    return "" if low is None or high is None else f" ({low:.1%} to {high:.1%})"


def missing_by_item(facts: TypologyFacts) -> str:
    """Return the share of respondents in the model without an answer to each item.

    Nothing is said where a cell was withheld or the base is not told: the rest would give it back.
    """
    base = facts.result.base
    if base < FEW or any(cell.withheld for cell in facts.profiles.cells) or not facts.categorical:
        return ""
    answered = dict(_answered(facts.profiles))
    return "; ".join(f"{item}: {_share(base - n, base)}" for item, n in answered.items()) + "."


def _answered(profiles: Table) -> Iterator[tuple[str, int]]:
    """Yield each item with the respondents who answered it: of an item's categories one has their number."""
    by_item: dict[str, dict[str, int]] = {}
    for cell in profiles.cells:
        by_item.setdefault(cell.group["item"], {}).setdefault(cell.group["class"], cell.n)
    for item, of in by_item.items():
        yield item, sum(of.values())


def _share(rows: int, base: int) -> str:
    # Expected numbers are rounded class by class, so that a sum may miss the base by a few.
    return f"{rows / base:.1%}" if rows >= FEW else f"fewer than {FEW} respondents"


def left_out(facts: TypologyFacts) -> str:
    """Return the rows left out and why; where a number is small, the reasons alone."""
    told = all(one.rows >= FEW for one in facts.result.left_out)
    said = "; ".join(f"{one.rows:,}: {one.reason}" if told else one.reason for one in facts.result.left_out)
    return f"Left out: {said}." if said else ""


def software(facts: TypologyFacts) -> str:
    """Return the software with its version, and the packages that computed it."""
    packages = ", ".join(f"{name} {number}" for name, number in facts.result.software.items())
    own = sentence(facts.software)
    return f"{own} Computed with {packages}.".strip() if packages else own


def size(facts: TypologyFacts) -> str:
    """Return the respondents in the model and its parameters."""
    final = facts.compared.get(facts.classes)
    parameters = None if final is None else final.value("parameters")
    n = facts.result.base if final is None else final.n
    base = f"{n:,} respondents in the model" if n >= FEW else ""
    free = f"{parameters:.0f} parameters with {facts.classes} classes" if parameters is not None else ""
    said = ", ".join(words for words in (base, free) if words)
    return sentence(said)


def named(facts: TypologyFacts) -> str:
    """Return the names with what they describe, why, and who else read them."""
    said = []
    for one in facts.names:
        words = [f"{one.name}: {sentence(one.description)}" if one.description else sentence(one.name)]
        if one.because:
            words.append(f"Reason: {sentence(one.because)}")
        if one.second_reader:
            words.append(f"Second reader: {sentence(one.second_reader)}")
        said.append(" ".join(words))
    return " ".join(said)
