"""Calibration: weights that were fitted to known totals, and what of a variance these explain."""

from __future__ import annotations

from typing import Protocol

from handrail.survey.linearise import Floats


class Calibration(Protocol):
    """What a design remembers of how its weights were calibrated or raked."""

    def residuals(self, linearised: Floats) -> Floats:
        """Return weighted linearised values less their regression on what was calibrated to.

        Parameters
        ----------
        linearised
            Shape (rows of the design, estimates).
        """
        ...
