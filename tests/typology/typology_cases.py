"""Small random data of every kind of item, for the fast code and for the slow."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from slow_classes import ordered

from handrail.typology.layout import lay_out
from handrail.typology.parameters import Parameters, random_start
from handrail.typology.patterns import read_patterns

KINDS = {
    "nominal": {"a": "nominal", "b": "nominal", "c": "nominal", "d": "nominal"},
    "adjacent": {"a": "adjacent", "b": "adjacent", "c": "adjacent"},
    "cumulative": {"a": "cumulative", "b": "cumulative", "c": "cumulative"},
    "count": {"a": "count", "b": "count", "c": "count"},
    "continuous": {"a": "continuous", "b": "continuous", "c": "continuous"},
    "mixed": {"a": "nominal", "b": "adjacent", "c": "cumulative", "d": "count", "e": "continuous"},
    "groups": {"a": "nominal", "b": "nominal", "c": "nominal"},
    "groups_free": {"a": "nominal", "b": "adjacent", "c": "count"},
    "covariates": {"a": "nominal", "b": "nominal", "c": "cumulative"},
}
SIZES = {"a": 3, "b": 2, "c": 4, "d": 2, "e": 3}


@dataclass
class Case:
    """Answers with their weights, laid out for the fast code and as lists for the slow."""

    layout: object
    rows: list
    weights: list
    beside: list
    x: list | None

    def slow(self, now):
        """Return parameters as the slow code has them: items and prior."""
        patterns, first = self.layout.patterns, self.layout.parameters_first
        items = []
        for j, kind in enumerate(patterns.kinds):
            part = now.items[first[j] : first[j + 1]]
            if kind in ("adjacent", "cumulative"):
                items.append((kind, (part[:-1, 0].tolist(), part[-1].tolist())))
            elif kind == "nominal":
                items.append((kind, part.T.tolist()))
            elif kind == "count":
                items.append((kind, part[0].tolist()))
            else:
                items.append((kind, list(zip(*part.tolist(), strict=True))))
        return items, now.prior.T.tolist() if self.x is not None else now.prior.tolist()

    def fast(self, items, prior):
        """Return the slow code's parameters as the fast code has them."""
        parts = []
        for kind, own in items:
            if kind in ("adjacent", "cumulative"):
                steps, places = own
                parts += [np.tile(np.array(steps)[:, None], len(places)), np.array([places])]
            elif kind == "count":
                parts.append(np.array([own]))
            else:
                parts.append(np.array(own).T)
        whole = np.array(prior)
        return Parameters(np.concatenate(parts), whole.T if self.x is not None else whole)

    def meaning(self, now):
        """Return probabilities of ordered items, and the parameters of all others."""
        items, _ = self.slow(now)
        found = []
        for kind, own in items:
            if kind in ("adjacent", "cumulative"):
                found += [p for place in own[1] for p in ordered(kind, own[0], place)]
            else:
                found += np.ravel(own).tolist()
        return np.array(found)


def answer_of(kind, size, chance):
    if kind == "count":
        return int(chance.poisson(2.0))
    if kind == "continuous":
        return float(chance.normal(1.0, 2.0))
    return int(chance.integers(size))


def frame_and_weights(name, seed, rows=60, missing=0.2):
    """Return a frame with gaps and a weight for each row."""
    chance = np.random.default_rng([seed, *name.encode()])
    kinds = KINDS[name]
    table = [
        {
            item: None if chance.random() < missing else answer_of(kind, SIZES[item], chance)
            for item, kind in kinds.items()
        }
        for _ in range(rows)
    ]
    table = [row for row in table if any(answer is not None for answer in row.values())]
    schema = {item: pl.Float64 if kind == "continuous" else pl.Int64 for item, kind in kinds.items()}
    return pl.DataFrame(table, schema=schema), chance.gamma(2.0, size=len(table))


def case_of(name, seed, rows=60):
    """Return a case by the name of its kinds of items."""
    frame, weights = frame_and_weights(name, seed, rows)
    chance = np.random.default_rng([seed, 99])
    beside = chance.integers(3, size=frame.height) if "groups" in name else None
    free = ("a", "b") if name == "groups_free" else ()
    covariates = None
    if name == "covariates":
        covariates = pl.DataFrame(
            {"age": chance.integers(5, size=frame.height), "sex": chance.random(frame.height) < 0.5}
        )
    patterns = read_patterns(
        frame, weights, kinds=KINDS[name], groups=beside, free_items=free, covariates=covariates
    )
    layout = lay_out(patterns)
    slow_rows, scaled = [], (weights * frame.height / weights.sum()).tolist()
    for place, row in enumerate(frame.iter_rows(named=True)):
        answers = []
        for j, (item, kind) in enumerate(zip(patterns.items, patterns.kinds, strict=True)):
            answer = row[item.partition(" (")[0]]
            if "(" in item and item != f"{item.partition(' (')[0]} ({beside[place]})":
                answer = None
            categorical = kind not in ("count", "continuous") and answer is not None
            answers.append(patterns.categories[j].index(answer) if categorical else answer)
        slow_rows.append(answers)
    x = None
    places = [0] * frame.height if beside is None else beside.tolist()
    if covariates is not None:
        x = [[1.0, float(age), float(sex)] for age, sex in covariates.iter_rows()]
        places = list(range(frame.height))
    return Case(layout, slow_rows, scaled, places, x)


def interior(case, classes, seed):
    """Return parameters that are nowhere near a boundary, with covariates also other than zero."""
    now = random_start(case.layout, classes, seed, 0)
    chance = np.random.default_rng(seed)
    if case.x is not None:
        now.prior[:, :-1] = chance.normal(0, 0.4, now.prior[:, :-1].shape)
    else:
        now.prior[:] = chance.dirichlet(np.full(classes, 5.0), len(now.prior))
    return now
