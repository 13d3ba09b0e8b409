"""What can be done to the weights of a design: calibration, trimming, replicates."""

from __future__ import annotations

from handrail.survey.sampling import Sampling


class Weighting(Sampling):
    """The weights of a :class:`handrail.survey.Design`, made anew: each verb returns another design."""
