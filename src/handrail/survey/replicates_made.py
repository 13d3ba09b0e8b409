"""Replicates that are made from strata and clusters: jackknife, balanced half samples, bootstrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import hadamard

from handrail.survey.linearise import Flags, Floats, Integers, Structure
from handrail.survey.replicates import (
    CENTRES,
    MOST_NUMBERS,
    REPLICATE_KINDS,
    Centre,
    ReplicateKind,
    Replicates,
)
from handrail.values.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

BOOTSTRAPS = 500
"""Replicates of a bootstrap, unless another number is asked for."""


def make_replicates(
    design: Sampling,
    kind: ReplicateKind,
    *,
    replicates: int | None,
    rho: float | None,
    seed: int,
    centre: Centre,
) -> Replicates:
    """Return replicates of a design; see ``Design.as_replicates``."""
    _check(design, kind, replicates, rho, centre)
    structure = design.structure
    if kind == "JKn":
        multiplier, scale, factors = _jackknife(structure)
    else:
        _refuse_finite_populations(kind, structure)
        telling = _telling(kind, structure)
        if kind == "bootstrap":
            number = BOOTSTRAPS if replicates is None else replicates
            multiplier = _bootstrap(structure, telling, number, np.random.default_rng(seed))
            scale = 1 / (number - 1)
        else:
            multiplier = _half_samples(structure, telling, 0.0 if rho is None else rho)
            scale = 1 / (len(multiplier) * (1 - (rho or 0.0)) ** 2)
        factors = np.ones(len(multiplier))
    return Replicates(kind, multiplier, structure.cluster_of_row, design.weight, scale, factors, centre)


def _check(
    design: Sampling, kind: ReplicateKind, replicates: int | None, rho: float | None, centre: Centre
) -> None:
    check_rules(kind, rho, centre)
    if design.replicate is not None:
        raise DataError.because(
            "replicates are made from strata and clusters", "a design of replicate weights", "use it as it is"
        )
    if design.calibration is not None:
        raise DataError.because(
            "replicates are made before weights are calibrated: each is calibrated like the whole sample",
            "a design that was calibrated already",
            "call as_replicates() first, then calibrate() or rake()",
        )
    if kind != "bootstrap" and replicates is not None:
        raise DataError.because(
            "only a bootstrap is free in its number of replicates",
            f"{replicates} for {kind}",
            "leave the number out: the design decides it",
        )
    if replicates is not None and replicates < 2:
        raise DataError.because(
            "a bootstrap has two replicates or more",
            f"{replicates}",
            "give 500 where nothing speaks for another",
        )


def check_rules(kind: str, rho: float | None, centre: str) -> None:
    """Refuse an unknown kind or centre of replicates, and Fay's rho where it is not wanted or missing."""
    if kind not in REPLICATE_KINDS:
        raise DataError.because(
            "the kind of replicates is known", f"'{kind}'", did_you_mean(kind, REPLICATE_KINDS)
        )
    if centre not in CENTRES:
        raise DataError.because(
            "replicates deviate from the full sample or from their mean",
            f"'{centre}'",
            did_you_mean(centre, CENTRES),
        )
    if (kind == "Fay") != (rho is not None) or (rho is not None and not 0 <= rho < 1):
        raise DataError.because(
            "Fay's replicates have a rho of at least 0 and below 1, and others have none",
            f"{kind} with rho {rho}",
            "give the rho of the survey's documentation, such as 0.5",
        )


def _jackknife(structure: Structure) -> tuple[Floats, float, Floats]:
    """Leave out one cluster at a time; the others of its stratum stand for it.

    As R's ``jknweights``: a stratum taken whole has no replicate. One with a single cluster has none either,
    except under ``adjust``, where all other strata stand for it.
    """
    stratum, size = structure.stratum_of_cluster, structure.clusters_in_stratum
    clusters, strata = len(stratum), len(size)
    whole = structure.fraction_left <= 1e-7
    lonely = structure.is_lonely
    adjusted = lonely & (structure.lonely == "adjust") & (strata > 1)
    left_out = np.flatnonzero((~whole & ~lonely)[stratum] | adjusted[stratum])
    if len(left_out) < 2:
        raise DataError.because(
            "a jackknife leaves out one of several clusters of a stratum",
            f"{len(left_out)} cluster(s) that can be left out",
            "merge strata, or correct the columns of strata and clusters",
        )
    _refuse_too_many(len(left_out), clusters)
    own = stratum[left_out]
    grown = size / np.maximum(size - 1, 1)
    multiplier = np.where(stratum == own[:, None], grown[stratum], 1.0)
    alone = adjusted[own]
    multiplier[alone] = strata / max(strata - 1, 1)
    multiplier[np.arange(len(left_out)), left_out] = 0.0
    factors = np.where(
        alone, (strata - 1) / strata, structure.fraction_left[own] * (size[own] - 1) / size[own]
    )
    scale = 1.0
    if structure.lonely == "average":
        sampled = int((~whole)[stratum].sum())
        scale = sampled / len(left_out)
    return multiplier, scale, factors


def _half_samples(structure: Structure, telling: Flags, rho: float) -> Floats:
    """Count one cluster of each pair for nearly two, in a balanced set of choices (a Hadamard matrix)."""
    stratum = structure.stratum_of_cluster
    pairs = np.flatnonzero(telling)
    other = np.flatnonzero(telling & (structure.clusters_in_stratum != 2))
    if len(other):
        raise DataError.because(
            "balanced replicates have two clusters in every stratum",
            f"{len(other)} of {len(telling)} strata with another number: {_named(structure, other)}",
            'choose kind="JKn" or "bootstrap", which take any number from two on',
        )
    order = 2 ** int(np.ceil(np.log2(len(pairs) + 1)))
    _refuse_too_many(order, len(stratum))
    sign = hadamard(order)[:, 1 : len(pairs) + 1].astype(np.float64)
    multiplier = np.ones((order, len(stratum)))
    for position, pair in enumerate(pairs):
        first, second = np.flatnonzero(stratum == pair)
        multiplier[:, first] = 1 + (1 - rho) * sign[:, position]
        multiplier[:, second] = 1 - (1 - rho) * sign[:, position]
    return multiplier


def _bootstrap(structure: Structure, telling: Flags, replicates: int, random: np.random.Generator) -> Floats:
    """Draw one cluster fewer than each stratum has, with replacement, and let the drawn stand for all."""
    stratum, size = structure.stratum_of_cluster, structure.clusters_in_stratum
    _refuse_too_many(replicates, len(stratum))
    multiplier = np.ones((replicates, len(stratum)))
    order = np.argsort(stratum, kind="stable")
    ends = np.cumsum(size)
    for chosen in np.flatnonzero(telling):
        n = int(size[chosen])
        clusters = order[ends[chosen] - n : ends[chosen]]
        drawn = random.integers(n, size=(replicates, n - 1)) + n * np.arange(replicates)[:, None]
        times = np.bincount(drawn.ravel(), minlength=replicates * n).reshape(replicates, n)
        multiplier[:, clusters] = times * (n / (n - 1))
    return multiplier


def _telling(kind: ReplicateKind, structure: Structure) -> Flags:
    """Return the strata that replicates vary in, or say why one with a single cluster is in the way."""
    lonely = structure.is_lonely
    if lonely.any() and structure.lonely not in ("remove", "certainty"):
        raise DataError.because(
            f"{kind} replicates draw among two clusters or more of a stratum",
            f'strata with one, under the rule "{structure.lonely}": '
            + _named(structure, np.flatnonzero(lonely)),
            'merge strata, choose kind="JKn", or say with lonely="remove" that such strata add no variance',
        )
    if lonely.all():
        raise DataError.because("some stratum has two clusters", "none", "merge strata")
    return ~lonely


def _refuse_finite_populations(kind: ReplicateKind, structure: Structure) -> None:
    if (structure.fraction_left < 1).any():
        raise DataError.because(
            f"{kind} replicates are of samples with replacement",
            "a finite population correction",
            'choose kind="JKn", or leave the correction out, which makes standard errors larger',
        )


def _refuse_too_many(replicates: int, clusters: int) -> None:
    if replicates * clusters > MOST_NUMBERS:
        raise DataError.because(
            f"replicates times clusters are at most {MOST_NUMBERS:,}",
            f"{replicates:,} times {clusters:,}",
            "ask for fewer replicates of a bootstrap, or take the linearised standard error",
        )


def _named(structure: Structure, strata: Integers) -> str:
    sizes = structure.clusters_in_stratum[strata]
    found = ", ".join(str(size) for size in sorted(set(sizes.tolist())))
    return f"with {found} cluster(s)"
