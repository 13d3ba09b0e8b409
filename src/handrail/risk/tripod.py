"""TRIPOD+AI filled: what a study knows of one of its models, and which item each fact answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handrail.risk.tripod_items import TRIPOD_AI
from handrail.values.checklist import ChecklistAnswer, FilledItem, Known, filled
from handrail.values.result import Result
from handrail.values.table import Table

FEW = 10
"""Numbers of respondents under this are said in words, like the cells of a table."""
_NO_PREDICTION = (
    "The model leaves as a reviewed table of coefficients. Nothing is predicted for a person, there is no "
    "score and no threshold, and it is no instrument of screening."
)


@dataclass(frozen=True)
class TripodFacts:
    """What a study knows of one model.

    Attributes
    ----------
    model
        The model's result.
    validation
        Results on how well it does: validation, by group, by country.
    purpose, ethics, funding, survey, answered
        The plan's words: declared purpose, ethics reference, funders, the survey's title and who answered.
    order
        The order in time that was declared; empty where none was.
    software
        Name and version.
    """

    model: Result
    validation: tuple[Result, ...] = ()
    purpose: str = ""
    ethics: str = ""
    funding: str = ""
    survey: str = ""
    answered: str = ""
    order: str = ""
    software: str = ""

    @property
    def odds(self) -> Table:
        """The model's first table."""
        return self.model.tables[0]


def fill_tripod(facts: TripodFacts, answers: Iterable[ChecklistAnswer] = ()) -> tuple[FilledItem, ...]:
    """Return the 52 parts of TRIPOD+AI in order, filled with what is known of a model.

    Parameters
    ----------
    facts, answers
        What the study knows, and what the team answered; both stand side by side. A fact is taken from the
        result's own rules, so that the list says what was computed.

    References
    ----------
    Collins et al. 2024, BMJ 385, e078378.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.risk import Factor, associations
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0] * 5, "sex": list("MMMMFFFF") * 5})
    >>> found = associations(
    ...     Design(frame), "told", [Factor("sex", "Gender", "Who answered")], name="model:told",
    ...     title="Telling", source="pilot", sample="quota", outcome_label="Told someone")
    >>> items = {one.item.id: one for one in fill_tripod(TripodFacts(found))}
    >>> len(items), items["21"].known
    (52, '40 respondents; 20 of them with the outcome.')
    """
    return filled(TRIPOD_AI, _KNOWN, facts, answers)


def _rule(facts: TripodFacts, *names: str) -> str:
    said = [f"{name}: {facts.model.rules[name]}" for name in names if name in facts.model.rules]
    return "; ".join(said)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].removesuffix('.')}." if words else ""


def _purpose(facts: TripodFacts) -> Known:
    purpose = f"Declared purpose: {facts.purpose}. " if facts.purpose else ""
    return f"{purpose}It describes groups of a population to those who plan services and policy.", False


def _objective(facts: TripodFacts) -> Known:
    done = " and evaluated within the study" if facts.validation else ""
    order = f" Declared order in time: {facts.order}." if facts.order else ""
    return f"A model was fitted{done} to describe associations.{order}", False


def _source(facts: TripodFacts) -> Known:
    who = f"; who answered: {facts.answered}" if facts.answered else ""
    survey = f"{facts.survey}{who}. " if facts.survey else ""
    return f"{survey}{_sentence(_rule(facts, 'sample'))}", False


def _outcome(facts: TripodFacts) -> Known:
    label = facts.odds.labels.get(facts.odds.variable, facts.odds.variable)
    return f"Outcome: {label}. Risk and harm are separate outcomes and never one score.", False


def _factors(facts: TripodFacts) -> Known:
    named = dict.fromkeys(cell.group["factor"] for cell in facts.odds.cells if "factor" in cell.group)
    return (f"Factors: {', '.join(named)}." if named else ""), False


def _before(facts: TripodFacts) -> Known:
    return (
        f"{_factors(facts)[0]} All were declared in the plan; none was chosen by its p-value.".strip(),
        True,
    )


def _size(facts: TripodFacts) -> Known:
    fit = facts.odds.fit
    return (
        f"{fit.n:,} respondents for {fit.parameters} coefficients." if fit and fit.n >= FEW else ""
    ), False


def _missing(facts: TripodFacts) -> Known:
    left = facts.model.left_out
    told = all(one.rows >= FEW for one in left)
    said = "; ".join(f"{one.rows:,}: {one.reason}" if told else one.reason for one in left)
    return f"{_sentence(_rule(facts, 'missing'))}{f' Left out: {said}.' if said else ''}".strip(), True


def _handling(facts: TripodFacts) -> Known:
    return _sentence(_rule(facts, "coding")), False


def _model(facts: TripodFacts) -> Known:
    method = facts.model.method
    rules = _sentence(_rule(facts, "model", "variance", "lonely", "df"))
    inner = "" if facts.validation else " No internal validation was planned."
    return f"{method.label} ({method.reference}). {rules}{inner}".strip(), True


def _measures(facts: TripodFacts) -> Known:
    methods = dict.fromkeys(f"{one.method.label} ({one.method.reference})" for one in facts.validation)
    titles = [table.title for table in facts.model.tables[1:]]
    said = [*titles, *methods]
    return (f"{'; '.join(said)}." if said else ""), False


def _output(facts: TripodFacts) -> Known:  # noqa: ARG001 - true of every model here
    return _NO_PREDICTION, True


def _imbalance(facts: TripodFacts) -> Known:  # noqa: ARG001
    return "The model weights nobody by the outcome.", True


def _never_updated(facts: TripodFacts) -> Known:  # noqa: ARG001
    return "Not applicable: the model was not updated.", True


def _ethics(facts: TripodFacts) -> Known:
    return _sentence(facts.ethics), False


def _funding(facts: TripodFacts) -> Known:
    return _sentence(facts.funding), False


def _data(facts: TripodFacts) -> Known:
    if facts.odds.public_use:
        return "The data are a declared public-use file.", False
    return "Answers of respondents do not leave the study; reviewed tables do.", False


def _code(facts: TripodFacts) -> Known:
    return _sentence(facts.software), False


def _numbers(facts: TripodFacts) -> Known:
    base, events = facts.model.base, _events(facts)
    if base < FEW:
        return "", False
    if events is None or min(events, base - events) < FEW:
        return f"{base:,} respondents.", False
    return f"{base:,} respondents; {events:,} of them with the outcome.", True


def _events(facts: TripodFacts) -> int | None:
    """Respondents with the outcome: the sum over the levels of one factor, which are all of the model."""
    by_factor: dict[str, tuple[int, int]] = {}
    for cell in facts.odds.cells:
        n, count = by_factor.get(cell.group.get("factor", ""), (0, 0))
        by_factor[cell.group.get("factor", "")] = (n + cell.n, count + (cell.count or 0))
    return next((count for n, count in by_factor.values() if n == facts.model.base), None)


def _whole(facts: TripodFacts) -> Known:
    titles = "; ".join(table.title for table in facts.model.tables)
    return f"Reviewed coefficients: {titles}. {_NO_PREDICTION}", True


def _performance(facts: TripodFacts) -> Known:
    titles = [table.title for one in facts.validation for table in one.tables]
    titles += [table.title for table in facts.model.tables[1:]]
    return (f"Tables: {'; '.join(titles)}." if titles else ""), False


def _limits(facts: TripodFacts) -> Known:
    notes = [note for note in facts.odds.notes if "association" in note.casefold()]
    return " ".join([*facts.model.warnings, *notes]), False


_KNOWN: Mapping[str, Callable[[TripodFacts], Known]] = {
    "3b": _purpose,
    "4": _objective,
    "5a": _source,
    "8a": _outcome,
    "9a": _before,
    "9b": _factors,
    "10": _size,
    "11": _missing,
    "12b": _handling,
    "12c": _model,
    "12e": _measures,
    "12f": _never_updated,
    "13": _imbalance,
    "15": _output,
    "17": _ethics,
    "18a": _funding,
    "18e": _data,
    "18f": _code,
    "20a": _numbers,
    "21": _numbers,
    "22": _whole,
    "23a": _performance,
    "24": _never_updated,
    "26": _limits,
    "27b": _output,
}
"""Part to what a study knows of it, and whether that is all that is asked."""
