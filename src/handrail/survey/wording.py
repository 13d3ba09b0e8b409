"""What a reader is told about a sample and its design, in the same words for shares, means and models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from handrail.survey.linearise import Lonely
from handrail.values.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

Sample = Literal["probability", "quota", "convenience"]

UNCALIBRATED = "estimates describe these respondents and are no population figure without calibration."
CALIBRATED = (
    "estimates describe the population as far as, within what weights are calibrated to, those who answered "
    "are like those who did not."
)
_MODEL_BASED = "intervals are model-based, under the stated selection assumptions"
_READING = {
    "probability": "Probability sample: intervals cover sampling error under its design.",
    "quota": f"Quota sample: {_MODEL_BASED}; {UNCALIBRATED}",
    "convenience": f"Convenience sample: {_MODEL_BASED}; {UNCALIBRATED}",
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

_TAYLOR = "Taylor linearisation, first-stage clusters within strata"
_REPLICATED = {
    "JKn": "jackknife",
    "BRR": "balanced half samples",
    "Fay": "balanced half samples after Fay",
    "bootstrap": "bootstrap",
}
_CENTRES = {"full": "the estimate of the whole sample", "mean": "their mean"}


@dataclass(frozen=True)
class DesignWords:
    """What a reader is told of a design beside each estimate.

    Attributes
    ----------
    variance
        How variances were computed, and what weights were calibrated to.
    df
        What the degrees of freedom count.
    counted
        Clusters and strata of the design, and replicates. Clusters that were dropped with all of their rows
        before it was made show here. The number of rows does not: it has a review of its own.
    replicated
        Whether variances come from replicate weights.
    """

    variance: str
    df: str
    counted: str
    replicated: bool


def design_words(design: Sampling, df_rule: str = "design") -> DesignWords:
    """Return what a reader is told of a design.

    Parameters
    ----------
    design
        How the sample was drawn.
    df_rule
        ``design`` or ``domain``.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> words = design_words(Design(pl.DataFrame({"y": [1, 0, 1], "c": [1, 1, 2]}), clusters="c"))
    >>> words.variance, words.df, words.counted
    ('Taylor linearisation, first-stage ...', 'the whole design', '2 clusters, 1 stratum')
    """
    whole = df_rule == "design"
    counted: list[str] = []
    if design.replicate is None or design.clusters is not None or design.strata is not None:
        clusters, strata = design.counted_in_all
        each = "each row a cluster" if design.clusters is None else _number(clusters, "cluster", "clusters")
        counted = [each, _number(strata, "stratum", "strata")]
    if design.replicate is None:
        variance = _TAYLOR
        if (design.structure.fraction_left < 1).any():
            variance += ", finite population correction"
        if design.calibration is not None:
            variance += f", of residuals: weights {design.calibration.method}"
        df = "the whole design" if whole else "clusters and strata with answers"
        return DesignWords(variance, df, ", ".join(counted), False)
    kind, number = _REPLICATED[design.replicate.kind], len(design.replicate)
    variance = f"{kind}, {number} replicates, deviations from {_CENTRES[design.replicate.centre]}"
    if design.calibration is not None:
        variance += f"; weights {design.calibration.method}, in each replicate too"
    rank = "rank of the replicate weights less one"
    if whole and design.replicate.given_df is not None:
        rank = "given with the replicate weights"
    df = rank if whole else f"{rank}, where there are answers"
    return DesignWords(variance, df, ", ".join([*counted, f"{number} replicates"]), True)


def _number(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


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
