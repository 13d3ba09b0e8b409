"""Criteria and tests of numbers of classes as cells: what stands beside the comparison of them."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.typology.comparison import ClassComparison
from handrail.typology.likelihood_ratio import BootstrapTest
from handrail.typology.search import BEST_WITHIN
from handrail.values.table import Cell

CRITERIA_LABELS = {
    "classes": "Profiles",
    "caic": "CAIC",
    "icl": "ICL",
    "awe": "AWE",
    "daic": "dAIC",
    "dbic": "dBIC",
    "design_effect": "Mean design effect",
    "smallest_n": "Respondents of the smallest profile",
    "identified": "Identified",
}
_BY_DESIGN = ("daic", "dbic", "design_effect")
CRITERIA_NOTE = (
    "Of every criterion lower is better. Identified: 1 where the answers tell every parameter, 0 where they "
    "do not. The smallest profile's respondents are those expected in it, unweighted; fewer than {smallest} "
    "are not shown. Numbers about models of a population, and about nobody in it."
)
DESIGN_NOTE = (
    "dAIC and dBIC allow for the design (Lumley and Scott 2015): the mean design effect is by how much "
    "weights, strata and clusters widen the variance of the model's parameters."
)
TEST_LABELS = {
    "classes": "Profiles, against one more",
    "statistic": "Likelihood ratio",
    "p": "p",
    "exceedances": "Replicates as large",
    "replicates": "Replicates",
    "hit_rate": "Hit rate",
    "hits_of": "Replicates looked at for it",
    "adjusted": "Adjusted ratio",
    "adjusted_p": "p of the adjusted",
}
OF_MODELS = "A test of models of a population, and of nobody in it."
BOOTSTRAP_NOTES = (
    "Answers were drawn from the model with the fewer profiles, and both models fitted to them: p is "
    "(b + 1) / (R + 1), where b of R replicates have a likelihood ratio as large. A small p speaks for one "
    "more.",
    "Hit rate: the share of a random few replicates in which both fits reached, within "
    f"{BEST_WITHIN:g}, the best of many further starts. Below .95 the test searched too little.",
    OF_MODELS,
)


def criteria_cells(compared: ClassComparison, smallest: int) -> tuple[Cell, ...]:
    """Return the further criteria of each number of classes; by the design where there is one."""
    by_design = compared.table["design_effect"].is_not_null().any()
    cells = []
    for row in compared.table.iter_rows(named=True):
        values = {name: row[name] for name in ("caic", "icl", "awe")}
        if by_design:
            values |= {name: row[name] for name in _BY_DESIGN}
        # A number of very few people points at them.
        values["smallest_n"] = round(row["smallest_n"]) if row["smallest_n"] >= smallest else None
        values["identified"] = float(row["identified"])
        cells.append(_cell(compared, row["n_classes"], values))
    return tuple(cells)


def bootstrap_cells(compared: ClassComparison) -> tuple[Cell, ...]:
    """Return the bootstrap likelihood-ratio test of each number of classes against one more."""
    return tuple(_cell(compared, few, _tested(test)) for few, test in compared.tests.items())


def lmr_cells(compared: ClassComparison) -> tuple[Cell, ...]:
    """Return the Lo-Mendell-Rubin test of each number of classes against one more."""
    return tuple(
        _cell(
            compared,
            few,
            {name: getattr(test, name) for name in ("statistic", "p", "adjusted", "adjusted_p")},
        )
        for few, test in compared.lo_mendell_rubin.items()
    )


def bootstrap_warnings(compared: ClassComparison) -> Iterator[str]:
    """Yield what a careful reader should know of the bootstrap tests."""
    for few, test in compared.tests.items():
        if max(test.better) > BEST_WITHIN:
            yield (
                f"the test's own search found {few} or {few + 1} profiles higher than they were fitted: "
                "give more starts"
            )
        if test.hit_rate is not None and test.hit_rate < _ENOUGH_HITS:
            yield (
                f"the hit rate of {few} against {few + 1} profiles is {test.hit_rate:.2f}: its p is in doubt"
            )


_ENOUGH_HITS = 0.95


def _tested(test: BootstrapTest) -> dict[str, float | None]:
    return {
        "statistic": test.statistic,
        "p": test.p,
        "exceedances": float(test.exceedances),
        "replicates": float(test.replicates),
        "hit_rate": test.hit_rate,
        "hits_of": float(test.hits_of),
    }


def _cell(compared: ClassComparison, classes: int, values: dict[str, float | None]) -> Cell:
    return Cell({"classes": str(classes)}, None, compared.models[classes].n_observations_, None, values)
