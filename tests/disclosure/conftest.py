"""The random tables, the slow attacker and the tracker are those of the large runs in tools/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
