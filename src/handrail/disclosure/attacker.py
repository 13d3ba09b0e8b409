"""Attacker: a linear program that asks how closely a reader can place a group's number.

Fischetti and Salazar (2001, Management Science 47, 1008-1027): a cell is protected when the least and the
largest value that agree with everything published lie far enough apart. Here the published numbers are
equations over unknown numbers of respondents, none below nothing, and HiGHS (through SciPy) finds the two
ends. Most groups need no program of their own: the solutions found for others agree with everything
published too, so a group that differs widely between any two of them is safe.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from handrail.disclosure.equations import Contradiction, Equation, Key, Space
from handrail.disclosure.targets import Found, Target, Withhold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]

_TINY = 1e-6
_FIRST = 0.01
_SPREADS = 8


class Attacker:
    """Plays the attacker over one set of equations.

    Parameters
    ----------
    space
        The atoms.
    equations
        What is known.
    limit
        How wide an interval must be.

    Raises
    ------
    Contradiction
        When no numbers of respondents agree with the equations.
    """

    def __init__(self, space: Space, equations: dict[Key, Equation], limit: int) -> None:
        import numpy as np

        self.space, self.limit = space, limit
        self.keys = list(equations)
        self.programs = 0
        values = [equations[key].value for key in self.keys]
        self._value = np.array(values, dtype=np.float64)
        self._slack = np.array([equations[key].slack for key in self.keys], dtype=np.float64)
        inside = np.zeros((len(self.keys), space.size), dtype=np.bool_)
        for row, key in enumerate(self.keys):
            inside[row, space.atoms(key)] = True
        # Atoms in the same equations are one unknown.
        packed = np.ascontiguousarray(np.packbits(inside, axis=0).T)
        _, first, self._unknown = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        self._unknown = self._unknown.ravel()
        self._matrix = inside[:, first].astype(np.float64)
        self._sizes = np.bincount(self._unknown).astype(np.float64)
        self._active = np.ones(len(self.keys), dtype=np.bool_)
        # No number is larger: whoever is in no equation could be any number of people.
        self._most = 2.0 * float(self._value.max(initial=0.0)) + 10.0 * limit
        self._targets: list[Target] = []
        self._kinds = np.zeros(0, dtype="U8")
        self._any = np.zeros((0, len(self._sizes)))
        self._all = np.zeros((0, len(self._sizes)))
        self._base = np.zeros((0, len(self._sizes)), dtype=np.bool_)
        self._high, self._low = np.zeros(0), np.zeros(0)
        self._points: Any = np.zeros((0, len(self._sizes)))
        self._empty = np.zeros(len(self._sizes), dtype=np.bool_)
        self._find_empty()

    @property
    def unknowns(self) -> int:
        """Return how many unknowns the equations tell apart."""
        return len(self._sizes)

    @property
    def tried(self) -> int:
        """Return how many targets there are."""
        return len(self._targets)

    def add(self, targets: Iterable[Target]) -> None:
        """Go after more targets."""
        import numpy as np

        new = list(targets)
        if not new:
            return
        counts = self._counts([one.atoms for one in new])
        touched, held = (counts > 0).astype(np.float64), (counts == self._sizes).astype(np.float64)
        self._targets += new
        self._kinds = np.concatenate([self._kinds, np.array([one.kind for one in new], dtype="U8")])
        self._any, self._all = np.vstack([self._any, touched]), np.vstack([self._all, held])
        base = self._counts([one.atoms if one.base is None else one.base for one in new]) > 0
        self._base = np.vstack([self._base, base])
        self._high = np.concatenate([self._high, (touched @ self._points.T).max(axis=1)])
        self._low = np.concatenate([self._low, (held @ self._points.T).min(axis=1)])

    def perhaps_empty(self, groups: Sequence[NDArray[np.intp]]) -> NDArray[np.bool_]:
        """Return which groups have nobody in every solution found so far: any other has somebody in one."""
        import numpy as np

        if not groups:
            return np.zeros(0, dtype=np.bool_)
        touched = (self._counts(groups) > 0).astype(np.float64)
        empty: NDArray[np.bool_] = (touched @ self._points.T).max(axis=1) < 1 - _TINY
        return empty

    def is_nobody(self, atoms: NDArray[np.intp]) -> bool:
        """Return whether surely nobody is in a group: no whole number but nothing agrees with it all."""
        import numpy as np

        if bool(self._empty[self._unknown[atoms]].all()):
            return True
        if not self.perhaps_empty([atoms])[0]:
            return False
        most, _ = self._solve(-(self._counts([atoms])[0] > 0).astype(np.float64))
        return -most < 1 - _TINY

    def _counts(self, groups: Sequence[NDArray[np.intp]]) -> Numbers:
        """Return how many atoms of each unknown each group has."""
        import numpy as np

        size = len(self._sizes)
        return np.stack([np.bincount(self._unknown[atoms], minlength=size) for atoms in groups]).astype(
            np.float64
        )

    def interval(self, atoms: NDArray[np.intp]) -> tuple[int, int]:
        """Return the least and the largest number of respondents of a group that agree with everything."""
        import numpy as np

        counts = np.bincount(self._unknown[atoms], minlength=len(self._sizes))
        low, _ = self._solve((counts == self._sizes).astype(np.float64))
        high, _ = self._solve(-(counts > 0).astype(np.float64))
        return math.ceil(low - _TINY), math.floor(-high + _TINY)

    def play(self, withhold: Withhold | None = None) -> list[Found]:
        """Return every target that can be placed too closely.

        Parameters
        ----------
        withhold
            Called for each such target; what it withholds is taken from the equations, and the target is
            tried again. Without it, and where it withholds nothing, the target is among those returned.
        """
        import numpy as np

        self.spread()
        exposed: list[Found] = []
        done = np.zeros(len(self._targets), dtype=np.bool_)
        while True:
            narrow = self._unproven(done)
            if not len(narrow):
                return exposed
            waiting = int(narrow[0])
            again, found = self._try(waiting, withhold)
            if found is not None:
                exposed.append(found)
            if len(self._targets) > len(done) or again:
                # With fewer equations a group that surely reached the limit may no longer do so.
                settled = {id(one.target) for one in exposed}
                done = np.array([id(one) in settled for one in self._targets], dtype=np.bool_)
            done[waiting] = True

    def spread(self) -> None:
        """Push half of the targets up and half of them down at once: a few solutions that lie far apart."""
        import numpy as np

        sides = np.random.default_rng(len(self._targets))  # any split will do; the same one each time
        done = np.zeros(len(self._targets), dtype=np.bool_)
        for _ in range(_SPREADS):
            narrow = self._unproven(done)
            if not len(narrow):
                return
            up = sides.random(len(narrow)) < 0.5
            aim = self._all[narrow[~up]].sum(axis=0) - self._any[narrow[up]].sum(axis=0)
            self._solve(aim)
            self._solve(-aim)

    def _unproven(self, done: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the targets that no two solutions show to be wide, the narrowest first."""
        import numpy as np

        wide = np.floor(self._high + _TINY) - np.ceil(self._low - _TINY)
        places = np.flatnonzero(~done & (wide < self.limit))
        if not len(places):
            return places
        safe = self._is_safe(places)
        done[places[safe]] = True
        places = places[~safe]
        return places[np.argsort(wide[places], kind="stable")]

    def _is_safe(self, places: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which targets need no program: equations or solutions found show them to be safe."""
        import numpy as np

        active, touched, held = self._matrix[self._active], self._any[places], self._all[places]
        reaches = active[self._value[self._active] - self._slack[self._active] >= self.limit]
        many = (held @ reaches.T >= reaches.sum(axis=1)).any(axis=1)
        nobody = ~(touched @ ~self._empty > 0)
        # A sum of equations is known, whatever the unknowns: then every solution says the same.
        known = ((touched == held) | self._empty).all(axis=1)
        aims = touched[:, ~self._empty]
        known &= (np.abs(aims - aims @ self._basis.T @ self._basis) < _TINY).all(axis=1)
        many |= known & (self._high[places] > self.limit - 0.5)
        kinds = self._kinds[places]
        perhaps = (np.ceil(self._low[places] - _TINY) < 1) | (self._high[places] >= self.limit)
        # Asked anew after each withholding: a base that was surely nobody may then be somebody.
        somebody = (self._high[places] >= 1 - _TINY) | ~(self._base[places] & ~self._empty).any(axis=1)
        safe: NDArray[np.bool_] = (
            ((kinds == "group") & (many | nobody))
            | ((kinds == "crossing") & (many | perhaps))
            | ((kinds == "class") & (many | somebody))
        )
        return safe

    def _try(self, place: int, withhold: Withhold | None) -> tuple[bool, Found | None]:
        """Return whether something was withheld for a target, and the target where it stays exposed."""
        again = False
        while True:
            found = self._place(place)
            if found is None:
                return again, None
            done = None if withhold is None else withhold(found)
            if done is None:
                return again, found
            again = True
            for key in done.gone:
                self._active[self.keys.index(key)] = False
            self._find_empty()
            self.add(done.targets)

    def _place(self, place: int) -> Found | None:
        """Return how closely a target can be placed, or None when that is wide enough."""
        target = self._targets[place]
        if target.base is not None and self.is_nobody(target.base):
            return None
        low, below = self._solve(self._all[place])
        least = math.ceil(low - _TINY)
        if target.kind != "withheld" and least >= self.limit:
            return None
        if target.kind == "crossing" and least < 1:
            return None
        high, above = self._solve(-self._any[place])
        most = math.floor(-high + _TINY)
        if most - least >= self.limit or (target.kind == "group" and most < 1):
            return None
        if (target.kind == "crossing" and most >= self.limit) or (target.kind == "class" and most >= 1):
            return None
        names = [key for key, active in zip(self.keys, self._active, strict=True) if active]
        binding = tuple(
            key for key, one, other in zip(names, below, above, strict=True) if abs(one) + abs(other) > _TINY
        )
        return Found(target, least, most, binding)

    def _solve(self, aim: Numbers, *, parts: int = 1) -> tuple[float, Sequence[float]]:
        """Return the least value of a sum of unknowns, and how much it rests on each equation.

        With two parts the aim is a sum of the first hundredths of the unknowns: all that can be somebody are
        pushed off nobody at once, where a sum of the whole would be content with a few large ones.
        """
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        self.programs += 1
        active = self._matrix[self._active]
        slack = self._slack[self._active]
        loose = np.flatnonzero(slack)
        off = np.zeros((len(active), len(loose)))
        off[loose, np.arange(len(loose))] = 1.0
        rest = [np.zeros_like(aim)] * (parts - 1)
        first = np.full(len(aim), _FIRST if parts > 1 else self._most)
        upper = np.concatenate([first, *(np.full(len(aim), self._most) for _ in rest), slack[loose]])
        lower = np.concatenate([np.zeros(parts * len(aim)), -slack[loose]])
        for method in ("highs", "highs-ipm"):
            solved = linprog(
                np.concatenate([aim, *rest, np.zeros(len(loose))]),
                A_eq=csr_array(np.hstack([active] * parts + [off])) if len(active) else None,
                b_eq=self._value[self._active] if len(active) else None,
                bounds=np.stack([lower, upper], axis=1),
                method=method,
            )
            if solved.status == 0:
                break
        else:
            raise Contradiction
        point = solved.x[: parts * len(aim)].reshape(parts, -1).sum(axis=0)
        self._points = np.vstack([self._points, point])
        self._high = np.maximum(self._high, self._any @ point)
        self._low = np.minimum(self._low, self._all @ point)
        return float(solved.fun), solved.eqlin.marginals if len(active) else ()

    def _find_empty(self) -> None:
        """Find the unknowns that the equations force to be nobody, and what can be reckoned of the others."""
        import numpy as np

        self._solve(-np.ones(len(self._sizes)), parts=2)
        empty = self._points.max(axis=0) < _TINY
        while empty.any():
            most, _ = self._solve(-empty.astype(np.float64))
            if -most < _TINY:
                break
            empty = self._points.max(axis=0) < _TINY
        self._empty = empty
        exact = self._matrix[self._active & (self._slack == 0)][:, ~empty]
        if exact.size:
            _, sizes, basis = np.linalg.svd(exact, full_matrices=False)
            self._basis = basis[sizes > _TINY * max(1.0, sizes.max(initial=0.0))]
        else:
            self._basis = np.zeros((0, int((~empty).sum())))
