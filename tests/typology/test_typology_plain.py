"""Plain clustering: published examples, the slow version, respondents one by one, and what is refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from slow_stability import slow_gower, slow_pam, slow_rand, slow_silhouettes

from handrail.typology import LatentClasses, adjusted_rand_index, plain_alternatives
from handrail.typology import dissimilarity as module
from handrail.typology.average_linkage import average_linkage
from handrail.typology.dissimilarity import average_silhouette, gower_distances
from handrail.typology.medoids import partition_around_medoids
from handrail.typology.patterns import read_patterns
from handrail.values import DataError

# Ruspini 1970, Information Sciences 2, 319-350.
RUSPINI = np.array([
    (4, 53), (5, 63), (10, 59), (9, 77), (13, 49), (13, 69), (12, 88), (15, 75), (18, 61), (19, 65),
    (22, 74), (27, 72), (28, 76), (24, 58), (27, 55), (28, 60), (30, 52), (31, 60), (32, 61), (36, 72),
    (28, 147), (32, 149), (35, 153), (33, 154), (38, 151), (41, 150), (38, 145), (38, 143), (32, 143),
    (34, 141), (44, 156), (44, 149), (44, 143), (46, 142), (47, 149), (49, 152), (50, 142), (53, 144),
    (52, 152), (55, 155), (54, 124), (60, 136), (63, 139), (86, 132), (85, 115), (85, 96), (78, 94),
    (74, 96), (97, 122), (98, 116), (98, 124), (99, 119), (99, 128), (101, 115), (108, 111), (110, 111),
    (108, 116), (111, 126), (115, 117), (117, 115), (70, 4), (77, 12), (83, 21), (61, 15), (69, 15),
    (78, 16), (66, 18), (58, 13), (64, 20), (69, 21), (66, 23), (61, 25), (76, 27), (72, 31), (64, 30),
], dtype=float)  # fmt: skip


def apart(points):
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))


# Printed by pam() of R's package cluster 2.0 (its test results of January 2015, R 3.1.2).
@pytest.mark.parametrize(
    ("clusters", "medoids", "built", "swapped"),
    [
        (3, [17, 32, 52], 25.68229, 21.59293),
        (4, [10, 32, 52, 70], 17.22898, 11.48637),
        (5, [10, 32, 47, 52, 70], 12.09864, 10.39579),
    ],
)
def test_medoids_of_ruspinis_points_are_those_that_pam_prints(clusters, medoids, built, swapped):
    found = partition_around_medoids(apart(RUSPINI), np.ones(75), clusters)
    assert (found.places + 1).tolist() == medoids
    assert found.built / 75 == pytest.approx(built, abs=5e-6)
    assert found.cost / 75 == pytest.approx(swapped, abs=5e-6)


def test_the_silhouette_of_ruspinis_points_is_the_one_that_pam_prints():
    found = partition_around_medoids(apart(RUSPINI), np.ones(75), 4)
    assert average_silhouette(apart(RUSPINI), found.of, np.ones(75)) == pytest.approx(0.737657, abs=5e-7)
    assert np.bincount(found.of).tolist() == [20, 23, 17, 15]


# Kaufman and Rousseeuw 1990, table of 18 flowers: two yes or no, one more, five soils, three and eighteen
# places, height and distance in centimetres.
FLOWERS = pl.DataFrame({
    "winters": [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
    "shadow": [1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
    "tubers": [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1],
    "colour": [4, 2, 3, 4, 5, 4, 4, 2, 3, 5, 5, 1, 1, 4, 3, 4, 2, 2],
    "soil": [3, 1, 3, 2, 2, 3, 3, 2, 1, 2, 3, 2, 2, 2, 2, 2, 2, 1],
    "preference": [15, 3, 1, 16, 2, 12, 13, 7, 4, 14, 8, 9, 6, 11, 10, 18, 17, 5],
    "height": [25, 150, 150, 125, 20, 50, 40, 100, 25, 100, 45, 90, 20, 80, 40, 200, 150, 25],
    "distance": [15, 50, 50, 50, 15, 40, 20, 15, 15, 60, 10, 25, 10, 30, 20, 60, 60, 10],
})  # fmt: skip
KINDS = {"soil": "cumulative", "preference": "adjacent", "height": "continuous", "distance": "count"}


def test_distances_of_the_flowers_are_those_that_daisy_prints():
    patterns = read_patterns(FLOWERS, kinds=KINDS)
    by_row = gower_distances(patterns)[np.ix_(patterns.pattern_of, patterns.pattern_of)]
    # round(as.matrix(daisy(flower))[1:3, 1:3], 2) in Kassambara 2017, Practical Guide to Cluster Analysis.
    assert by_row[:3, :3].round(2).tolist() == [[0, 0.89, 0.53], [0.89, 0, 0.51], [0.53, 0.51, 0]]


def test_gower_distances_with_gaps_are_those_of_the_slow_version():
    chance = np.random.default_rng(3)
    gaps = FLOWERS.select(
        pl.when(pl.Series(chance.random(18) > 0.2)).then(pl.col(name)).alias(name) for name in FLOWERS.columns
    )
    patterns = read_patterns(gaps, kinds=KINDS)
    kinds = [KINDS.get(name, "nominal") for name in gaps.columns]
    places = gaps.with_columns(
        pl.col(name).replace_strict({v: i for i, v in enumerate(sorted(gaps[name].drop_nulls().unique()))})
        for name in ("soil", "preference")
    )
    ranges = [places[name].max() - places[name].min() for name in places.columns]
    rows = list(places.iter_rows())
    ours = gower_distances(patterns)[np.ix_(patterns.pattern_of, patterns.pattern_of)]
    for i in range(18):
        for j in range(18):
            assert ours[i, j] == pytest.approx(slow_gower(rows[i], rows[j], kinds, ranges), abs=1e-12)


def test_patterns_without_an_item_in_common_are_as_far_apart_as_others_are_on_average():
    frame = pl.DataFrame({"a": [0, 1, None, 0], "b": [None, None, 1, 0]})
    patterns = read_patterns(frame)
    found = gower_distances(patterns)[np.ix_(patterns.pattern_of, patterns.pattern_of)]
    # Known are the diagonal (4 x 0) and six pairs both ways: (1, 2) is 1, (1, 4) 0, (2, 4) 1, (3, 4) 1.
    assert found[0, 2] == pytest.approx(6 / 12)
    assert found[1, 2] == found[0, 2]


partitions = st.integers(2, 25).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 4), min_size=size, max_size=size)] * 2)
)


@given(partitions)
def test_the_adjusted_rand_index_counts_pairs(both):
    one, other = both
    found = adjusted_rand_index(np.array(one), np.array(other))
    assert found == pytest.approx(slow_rand(one, other), abs=1e-12)
    assert found == pytest.approx(adjusted_rand_index(np.array(other), np.array(one)), abs=1e-12)


def test_the_adjusted_rand_index_of_published_examples():
    # Yeung and Ruzzo 2001, Details of the adjusted Rand index: a table of 10 objects, .313.
    table = [[1, 1, 0], [1, 2, 1], [0, 0, 4]]
    one = np.repeat([0, 1, 2], [sum(row) for row in table])
    other = np.array([c for row in table for c, count in enumerate(row) for _ in range(count)])
    assert adjusted_rand_index(one, other) == pytest.approx(0.313, abs=5e-4)
    counts = np.array([count for row in table for count in row], dtype=float)
    cells = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)
    assert adjusted_rand_index(*cells, counts) == pytest.approx(adjusted_rand_index(one, other), abs=1e-12)
    # Two hold everyone together; one does and the other does not.
    assert adjusted_rand_index(np.zeros(4, int), np.zeros(4, int)) == 1.0
    assert adjusted_rand_index(np.zeros(4, int), np.arange(4)) == 0.0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(5, 14))
def test_medoids_are_those_of_the_slow_version_with_respondents_one_by_one(seed, clusters, size):
    chance = np.random.default_rng(seed)
    distances = apart(chance.random((size, 2)))
    counts = chance.integers(1, 4, size)
    found = partition_around_medoids(distances, counts.astype(float), clusters)
    each = np.repeat(np.arange(size), counts)
    places, built, cost = slow_pam(distances[np.ix_(each, each)].tolist(), clusters)
    assert found.built == pytest.approx(built, abs=1e-9)
    assert found.cost == pytest.approx(cost, abs=1e-9)
    assert sorted(each[places]) == found.places.tolist()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(5, 30))
def test_average_linkage_is_scipys_with_respondents_one_by_one(seed, clusters, size):
    chance = np.random.default_rng(seed)
    distances = apart(chance.random((size, 3)))
    counts = chance.integers(1, 5, size)
    each = np.repeat(np.arange(size), counts)
    tree = linkage(squareform(distances[np.ix_(each, each)], checks=False), "average")
    theirs = fcluster(tree, clusters, "maxclust")
    ours = average_linkage(distances, counts.astype(float), clusters)
    assert ours.max() + 1 == clusters
    assert adjusted_rand_index(ours[each], theirs) == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_average_linkage_of_tied_answers_gives_as_many_clusters_as_asked_for(seed, clusters):
    chance = np.random.default_rng(seed)
    frame = pl.DataFrame(chance.integers(0, 2, (60, 6)), schema=[f"i{j}" for j in range(6)])
    patterns = read_patterns(frame)
    found = average_linkage(gower_distances(patterns), patterns.respondents, clusters)
    assert sorted(set(found.tolist())) == list(range(clusters))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_silhouettes_of_patterns_are_those_of_respondents_one_by_one(seed, clusters):
    chance = np.random.default_rng(seed)
    distances = apart(chance.random((10, 2)))
    counts = chance.integers(1, 4, 10)
    of = np.concatenate([np.arange(clusters), chance.integers(0, clusters, 10 - clusters)])
    each = np.repeat(np.arange(10), counts)
    slow = slow_silhouettes(distances[np.ix_(each, each)].tolist(), of[each].tolist())
    assert average_silhouette(distances, of, counts.astype(float)) == pytest.approx(np.mean(slow), abs=1e-12)


def groups(rows=2000, seed=2):
    chance = np.random.default_rng(seed)
    likely = np.array([[0.05] * 8, [0.95] * 8])[(chance.random(rows) < 0.4).astype(int)]
    return pl.DataFrame((chance.random((rows, 8)) < likely).astype(int), schema=[f"i{j}" for j in range(8)])


def test_where_groups_lie_far_apart_all_methods_find_them():
    found = plain_alternatives(LatentClasses(2, starts=5).fit(groups()))
    assert found.n == 2000
    assert found.table["adjusted_rand"].min() > 0.9
    assert found.table["silhouette"].min() > 0.6
    assert found.between > 0.9


def test_repeated_rows_and_frequencies_give_the_same_plain_clusters():
    frame = groups(400)
    counts = pl.Series([1, 2, 3, 1] * 100)
    weighted = LatentClasses(2, starts=5, weight_kind="frequency").fit(frame, counts)
    repeated = LatentClasses(2, starts=5).fit(frame.select(pl.all().repeat_by(counts).explode()))
    one, other = plain_alternatives(weighted), plain_alternatives(repeated)
    assert one.table.equals(other.table)
    assert one.n == other.n == 700


def test_too_many_patterns_are_refused_with_the_memory_they_would_take(monkeypatch):
    monkeypatch.setattr(module, "MOST_PATTERNS", 50)
    with pytest.raises(DataError, match="at most 50 different patterns"):
        plain_alternatives(LatentClasses(2, starts=2).fit(groups()))


def test_items_that_differ_between_groups_are_refused():
    frame = groups(400)
    model = LatentClasses(2, starts=3, free_items=["i0"]).fit(frame, groups=["a", "b"] * 200)
    with pytest.raises(DataError, match="mean the same to all"):
        plain_alternatives(model)
