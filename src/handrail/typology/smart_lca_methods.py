"""SMART-LCA, items 1 to 10: what a study knows of its data, its models and how they were fitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handrail.typology.reporting_facts import (
    TypologyFacts,
    by_number,
    criteria,
    fitted,
    left_out,
    missing_by_item,
    named,
    ratio_tests,
    sentence,
    size,
    software,
    starts,
    titles,
)
from handrail.values.checklist import Known

_CATEGORIES_ONLY = "Not applicable: every item has categories, and none is a number."
_PLAN = "The plan is a file of text that the software runs as it stands"


def _question(facts: TypologyFacts) -> Known:
    purpose = f"Declared purpose: {facts.purpose}." if facts.purpose else ""
    return f"{facts.question} {purpose}".strip(), False


def _exploring(facts: TypologyFacts) -> Known:
    several = len(facts.compared) > 1
    return ("Several numbers of classes were compared. " + fitted(facts) if several else ""), False


def _indicators(facts: TypologyFacts) -> Known:
    said = [f"{label} ({source})" if source else label for label, source in facts.items.items()]
    return (f"Items: {'; '.join(said)}." if said else ""), False


def _size(facts: TypologyFacts) -> Known:
    sample = facts.result.rules.get("sample", "")
    drawn = f"A {sample} sample." if sample else ""
    who = f"Who answered: {facts.answered}." if facts.answered else ""
    return " ".join(words for words in (size(facts), drawn, who) if words), False


def _plan(facts: TypologyFacts) -> Known:  # noqa: ARG001 - true of every typology here
    return f"{_PLAN}: items, numbers of classes, starts and seed are in it.", False


def _everybody(facts: TypologyFacts) -> Known:
    return titles(facts.tables("everyone")), False


def _level(facts: TypologyFacts) -> Known:
    several = [item for item, more in facts.categories.items() if more]
    two = [item for item, more in facts.categories.items() if not more]
    said = f"Two categories: {'; '.join(two)}." if two else ""
    more = f"More than two categories: {'; '.join(several)}." if several else ""
    return f"{said} {more}".strip(), False


def _of_numbers(facts: TypologyFacts) -> Known:
    return (_CATEGORIES_ONLY, True) if facts.categorical else ("", False)


def _as_categories(facts: TypologyFacts) -> Known:
    return ("Every item enters with a probability for each of its categories.", True) if (
        facts.categorical
    ) else ("", False)  # fmt: skip


def _nominal(facts: TypologyFacts) -> Known:
    if not facts.categorical:
        return "", False
    if not any(facts.categories.values()):
        return "Not applicable: every item has two categories.", True
    return "No dummies are needed: each category of an item has its own probability in each class.", True


def _missing_items(facts: TypologyFacts) -> Known:
    known = missing_by_item(facts)
    if not known:
        return f"Respondents with an answer stand class by class. {titles((facts.profiles,))}", False
    return f"Without an answer, of those in the model: {known}", True


def _missing_test(facts: TypologyFacts) -> Known:  # noqa: ARG001
    return "The software computes no such test.", False


def _missing(facts: TypologyFacts) -> Known:
    rule = facts.result.rules.get("missing", "")
    return f"{sentence(rule)} {left_out(facts)}".strip(), bool(rule)


def _alternatives(facts: TypologyFacts) -> Known:
    groups = titles(facts.tables("groups"))
    return f"{fitted(facts)} {f'Across groups: {groups}' if groups else ''}".strip(), False


def _model(facts: TypologyFacts) -> Known:
    if not facts.categorical:
        return sentence(facts.result.method.label), False
    return (
        "Free parameters are the shares of the classes and, in each class, the probability of each category "
        f"of each item; within a class, answers are independent of one another. {size(facts)}".strip(),
        True,
    )


def _largest(facts: TypologyFacts) -> Known:
    numbers = list(facts.compared)
    warned = [sentence(words) for words in facts.result.warnings if "largest number considered" in words]
    said = f"The largest number considered is {numbers[-1]}." if numbers else ""
    return " ".join([said, *warned]).strip(), False


def _each(facts: TypologyFacts) -> Known:
    numbers = list(facts.compared)
    return fitted(facts), bool(numbers) and numbers == list(range(1, numbers[-1] + 1))


def _benchmark(facts: TypologyFacts) -> Known:
    return ("A model of one class is among those compared." if 1 in facts.compared else ""), False


def _criteria(facts: TypologyFacts) -> Known:
    return criteria(facts), False


def _tests_of_number(facts: TypologyFacts) -> Known:
    weighted = facts.result.rules.get("weights", "none") != "none"
    why = ": with sampling weights there is a pseudo-likelihood alone" if weighted else ""
    return ratio_tests(
        facts
    ) or f"No likelihood-ratio test of the number of classes was computed{why}.", False


def _reason(facts: TypologyFacts) -> Known:
    return (f"Reason for the number: {sentence(facts.because)}" if facts.because else ""), False


def _convergence(facts: TypologyFacts) -> Known:
    at_best = by_number(facts, "starts_at_best", "Starts at the best", ".0%")
    tolerance = facts.result.rules.get("tolerance", "")
    late = [sentence(words) for words in facts.result.warnings if "arrive" in words]
    rule = f"Every model that is shown converged: {tolerance}." if tolerance else ""
    return " ".join(words for words in (rule, at_best, *late) if words), bool(tolerance)


def _told_apart(facts: TypologyFacts) -> Known:
    return by_number(facts, "entropy", "Relative entropy", ".2f"), False


def _identified(facts: TypologyFacts) -> Known:
    smallest = by_number(facts, "smallest", "Share of the smallest class", ".1%")
    warned = [sentence(words) for words in facts.result.warnings if "more parameters than" in words]
    return " ".join(words for words in (size(facts), smallest, *warned) if words), False


def _interpreted(facts: TypologyFacts) -> Known:
    stable = titles(facts.tables("stability", "recovered", "halves", "left-out", "plain"))
    return f"{named(facts)} {f'How stable the classes are. {stable}' if stable else ''}".strip(), False


def _software(facts: TypologyFacts) -> Known:
    known = software(facts)
    return (f"{known} Free and open: Apache-2.0." if known else ""), bool(known)


def _cited(facts: TypologyFacts) -> Known:
    method = facts.result.method
    data = f" Data: {sentence(facts.survey)}" if facts.survey else ""
    return f"{sentence(f'{method.label} ({method.reference})')}{data}", False


def _code(facts: TypologyFacts) -> Known:
    seed = "" if facts.result.seed is None else f", with seed {facts.result.seed}"
    return f"{_PLAN}{seed}. {sentence(facts.software)}".strip(), False


def _data(facts: TypologyFacts) -> Known:
    if facts.profiles.public_use:
        return "The data are a declared public-use file.", False
    return "Answers of respondents do not leave the study; reviewed tables do.", False


def _output(facts: TypologyFacts) -> Known:  # noqa: ARG001
    return "Released tables are written as JSON and CSV with method, seed and version.", False


def _estimation(facts: TypologyFacts) -> Known:
    method, rules = facts.result.method, facts.result.rules
    weights = sentence(f"weights: {rules['weights']}") if "weights" in rules else ""
    said = (sentence(f"{method.label} ({method.reference})"), starts(facts), weights)
    return " ".join(words for words in said if words), True


METHODS_KNOWN: Mapping[str, Callable[[TypologyFacts], Known]] = {
    "1a": _question,
    "1b": _exploring,
    "1c": _indicators,
    "1d": _size,
    "1e": _plan,
    "1f": _plan,
    "2a": _everybody,
    "2b": _level,
    "2c": _of_numbers,
    "3a": _of_numbers,
    "3b": _as_categories,
    "3c": _nominal,
    "3d": _of_numbers,
    "3e": _of_numbers,
    "4a": _missing_items,
    "4b": _missing_test,
    "4c": _missing,
    "5a": _alternatives,
    "5c": _model,
    "6a": _largest,
    "6b": _each,
    "6c": _benchmark,
    "7a": _criteria,
    "7b": _tests_of_number,
    "7c": _reason,
    "8a": _convergence,
    "8b": _told_apart,
    "8c": _identified,
    "8d": _interpreted,
    "9a": _software,
    "9b": _cited,
    "9c": _code,
    "9d": _data,
    "9e": _output,
    "10a": _estimation,
    "10b": _convergence,
}
"""Point to what a study knows of it, and whether that is all that is asked."""
