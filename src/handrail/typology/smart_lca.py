"""SMART-LCA filled: what a study knows of one of its typologies, and which point each fact answers."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.typology.reporting_facts import TypologyFacts
from handrail.typology.smart_lca_items import SMART_LCA
from handrail.typology.smart_lca_methods import METHODS_KNOWN
from handrail.typology.smart_lca_results import RESULTS_KNOWN
from handrail.values.checklist import ChecklistAnswer, FilledItem, filled


def fill_smart_lca(facts: TypologyFacts, answers: Iterable[ChecklistAnswer] = ()) -> tuple[FilledItem, ...]:
    """Return the 59 points of SMART-LCA in order, filled with what is known of a typology.

    Parameters
    ----------
    facts, answers
        What the study knows, and what the team answered; both stand side by side. A fact is taken from the
        result's own rules and released tables, so that the list says what was computed.

    References
    ----------
    van Lissa, Garnier-Villarreal and Anadria 2024, Structural Equation Modeling 31, 526-534.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology import TypologyFacts, typology_result
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> result = typology_result(frame, classes=2, considered=[1, 2], starts=5, name="typology:t",
    ...                          title="Experiences", source="pilot", sample="convenience")
    >>> items = {one.item.id: one for one in fill_smart_lca(TypologyFacts(result, classes=2))}
    >>> len(items), items["6b"].known, items["6b"].status
    (59, 'Fitted: 1 and 2 classes, 2 models.', 'filled')
    """
    return filled(SMART_LCA, {**METHODS_KNOWN, **RESULTS_KNOWN}, facts, answers)
