"""Tally: what is lost and what is odd, counted while a file is read or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from handrail.interviews.project import Loss


class Tally:
    """Counts losses and warnings.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.lose("Graph", "a drawing"); tally.lose("Graph", "a drawing"); tally.warn("no GUID")
    >>> tally.losses, tally.warnings
    ((Loss(element='Graph', count=2, why='a drawing'),), ('no GUID: 1',))
    """

    def __init__(self) -> None:
        self._losses: Counter[tuple[str, str]] = Counter()
        self._warnings: Counter[str] = Counter()

    def lose(self, element: str, why: str, count: int = 1) -> None:
        """Count what is not carried over."""
        if count:
            self._losses[element, why] += count

    def warn(self, what: str, count: int = 1) -> None:
        """Count what was accepted though it is odd."""
        if count:
            self._warnings[what] += count

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Return every loss, in the order in which it was first met."""
        return tuple(Loss(element, count, why) for (element, why), count in self._losses.items())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return every warning with its count."""
        return tuple(f"{what}: {count}" for what, count in self._warnings.items())


def unique_names(labels: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a name of its own for each label: of doubled ones, the later get a number.

    Examples
    --------
    >>> unique_names(["Coder", "Coder", "Coder (2)"])
    ('Coder', 'Coder (3)', 'Coder (2)')
    """
    labels = list(labels)
    used = {*labels, *taken}
    seen: set[str] = set(taken)
    names: list[str] = []
    numbers: Counter[str] = Counter()
    for label in labels:
        name = label
        while name in seen:
            numbers[label] += 1
            candidate = f"{label} ({numbers[label] + 1})"
            if candidate not in used:
                name = candidate
        seen.add(name)
        used.add(name)
        names.append(name)
    return tuple(names)


def unique_code_names(labels: Sequence[str], parents: Sequence[int | None]) -> tuple[str, ...]:
    """Return a name of its own for each code: a doubled label gives way to the path down to it.

    Parameters
    ----------
    labels
        What the file calls each code, parents before children.
    parents
        For each code, where its parent stands in ``labels``; None at the top.

    Examples
    --------
    >>> unique_code_names(["tools", "programming", "framing", "programming"], [None, 0, None, 2])
    ('tools', 'tools > programming', 'framing', 'framing > programming')
    """
    times = Counter(labels)
    paths: list[str] = []
    for label, parent in zip(labels, parents, strict=True):
        paths.append(label if parent is None else f"{paths[parent]} > {label}")
    return unique_names(
        path if times[label] > 1 else label for path, label in zip(paths, labels, strict=True)
    )
