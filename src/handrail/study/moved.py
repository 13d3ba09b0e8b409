"""Moved: which contents beneath a signed recommendation are others now, from what to what, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handrail.study.moved_numbers import moved_numbers

_ORDER = (
    "recommendation",
    "finding",
    "theme",
    "estimate",
    "model",
    "typology",
    "risk",
    "passage",
    "code",
    "variable",
)
"""What a reader would notice first."""


@dataclass(frozen=True)
class Move:
    """One content that is another now, and what is different about it."""

    node: str
    words: str

    def __str__(self) -> str:
        """Return the move as one line."""
        return f"{self.node}: {self.words}"


@dataclass(frozen=True)
class Rested:
    """What a recommendation rests on at one time: contents and shown values, by node."""

    contents: Mapping[str, str]
    values: Mapping[str, Any]


def moves(before: Rested, after: Rested, read_by: Callable[[str], Iterable[str]]) -> tuple[Move, ...]:
    """Return what moved, in the order in which a reader would notice it.

    Parameters
    ----------
    before, after
        What was signed, and what is there now.
    read_by
        The nodes that read a variable: what they say stands for it.
    """
    changed = sorted(
        node
        for node in before.contents.keys() | after.contents.keys()
        if before.contents.get(node) != after.contents.get(node)
    )
    others = {node for node in changed if _kind(node) != "variable"}
    found: list[Move] = []
    for node in changed:
        kind = _kind(node)
        if kind not in _SAY:
            continue
        if kind == "variable" and others & set(read_by(node)):
            continue
        found.append(Move(node, _words(node, before, after)))
    found += _passages([node for node in changed if _kind(node) == "passage"], before, after)
    return tuple(sorted(found, key=lambda one: (_rank(one.node), one.node)))


def _rank(node: str) -> int:
    kind = _kind(node)
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _kind(node: str) -> str:
    return node.partition(":")[0]


def _words(node: str, before: Rested, after: Rested) -> str:
    if node not in after.contents:
        return "it no longer stands beneath the recommendation"
    if node not in before.contents:
        return "it is new beneath the recommendation"
    old, new = before.values.get(node) or {}, after.values.get(node) or {}
    return _SAY[_kind(node)](old, new)


def _code(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    renamed = _differs(old, new, "name")
    return _from_to("its name", old, new, "name") if renamed else "its description was changed"


def _variable(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    redefined = _differs(old, new, "definition")
    what = "its definition in the plan was changed" if redefined else "its answers changed"
    return f"{what}; every number made from it is as it was"


def _numbers(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    return moved_numbers(old.get("tables", ()), new.get("tables", ()))


def _from_to(what: str, old: Mapping[str, Any], new: Mapping[str, Any], part: str) -> str:
    return f"{what} was changed: '{old.get(part, '')}' -> '{new.get(part, '')}'"


def _sentence(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    told = [_from_to("its sentence", old, new, "sentence")] if _differs(old, new, "sentence") else []
    for part, what in (("supports", "what supports it"), ("challenges", "what challenges it")):
        gone = [one for one in old.get(part, ()) if one not in new.get(part, ())]
        come = [one for one in new.get(part, ()) if one not in old.get(part, ())]
        told += [f"{what}: without {', '.join(gone)}"] if gone else []
        told += [f"{what}: now also {', '.join(come)}"] if come else []
    return "; ".join(told) or "its sentence is as it was; what is printed beside it was changed"


def _differs(old: Mapping[str, Any], new: Mapping[str, Any], part: str) -> bool:
    return bool(old.get(part) != new.get(part))


def _theme(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    told = [_from_to("its sentence", old, new, "sentence")] if _differs(old, new, "sentence") else []
    heard = [f"{one.get('participants', '?')} of {one.get('of', '?')}" for one in (old, new)]
    if heard[0] != heard[1]:
        told.append(f"heard from {heard[0]} participants -> {heard[1]}")
    for part, what in (("passages", "passages"), ("counter_examples", "counter-examples")):
        if _differs(old, new, part):
            told.append(f"{what} {old.get(part, '?')} -> {new.get(part, '?')}")
    return "; ".join(told) or "its counts are as they were; how it spreads over participants is not"


def _passages(changed: Iterable[str], before: Rested, after: Rested) -> list[Move]:
    """Return one line for all passages beneath a theme or a conclusion to which the same happened."""
    counted: Counter[tuple[str, tuple[str, str]]] = Counter()
    for node in changed:
        old, new = before.values.get(node) or {}, after.values.get(node) or {}
        here = (new or old).get("beneath", "")
        if node not in after.contents:
            counted[here, _GONE] += 1
        elif node not in before.contents:
            counted[here, _NEW] += 1
        else:
            counted[here, _happened(old, new)] += 1
    return [
        Move(here, f"a passage beneath it {one}" if count == 1 else f"{count} passages beneath it {many}")
        for (here, (one, many)), count in sorted(counted.items())
    ]


_GONE, _NEW = ("is gone", "are gone"), ("is new", "are new")


def _happened(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    """Return what happened to one passage, and the same of several."""
    if old.get("code") != new.get("code"):
        return "was coded anew", "were coded anew"
    if old.get("flags") != new.get("flags"):
        return "was flagged anew", "were flagged anew"
    if old.get("approved") != new.get("approved"):
        may = "may now be quoted" if new.get("approved") else "may no longer be quoted"
        return may, may
    return "was read, placed or approved anew", "were read, placed or approved anew"


_SAY: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    "recommendation": _sentence,
    "finding": _sentence,
    "theme": _theme,
    "estimate": _numbers,
    "model": _numbers,
    "typology": _numbers,
    "risk": _numbers,
    "code": _code,
    "variable": _variable,
}
