"""Readings: what every table of a risk analysis says about itself, wherever it is shown."""

from __future__ import annotations

from handrail.risk.analysis import RiskAnalysis
from handrail.survey.wording import sample_reading

POPULATION = "An association in a population, not a screening of a child; it names no cause."
BEHAVIOUR = "What a child did is described as association only: it caused nothing that an adult did."
SPECIAL = (
    "Differences by special or offence variables are read as exposure to targeting or stigma, not as a trait "
    "that causes abuse."
)
DECOMPOSITION = (
    "No order in time is declared: this is a decomposition of association, and neither the order of blocks "
    "nor a part of the whole says what comes from what."
)
KINDS = {
    "risk": "The outcome is a risk, being approached; harm is another outcome and is not added to it.",
    "harm": "The outcome is a harm; being approached is another outcome and is not added to it.",
}
IN_MEMORY = (
    "Fitted risks are used inside the computation and stay in memory: no number here is about one "
    "respondent, and nothing here can be applied to a person."
)
COUNTRY_SENTENCES = {
    "equal": "Countries count equally, whatever their size.",
    "population": "Countries count by their declared population.",
    "as_given": "Countries count as the survey's weights have it.",
}


def readings(analysis: RiskAnalysis) -> tuple[str, ...]:
    """Return the sentences that every table of an analysis carries.

    Examples
    --------
    >>> from handrail.risk.analysis import RiskFactor, RiskOutcome
    >>> made = RiskAnalysis("model:c", "C", "s", "quota", RiskOutcome("c", "Contact", "risk"),
    ...                     (RiskFactor("talks", "Talks", "protective factors"),))
    >>> readings(made)[1]
    'The outcome is a risk, being approached; harm is another outcome and is not added to it.'
    """
    said = [sample_reading(analysis.sample, analysis.selection), KINDS[analysis.outcome.kind], POPULATION]
    if {"online behaviour", "risk-taking"} & set(analysis.blocks):
        said.append(BEHAVIOUR)
    if any(one.is_guarded for one in analysis.factors):
        said.append(SPECIAL)
    if analysis.country_weight is not None:
        said.append(COUNTRY_SENTENCES[analysis.country_weight])
    if analysis.nothing_to_change:
        said.append(f"No protective factor is among the factors: {analysis.nothing_to_change}")
    return tuple(said)


def order_reading(analysis: RiskAnalysis) -> str:
    """Return what the order of the blocks may be said to mean."""
    if not analysis.time_order:
        return DECOMPOSITION
    return f"Blocks enter in their declared order in time: {analysis.time_order.rstrip('.')}."
