"""How often tests of class invariance reject, by simulation; prints a table in Markdown.

    python tools/simulate_class_invariance.py [studies] [respondents] [simple | clustered | few | planted]

Three classes answer six yes/no items in two groups that are equal in everything. ``clustered``: 80 clusters
in 8 strata, 40 clusters a group, where each cluster has class shares and item probabilities of its own, and
weights; ``few``: 24 clusters. ``naive`` compares the likelihood ratio with chi-square, which the library
refuses under a design. ``planted``: one item differs in one class, without and with 80 clusters; how often it
is found, and others are not. Nothing runs side by side.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np
import polars as pl
from scipy import stats

from handrail.typology import ClassInvariance, class_invariance

ITEMS = list("abcdef")
YES = np.array([[0.12] * 6, [0.8, 0.8, 0.8, 0.2, 0.2, 0.2], [0.85] * 6])
SHARES = np.array([0.5, 0.3, 0.2])
LEVEL = 0.05
DESIGNS = {"simple": 0, "clustered": 80, "few": 24}


def study(draw: np.random.Generator, n: int, *, clusters: int, planted: bool) -> ClassInvariance:
    """Return one study."""
    cluster = np.arange(n) % (clusters or 8)
    # Strata are of one group each, so that whole clusters are.
    stratum = cluster % 8
    group = stratum % 2
    own = max(clusters, 1)
    heights = np.log(SHARES)[None].repeat(own, axis=0)
    logits = np.log(YES / (1 - YES))[None].repeat(own, axis=0)
    if clusters:
        heights = heights + draw.normal(0, 0.8, (own, 3))
        logits = logits + draw.normal(0, 0.8, (own, 3, 6))
    shares = np.exp(heights) / np.exp(heights).sum(axis=1, keepdims=True)
    member = (draw.random(n)[:, None] > np.cumsum(shares[cluster % own], axis=1)).sum(axis=1)
    height = logits[cluster % own, member]
    if planted:
        height[(group == 1) & (member == 1), 5] += 1.5
    answers = pl.DataFrame((draw.random((n, 6)) < 1 / (1 + np.exp(-height))).astype(int), schema=ITEMS)
    design = {"weights": draw.uniform(0.5, 2.0, n), "strata": stratum, "clusters": cluster}
    return class_invariance(
        answers, group, 3, free_items=None if planted else (), starts=6, seed=1, tolerance=1e-7,
        **(design if clusters else {}),
    )  # fmt: skip


def naive(found: ClassInvariance, small: str, large: str) -> float:
    """Return the p-value of the likelihood ratio by chi-square, whatever the design."""
    row = {one["model"]: one for one in found.models.iter_rows(named=True)}
    ratio = 2 * (row[large]["log_likelihood"] - row[small]["log_likelihood"])
    return float(stats.chi2.sf(ratio, row[large]["n_parameters"] - row[small]["n_parameters"]))


def rejected(studies: int, n: int, *, clusters: int) -> dict[tuple[str, str], list[float]]:
    """Return p-values by what is tested and how, where groups are equal."""
    tally: dict[tuple[str, str], list[float]] = defaultdict(list)
    for at in range(studies):
        found = study(np.random.default_rng([11, at, int(clusters > 0)]), n, clusters=clusters, planted=False)
        told = {(one["model"], one["within"]): one for one in found.comparisons.iter_rows(named=True)}
        wald = {one["tested"]: one for one in found.wald.iter_rows(named=True)}
        corrected = "Rao-Scott" if clusters else "chi-square"
        for (small, large), words, of in (
            (("full", "configural"), "all items equal", "all items"),
            (("equal shares", "full"), "shares equal", "class shares"),
        ):
            if clusters:
                tally[words, "naive"].append(naive(found, small, large))
            for how, p in ((corrected, told[small, large]["p"]), ("Wald", wald[of]["p"])):
                tally[words, how].append(np.nan if p is None else p)
        first = found.items.row(by_predicate=pl.col("item") == "a", named=True)
        tally["item 'a' equal", corrected].append(np.nan if first["p"] is None else first["p"])
        if clusters:
            # The corrected statistic undone: its parameters and design effect are told beside it.
            ratio = first["statistic"] * 3 * first["design_effect"]
            tally["item 'a' equal", "naive"].append(float(stats.chi2.sf(ratio, 3)))
        tally["item 'a' equal", "Wald"].append(np.nan if wald["a"]["p"] is None else wald["a"]["p"])
        tally["any item, Holm", corrected].append(found.items["adjusted_p"].min())
    return tally


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


def main() -> None:
    """Print the table."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 2400
    wanted = sys.argv[3:] or [*DESIGNS, "planted"]
    for name, clusters in DESIGNS.items():
        if name not in wanted:
            continue
        say(f"\n{name}: {studies} studies of {n} respondents in two equal groups\n")
        say("| what is tested | how | rejected at 5 %, % | could not tell |\n|---|---|---|---|")
        for (what, how), p in rejected(studies, n, clusters=clusters).items():
            told = np.array([one for one in p if not np.isnan(one)])
            say(f"| {what} | {how} | {100 * (told < LEVEL).mean():.1f} | {len(p) - len(told)} |")
    for clusters in (0, 80) if "planted" in wanted else ():
        draws = (np.random.default_rng([12, at, int(clusters > 0)]) for at in range(studies))
        freed = [study(draw, n, clusters=clusters, planted=True).free_items for draw in draws]
        hit, alone = np.mean(["f" in one for one in freed]), np.mean([one == ("f",) for one in freed])
        say(f"\nplanted, {'clustered' if clusters else 'simple'}, {studies} studies: the item was freed in")
        say(f"{100 * hit:.1f} %, and it alone in {100 * alone:.1f} %")


if __name__ == "__main__":
    main()
