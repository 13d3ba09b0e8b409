"""What the columns of joined surveys are called beside the concepts'; nothing heavy is loaded here."""

from __future__ import annotations

COUNTRY, WAVE = "country", "wave"
WEIGHT, STRATUM, CLUSTER = "weight", "stratum", "cluster"
OWN_COLUMNS = (COUNTRY, WAVE, WEIGHT, STRATUM, CLUSTER)
"""No concept has one of these names."""
