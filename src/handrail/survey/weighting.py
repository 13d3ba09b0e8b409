"""What can be done to the weights of a design: calibration, trimming, replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
import polars as pl

from handrail.survey.calibrating import Bounds, Totals, calibrate
from handrail.survey.calibration import Calibration
from handrail.survey.linearise import Floats
from handrail.survey.raking import Margins, rake
from handrail.survey.replicates import MOST_NUMBERS, Centre, ReplicateKind
from handrail.survey.replicates_given import read_replicates
from handrail.survey.replicates_made import make_replicates
from handrail.survey.sampling import Sampling
from handrail.survey.trimming import trim
from handrail.values.errors import DataError


class Weighting(Sampling):
    """The weights of a :class:`handrail.survey.Design`, made anew: each verb returns another design."""

    @classmethod
    def replicates(
        cls,
        frame: pl.DataFrame,
        weights: str,
        replicate_weights: Sequence[str],
        kind: ReplicateKind,
        *,
        rho: float | None = None,
        scale: float | None = None,
        factors: Sequence[float] | None = None,
        centre: Centre = "full",
        degrees_of_freedom: int | None = None,
        combined: bool = True,
    ) -> Self:
        """Return a design whose variances come from replicate weights of the survey's file.

        Parameters
        ----------
        frame, weights
            As of :class:`handrail.survey.Design`.
        replicate_weights
            Columns of the replicates' weights.
        kind
            ``JKn`` (jackknife, also without strata), ``BRR`` (balanced half samples), ``Fay`` (the same with
            a rho), ``bootstrap``.
        rho
            Fay's, such as 0.5: a half sample counts 2 - rho, the other rho.
        scale, factors
            The variance is ``scale`` times the sum of ``factors``, one a replicate, times squared deviations.
            BRR and Fay have theirs from the number of replicates, a bootstrap 1 / (replicates - 1). A
            jackknife needs the factors (n - 1) / n of its strata, or without strata the scale.
        centre
            What replicates deviate from: ``full``, the estimate of the whole sample (the OECD and SAS; R with
            ``mse=TRUE``), or ``mean``, that of the replicates (R's default).
        degrees_of_freedom
            As the survey's documentation says; else the rank of the replicate weights less one, as R.
        combined
            Whether replicate weights include the sampling weight. Where False they are multiplied by it.

        Raises
        ------
        DataError
            For a column that is not there, weights that are missing or negative, factors of another number,
            a rho where none belongs, and weights that contradict ``combined``.

        Notes
        -----
        Wolter 2007, Introduction to Variance Estimation; Judkins 1990, Journal of Official Statistics 6,
        223-239 for Fay's method.

        Examples
        --------
        >>> frame = pl.DataFrame({"y": [1.0, 2, 4, 5], "w": [1.0] * 4, "r1": [2.0, 0, 2, 0],
        ...                       "r2": [0.0, 2, 2, 0], "r3": [2.0, 0, 0, 2], "r4": [0.0, 2, 0, 2]})
        >>> from handrail.survey import Design
        >>> design = Design.replicates(frame, "w", ["r1", "r2", "r3", "r4"], "BRR")
        >>> design.mean("y").table.select("estimate", "se", "df").row(0)
        (3.0, 0.353..., 2)
        """
        design = cls(frame, weights=weights)
        read = read_replicates(
            design,
            replicate_weights,
            kind,
            rho=rho,
            scale=scale,
            factors=factors,
            centre=centre,
            degrees_of_freedom=degrees_of_freedom,
            combined=combined,
        )
        object.__setattr__(design, "replicate", read)
        return design

    def as_replicates(
        self,
        kind: ReplicateKind,
        *,
        replicates: int | None = None,
        rho: float | None = None,
        seed: int = 0,
        centre: Centre = "full",
    ) -> Self:
        """Return the same sample with replicate weights made from its strata and clusters.

        Parameters
        ----------
        kind
            ``JKn`` leaves out one cluster at a time and respects a finite population correction. ``BRR`` and
            ``Fay`` need two clusters in every stratum. ``bootstrap`` draws n - 1 of a stratum's n clusters
            with replacement.
        replicates
            Of a bootstrap; 500 without a number.
        rho
            Fay's, at least 0 and below 1.
        seed
            Of a bootstrap: one seed gives one set of replicates.
        centre
            As in :meth:`replicates`.

        Raises
        ------
        DataError
            Where the design has no such replicates: another number of clusters, a finite population, a
            stratum with one cluster under a rule that replicates cannot follow, calibrated weights.

        Notes
        -----
        Jones 1974 and Wolter 2007 for the jackknife; McCarthy 1969, Review of the International Statistical
        Institute 37, 239-264; Rao and Wu 1988, Journal of the American Statistical Association 83, 231-241,
        for the bootstrap's rescaling. A stratum with one cluster is as in R's ``as.svrepdesign``.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"y": [1.0, 3, 5, 5], "s": [1, 1, 2, 2], "c": [1, 2, 1, 2]})
        >>> Design(frame, strata="s", clusters="c").as_replicates("JKn").total("y").table["se"][0]
        2.0
        """
        made = make_replicates(self, kind, replicates=replicates, rho=rho, seed=seed, centre=centre)
        design = replace(self)
        object.__setattr__(design, "replicate", made)
        return design

    def calibrate(self, totals: Totals, *, size: float | None = None, bounds: Bounds | None = None) -> Self:
        """Return the same sample with weights that meet known totals of the population.

        Parameters
        ----------
        totals
            Column to its population total, or, for categories, to the population of each level.
        size
            Number of people in the population, where no column's levels add up to it.
        bounds
            The least and the most that a weight may be multiplied by.

        Returns
        -------
        design
            With the column ``calibrated_weight`` as its weights. Standard errors take what the totals explain
            out; a design of replicate weights calibrates each replicate.

        Raises
        ------
        DataError
            For a missing value, a level on one side only, sums that differ, weights that would fall below
            zero, and weights that were calibrated before.
        NotConverged
            Where no weights meet all totals within the bounds.

        Notes
        -----
        The linear (GREG) method of Deville and Sarndal 1992, Journal of the American Statistical Association
        87, 376-382.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"y": [1.0, 3, 5, 5], "sex": list("FFMM")})
        >>> Design(frame).calibrate({"sex": {"F": 30, "M": 10}}).mean("y").table["estimate"][0]
        2.75
        """
        self._check_calibrating()
        return self._recalibrated(*calibrate(self, totals, size, bounds), name="calibrated_weight")

    def rake(self, margins: Margins, *, tolerance: float = 1e-10, most: int = 1000) -> Self:
        """Return the same sample with weights that meet margins of the population; one post-stratifies.

        Parameters
        ----------
        margins
            Column to the population of each of its levels; all margins have one sum.
        tolerance
            How near every level comes to its population, relative to it.
        most
            Rounds after which raking counts as failed.

        Returns
        -------
        design
            With the column ``raked_weight`` as its weights; else as :meth:`calibrate`.

        Raises
        ------
        DataError
            As :meth:`calibrate`.
        NotConverged
            Where the margins are not met after ``most`` rounds.

        Notes
        -----
        Deming and Stephan 1940, Annals of Mathematical Statistics 11, 427-444. Variances as R's ``rake`` and,
        for one margin, ``postStratify``.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"y": [1.0, 3, 5, 5], "sex": list("FFMM"), "old": list("ynyn")})
        >>> raked = Design(frame).rake({"sex": {"F": 6, "M": 4}, "old": {"y": 5, "n": 5}})
        >>> raked.frame["raked_weight"].to_list()
        [3.0, 3.0, 2.0, 2.0]
        """
        self._check_calibrating()
        return self._recalibrated(*rake(self, margins, tolerance, most), name="raked_weight")

    def trim(self, lower: float | None = None, upper: float | None = None, *, strict: bool = False) -> Self:
        """Return the same sample with its weights cut at limits, and what was cut shared by the others.

        Parameters
        ----------
        lower, upper
            Limits in the weights' own unit. A weight of zero stays zero.
        strict
            Repeat until no weight is outside: what the others get can push some of them over a limit.

        Returns
        -------
        design
            With the column ``trimmed_weight`` as its weights; their sum stays the same.

        Raises
        ------
        DataError
            For limits between which the sum cannot stay the same, and a design of replicate weights.

        Notes
        -----
        R's ``trimWeights``. Standard errors take the trimmed weights as given.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"w": [1.0, 2.0, 3.0, 10.0]})
        >>> Design(frame, weights="w").trim(upper=7).frame["trimmed_weight"].to_list()
        [2.0, 3.0, 4.0, 7.0]
        """
        design = self._reweighted(trim(self, lower, upper, strict), "trimmed_weight")
        object.__setattr__(design, "calibration", self.calibration)
        return design

    def _check_calibrating(self) -> None:
        if self.calibration is not None:
            raise DataError.because(
                "weights are calibrated or raked once, to everything that is known",
                f"weights that were {self.calibration.method}",
                "give all totals or margins in one call",
            )
        if self.replicate is not None and len(self.replicate) * self.frame.height > MOST_NUMBERS:
            raise DataError.because(
                f"calibrated replicates are at most {MOST_NUMBERS:,} weights",
                f"{len(self.replicate):,} replicates of {self.frame.height:,} rows",
                "calibrate the design itself, without replicates, or take fewer of them",
            )

    def _recalibrated(
        self, calibration: Calibration, weight: Floats, replicated: tuple[Floats, ...], *, name: str
    ) -> Self:
        design = self._reweighted(weight, name)
        object.__setattr__(design, "calibration", calibration)
        if self.replicate is not None:
            row, one = np.arange(len(weight)), np.ones(len(weight))
            again = replace(self.replicate, multiplier=np.array(replicated), group_of_row=row, base=one)
            object.__setattr__(design, "replicate", again)
        return design

    def _reweighted(self, weight: Floats, name: str) -> Self:
        if name in self.frame.columns and name != self.weights:
            raise DataError.because(
                f"new weights are put in a column '{name}'",
                "a survey that has one",
                "rename the survey's own",
            )
        return replace(self, frame=self.frame.with_columns(pl.Series(name, weight)), weights=name)
