"""Kept work: the replicates of a long step that a build did not end, so that the next one goes on from there.

A build is one transaction, and what interrupts it leaves the study as it was. Replicates that are done are
numbers about a model and about nobody in it; they are put into the store afterwards, under the key of the
step that drew them, and go with the next build that ends.
"""

from __future__ import annotations

import math
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from handrail.store import ResultRecord, Store
from handrail.values import Interrupted, Method

if TYPE_CHECKING:
    from handrail.typology.recovery import Replicate

BEGUN = "begun:"
"""How the steps begin under which unfinished work is kept."""


class KeptWork:
    """What long steps of one build have done so far.

    Attributes
    ----------
    saved
        How many replicates were kept of a build that did not end.
    """

    def __init__(self) -> None:
        self.saved = 0
        self._begun: dict[str, tuple[str, Method, MutableMapping[str, Any]]] = {}

    def of(self, store: Store, step: str, key: str, method: Method) -> MutableMapping[str, Any]:
        """Return what is there of a step's replicates, by their names; it is put in as it is done.

        Parameters
        ----------
        step, key, method
            The step, the digest of what it is made from, and its method: what another key drew is not taken.
        """
        have = store.result(BEGUN + step)
        fits = have is not None and have.key == key
        found = {name: _unpacked(one) for name, one in have.body["done"].items()} if have and fits else {}
        self._begun[step] = (key, method, found)
        return found

    def interrupted(self) -> Interrupted:
        """Return what a person is told who stopped a build with finished replicates."""
        return Interrupted.because(
            "a build ends with its last step",
            f"it was stopped; {self.saved} finished replicates are kept, and all else is as it was",
            "run it again: it goes on from there",
        )

    def save(self, store: Store) -> None:
        """Put what was done into the store, after the build's own transaction was rolled back."""
        begun = {step: work for step, work in self._begun.items() if work[2]}
        if not begun:
            return
        with store.transaction():
            for step, (key, method, done) in begun.items():
                store.put_result(
                    ResultRecord(
                        step=BEGUN + step,
                        key=key,
                        content="",
                        kind="begun",
                        body={"done": {name: _packed(one) for name, one in done.items()}},
                        method={"name": method.name, "version": method.version},
                        software={},
                        made_at="",
                    )
                )
        self.saved = sum(len(work[2]) for work in begun.values())


def forget_begun(store: Store) -> None:
    """Remove all unfinished work; inside a transaction."""
    for step in store.steps_of(BEGUN):
        store.remove_result(step)


def _packed(one: Any) -> Any:
    """Return a finished replicate as plain values: two heights, or a bootstrap sample's solution."""
    if isinstance(one, tuple):
        return list(one)
    told: Replicate = one
    return {
        "shares": told.shares.tolist(),
        "tables": told.tables.tolist(),
        "jaccards": [None if math.isnan(value) else value for value in told.jaccards.tolist()],
        "arrived": bool(told.arrived),
        "from_solution": bool(told.from_solution),
    }


def _unpacked(one: Any) -> Any:
    if isinstance(one, list):
        return tuple(one)
    import numpy as np

    from handrail.typology.recovery import Replicate

    return Replicate(
        shares=np.array(one["shares"], dtype=np.float64),
        tables=np.array(one["tables"], dtype=np.float64),
        jaccards=np.array([math.nan if value is None else value for value in one["jaccards"]]),
        arrived=one["arrived"],
        from_solution=one["from_solution"],
    )
