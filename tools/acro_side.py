"""The side of ``compare_with_acro.py`` that runs in acro's own environment: JSON in, JSON out.

For each study it makes the cross table of two columns and the table of each column alone, with suppression,
and gives back the counts that acro prints, None where it suppressed one.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import warnings


def main() -> None:
    """Read studies from standard input, and write acro's tables to standard output."""
    studies = json.load(sys.stdin)
    real = os.dup(1)
    os.dup2(2, 1)  # acro prints; only the answer goes to standard output
    warnings.simplefilter("ignore")
    import acro
    import pandas as pd

    logging.disable(logging.CRITICAL)
    os.chdir(tempfile.mkdtemp())
    out = []
    for study in studies:
        session = acro.ACRO(suppress=True)
        frame = pd.DataFrame({name: [f"{name}{code}" for code in codes] for name, codes in study.items()})
        frame["everybody"] = "all"
        tables = []
        for rows, columns in (("a", "b"), ("a", "everybody"), ("b", "everybody")):
            made = session.crosstab(frame[rows], frame[columns])
            tables.append(
                [
                    [str(row), str(column), None if pd.isna(number) else int(number)]
                    for row, line in made.iterrows()
                    for column, number in line.items()
                ]
            )
        out.append(tables)
    from importlib.metadata import version

    answer = json.dumps({"version": version("acro"), "python": sys.version.split()[0], "studies": out})
    os.write(real, answer.encode())


if __name__ == "__main__":
    main()
