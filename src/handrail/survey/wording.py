"""What a reader is told about a sample and its design, in the same words for shares, means and models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from handrail.survey.linearise import Lonely
from handrail.values.errors import DataError, did_you_mean

Sample = Literal["probability", "quota", "convenience"]

_READING = {
    "probability": "Probability sample: intervals cover sampling error under its design.",
    "quota": "Quota sample: intervals are model-based, under the stated selection assumptions; "
    "estimates describe these respondents and are no population figure without calibration.",
    "convenience": "Convenience sample: intervals are model-based, under the stated selection assumptions; "
    "estimates describe these respondents and are no population figure without calibration.",
}
LONELY_RULES: Mapping[Lonely, str] = MappingProxyType(
    {
        "adjust": "adjust: a stratum with one cluster is centred at the grand mean",
        "remove": "remove: a stratum with one cluster adds no variance",
        "average": "average: a stratum with one cluster adds the mean of the others",
        "certainty": "certainty: a stratum with one cluster adds no variance, being sampled with certainty",
        "error": "error: a stratum with one cluster is refused",
    }
)
MISSING_RULE = "a domain, never a deletion"
VARIANCE_RULE = "Taylor linearisation, first-stage clusters within strata"


def sample_reading(sample: Sample, selection: str = "") -> str:
    """Return what intervals from a sample may be said to mean.

    Parameters
    ----------
    sample
        How respondents were found.
    selection
        The stated selection assumptions, for samples that were not drawn at random.

    Raises
    ------
    DataError
        For an unknown sample type.

    Examples
    --------
    >>> sample_reading("probability")
    'Probability sample: intervals cover sampling error under its design.'
    """
    if sample not in _READING:
        raise DataError.because(
            "a sample type is known", f"'{sample}'", did_you_mean(sample, tuple(_READING))
        )
    reading = _READING[sample]
    return f"{reading} Assumed: {selection}" if selection and sample != "probability" else reading


def strata_warnings(
    lost: Sequence[str], without_answers: Sequence[str], lonely: Sequence[str]
) -> tuple[str, ...]:
    """Return a warning for each kind of stratum that a careful reader should know of.

    Examples
    --------
    >>> strata_warnings(["North"], [], [])
    ('strata in which a cluster has no answer: North',)
    """
    warnings = []
    for strata, sentence in (
        (lost, "in which a cluster has no answer"),
        (without_answers, "in which nobody has an answer"),
        (lonely, "with one cluster in the design"),
    ):
        if strata:
            more = f" and {len(strata) - 12} more" if len(strata) > 12 else ""
            warnings.append(f"strata {sentence}: {', '.join(strata[:12])}{more}")
    return tuple(warnings)
