"""GRoLTS filled: what a study knows of one of its typologies, and why parts on time do not apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from handrail.typology.grolts_items import GROLTS
from handrail.typology.reporting_facts import (
    TypologyFacts,
    by_number,
    class_shares,
    criteria,
    fitted,
    left_out,
    missing_by_item,
    ratio_tests,
    sentence,
    software,
    starts,
    titles,
)
from handrail.typology.smart_lca_results import FOLLOWING, INTERVALS, with_intervals
from handrail.values.checklist import ChecklistAnswer, FilledItem, Known, filled

_ONCE = "Not applicable: answers were given once, and there are no trajectories"


def fill_grolts(facts: TypologyFacts, answers: Iterable[ChecklistAnswer] = ()) -> tuple[FilledItem, ...]:
    """Return the 21 parts of GRoLTS in order, filled with what is known of a typology.

    Parameters
    ----------
    facts, answers
        What the study knows, and what the team answered; both stand side by side. Parts that are about time
        and courses over time say why they do not apply to answers that were given once.

    References
    ----------
    van de Schoot and others 2017, Structural Equation Modeling 24, 451-467.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology import TypologyFacts, typology_result
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> result = typology_result(frame, classes=2, considered=[1, 2], starts=5, name="typology:t",
    ...                          title="Experiences", source="pilot", sample="convenience")
    >>> items = {one.item.id: one for one in fill_grolts(TypologyFacts(result, classes=2))}
    >>> len(items), items["1"].known
    (21, 'Not applicable: answers were given once, and there are no trajectories.')
    """
    return filled(GROLTS, _KNOWN, facts, answers)


def _once(facts: TypologyFacts) -> Known:  # noqa: ARG001 - true of every typology here
    return f"{_ONCE}.", True


def _mechanism(facts: TypologyFacts) -> Known:
    rule = facts.result.rules.get("missing", "")
    if "full information" not in rule:
        return "", False
    return "Taken to be missing at random, given the answers that are there.", False


def _missing(facts: TypologyFacts) -> Known:
    rule = facts.result.rules.get("missing", "")
    return f"{sentence(rule)} {left_out(facts)}".strip(), bool(rule)


def _distributions(facts: TypologyFacts) -> Known:
    missing = missing_by_item(facts)
    without = f"Without an answer: {missing}" if missing else ""
    return f"{titles((*facts.tables('everyone'), facts.profiles))} {without}".strip(), False


def _software(facts: TypologyFacts) -> Known:
    known = software(facts)
    return known, bool(known)


def _within(facts: TypologyFacts) -> Known:
    if not facts.categorical:
        return "", False
    return "Not applicable: a category has a probability in a class, and no variance beside it.", True


def _covariates(facts: TypologyFacts) -> Known:
    later = facts.tables(*FOLLOWING)
    if not later:
        return "No covariates or outcomes were used.", True
    rules = facts.rules(*FOLLOWING)
    how = "; ".join(f"{name}: {rules[name]}" for name in ("method", "errors") if name in rules)
    return f"{titles(later)} {sentence(how)}".strip(), bool(how)


def _starts(facts: TypologyFacts) -> Known:
    return starts(facts), "starts" in facts.result.rules


def _comparison(facts: TypologyFacts) -> Known:
    known = criteria(facts)
    return f"{known} {ratio_tests(facts)}".strip(), bool(known)


def _models(facts: TypologyFacts) -> Known:
    one = "One class is among them." if 1 in facts.compared else "One class is not among them."
    return (f"{fitted(facts)} {one}" if facts.compared else ""), bool(facts.compared)


def _cases(facts: TypologyFacts) -> Known:
    shares = class_shares(facts)
    final = f"Final model: {shares}" if shares else ""
    smallest = by_number(facts, "smallest", "Share of the smallest class", ".1%")
    return f"{final} {smallest}".strip(), False


def _entropy(facts: TypologyFacts) -> Known:
    known = by_number(facts, "entropy", "Relative entropy", ".2f")
    return f"{known} Nobody is assigned to a class.".strip(), bool(known)


def _drawn(facts: TypologyFacts) -> Known:
    return (
        f"There are no trajectories; the documents draw '{facts.profiles.title}', class by class.",
        True,
    )


def _every_drawn(facts: TypologyFacts) -> Known:
    splits = titles(facts.tables("splits"))
    return f"There are no trajectories; the documents draw the final model. {splits}".strip(), False


def _courses(facts: TypologyFacts) -> Known:  # noqa: ARG001
    return f"{_ONCE}; nothing of a single respondent leaves the study.", True


def _numbers(facts: TypologyFacts) -> Known:
    bounds = with_intervals(facts, *INTERVALS)
    whole = bool(with_intervals(facts, "intervals"))
    return titles((facts.profiles, *facts.tables("shares"), *bounds)), whole


def _syntax(facts: TypologyFacts) -> Known:
    said = "The plan is a file of text that the software runs as it stands."
    return f"{said} {sentence(facts.software)}".strip(), False


_KNOWN: Mapping[str, Callable[[TypologyFacts], Known]] = {
    "1": _once,
    "2": _once,
    "3a": _mechanism,
    "3c": _missing,
    "4": _distributions,
    "5": _software,
    "6a": _within,
    "6b": _within,
    "7": _once,
    "8": _covariates,
    "9": _starts,
    "10": _comparison,
    "11": _models,
    "12": _cases,
    "13": _entropy,
    "14a": _drawn,
    "14b": _every_drawn,
    "14c": _courses,
    "15": _numbers,
    "16": _syntax,
}
"""Part to what a study knows of it, and whether that is all that is asked."""
