"""STROBE filled: what a study knows of one of its surveys, and which item each fact answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handrail.survey.participant_flow import ParticipantFlow
from handrail.survey.strobe_items import STROBE
from handrail.survey.wording import CALIBRATED, MISSING_RULE, UNCALIBRATED, Sample, sample_reading
from handrail.values.checklist import ChecklistAnswer, FilledItem, Known, filled
from handrail.values.result import Result

FEW = 10
"""Numbers of respondents under this are said in words, like the cells of a table."""
_IN_TABLE = "See the table of the participant flow, which withholds small numbers."


@dataclass(frozen=True)
class StrobeFacts:
    """What a study knows of one survey.

    Attributes
    ----------
    sample, selection
        How respondents were found, and the selection assumptions that the plan states.
    purpose, answered
        The plan's purpose, and who answered (adults, adults about childhood, minors).
    respondents
        Rows in use.
    weights, strata, clusters
        Whether the design has them.
    variables
        Label of each planned variable to where it comes from: the column and the source of its question.
    groupings
        Dimensions by which results are grouped, in a reader's words.
    results
        Estimates and models that were computed.
    flow
        The participant flow, where there is one.
    funding, software
        The plan's words, and name and version; empty where nothing is said.
    calibrated
        What weights are calibrated to and whence it is known, in a sentence; empty where they are not.
    """

    sample: Sample
    selection: str = ""
    purpose: str = ""
    answered: str = ""
    respondents: int = 0
    weights: bool = False
    strata: bool = False
    clusters: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    groupings: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    flow: ParticipantFlow | None = None
    funding: str = ""
    software: str = ""
    calibrated: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", MappingProxyType(dict(self.variables)))


def fill_strobe(facts: StrobeFacts, answers: Iterable[ChecklistAnswer] = ()) -> tuple[FilledItem, ...]:
    """Return the 34 parts of STROBE in order, filled with what is known of a cross-sectional survey.

    Parameters
    ----------
    facts, answers
        What the study knows, and what the team answered; both stand side by side.

    References
    ----------
    von Elm et al. 2007, PLoS Medicine 4, e296.

    Examples
    --------
    >>> items = fill_strobe(StrobeFacts("probability", respondents=1200, weights=True, strata=True))
    >>> len(items), items[16].item.id, items[16].status
    (34, '12d', 'filled')
    >>> items[16].known
    'Estimates use the weights and strata of the design; standard errors follow it.'
    """
    return filled(STROBE, _KNOWN, facts, answers)


def _design(facts: StrobeFacts) -> Known:
    who = f" Who answered: {facts.answered}." if facts.answered else ""
    return f"A cross-sectional survey of a {facts.sample} sample.{who}", True


def _purpose(facts: StrobeFacts) -> Known:
    return (f"Declared purpose: {facts.purpose}." if facts.purpose else ""), False


def _participants(facts: StrobeFacts) -> Known:
    return _reading(facts), False


def _reading(facts: StrobeFacts) -> str:
    reading = sample_reading(facts.sample, facts.selection)
    return f"{reading.replace(UNCALIBRATED, CALIBRATED)} {facts.calibrated}" if facts.calibrated else reading


def _no_matching(facts: StrobeFacts) -> Known:  # noqa: ARG001 - true of every survey here
    return "Not applicable: a cross-sectional survey matches nobody.", True


def _no_follow_up(facts: StrobeFacts) -> Known:  # noqa: ARG001
    return "Not applicable: a cross-sectional survey follows nobody.", True


def _variables(facts: StrobeFacts) -> Known:
    return (f"Planned variables: {', '.join(facts.variables)}." if facts.variables else ""), False


def _measurement(facts: StrobeFacts) -> Known:
    sourced = [f"{label}: {source}" for label, source in facts.variables.items() if source]
    return ("; ".join(sourced) + "." if sourced else ""), False


def _methods(facts: StrobeFacts) -> Known:
    methods = dict.fromkeys(f"{one.method.label} ({one.method.reference})" for one in facts.results)
    software = f" {facts.software}" if facts.software else ""
    return (f"{'; '.join(methods)}.{software}" if methods else ""), bool(methods)


def _subgroups(facts: StrobeFacts) -> Known:
    if not facts.groupings:
        return "No subgroups were planned.", True
    return f"Results by {', '.join(facts.groupings)}; each group is a domain of the whole design.", False


def _missing(facts: StrobeFacts) -> Known:  # noqa: ARG001
    return f"A missing answer is {MISSING_RULE}: no row was dropped from the design.", True


def _sampling(facts: StrobeFacts) -> Known:
    named = (("weights", facts.weights), ("strata", facts.strata), ("clusters", facts.clusters))
    parts = [name for name, there in named if there]
    if not parts:
        return "The survey has no weights, strata or clusters: respondents count alike.", True
    words = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Estimates use the {words} of the design; standard errors follow it.", True


def _stages(facts: StrobeFacts) -> Known:
    if facts.flow is None:
        return _size(facts)
    if not _may_be_told(facts.flow):
        return _IN_TABLE, True
    return "; ".join(f"{one.name}: {one.number:,}" for one in facts.flow.stages) + ".", True


def _reasons(facts: StrobeFacts) -> Known:
    losses = () if facts.flow is None else tuple((s, one) for s in facts.flow.stages for one in s.left)
    if facts.flow is None or not losses:
        return "", False
    if not _may_be_told(facts.flow):
        return _IN_TABLE, True
    return "; ".join(f"after '{s.name}': {one.number:,} ({one.reason})" for s, one in losses) + ".", True


def _may_be_told(flow: ParticipantFlow) -> bool:
    # All or none: a small number is what the others leave of the whole.
    numbers = [node.number for node in flow.nodes]
    return all(number == 0 or number >= FEW for number in numbers)


def _diagram(facts: StrobeFacts) -> Known:
    return ("The flow is shown as a table." if facts.flow else ""), bool(facts.flow)


def _unanswered(facts: StrobeFacts) -> Known:
    left = [one for result in facts.results for one in result.left_out]
    told = all(one.rows >= FEW for one in left)
    said = dict.fromkeys(f"{one.rows:,}: {one.reason}" if told else one.reason for one in left)
    return (f"Left out: {'; '.join(said)}." if said else ""), False


def _outcomes(facts: StrobeFacts) -> Known:
    titles = [table.title for one in facts.results for table in one.tables if table.measure != "diagnostic"]
    return (f"Tables: {'; '.join(titles)}." if titles else ""), False


def _main(facts: StrobeFacts) -> Known:
    rules = dict.fromkeys(one.rules["interval"] for one in facts.results if "interval" in one.rules)
    if not rules:
        return "", False
    return f"Every estimate has an interval ({'; '.join(rules)}) and its unweighted base.", False


def _limits(facts: StrobeFacts) -> Known:
    warnings = dict.fromkeys(words for one in facts.results for words in one.warnings)
    return " ".join([_reading(facts), *warnings]), False


def _funding(facts: StrobeFacts) -> Known:
    return facts.funding, False


def _size(facts: StrobeFacts) -> Known:
    if not facts.respondents:
        return "", False
    number = f"{facts.respondents:,}" if facts.respondents >= FEW else f"Fewer than {FEW}"
    return f"{number} respondents in use.", False


_KNOWN: Mapping[str, Callable[[StrobeFacts], Known]] = {
    "3": _purpose,
    "4": _design,
    "6a": _participants,
    "6b": _no_matching,
    "7": _variables,
    "8": _measurement,
    "10": _size,
    "12a": _methods,
    "12b": _subgroups,
    "12c": _missing,
    "12d": _sampling,
    "13a": _stages,
    "13b": _reasons,
    "13c": _diagram,
    "14b": _unanswered,
    "14c": _no_follow_up,
    "15": _outcomes,
    "16a": _main,
    "19": _limits,
    "22": _funding,
}
"""Part to what a study knows of it, and whether that is all that is asked."""
