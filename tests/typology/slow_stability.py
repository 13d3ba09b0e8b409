"""Stability and plain clustering one respondent and one pair at a time, as the papers write them."""

from itertools import combinations, permutations


def slow_rand(one, other):
    """Adjusted Rand index from pairs of respondents (Hubert and Arabie 1985)."""
    both = first = second = pairs = 0
    for i, j in combinations(range(len(one)), 2):
        together, again = one[i] == one[j], other[i] == other[j]
        both += together and again
        first += together
        second += again
        pairs += 1
    chance = first * second / pairs
    most = (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def slow_jaccard(one, other, weights, label):
    """Weight of those with the label in both over that of those with it in either."""
    both = sum(w for a, b, w in zip(one, other, weights, strict=True) if a == label and b == label)
    either = sum(w for a, b, w in zip(one, other, weights, strict=True) if label in (a, b))
    return both / either if either else None


def slow_match(distances):
    """The order with the smallest sum, of all there are."""
    size = len(distances)
    return min(permutations(range(size)), key=lambda order: sum(distances[k][order[k]] for k in range(size)))


def slow_profile_distance(one, other):
    """Mean over items of half the sum of absolute differences; profiles[item][category]."""
    parts = [sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2 for p, q in zip(one, other, strict=True)]
    return sum(parts) / len(parts)


def slow_gower(one, other, kinds, ranges):
    """Gower's distance of two rows; ranges[item] of numbers and of ordered answers as places."""
    total = count = 0.0
    for a, b, kind, span in zip(one, other, kinds, ranges, strict=True):
        if a is None or b is None:
            continue
        total += (a != b) if kind == "nominal" else abs(a - b) / span
        count += 1
    return total / count if count else None


def slow_cost(distances, medoids):
    return sum(min(row[m] for m in medoids) for row in distances)


def slow_pam(distances, clusters):
    """BUILD and SWAP of Kaufman and Rousseeuw, each sum taken anew."""
    size = len(distances)
    medoids = []
    for _ in range(clusters):
        others = [c for c in range(size) if c not in medoids]
        medoids.append(min(others, key=lambda c: (round(slow_cost(distances, [*medoids, c]), 9), c)))
    built = slow_cost(distances, medoids)
    while True:
        swaps = [
            [*medoids[:m], c, *medoids[m + 1 :]]
            for m in range(clusters)
            for c in range(size)
            if c not in medoids
        ]
        best = min(swaps, key=lambda places: slow_cost(distances, places), default=medoids)
        if slow_cost(distances, best) >= slow_cost(distances, medoids) - 1e-9:
            return sorted(medoids), built, slow_cost(distances, medoids)
        medoids = best


def slow_silhouettes(distances, of):
    widths = []
    for i in range(len(of)):
        own = [distances[i][j] for j in range(len(of)) if of[j] == of[i] and j != i]
        if not own:
            widths.append(0.0)
            continue
        a = sum(own) / len(own)
        b = min(
            sum(distances[i][j] for j in range(len(of)) if of[j] == c) / of.count(c)
            for c in set(of)
            if c != of[i]
        )
        widths.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return widths
