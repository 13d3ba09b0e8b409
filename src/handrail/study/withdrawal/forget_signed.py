"""Forget signed: take what was erased out of sign-offs, which remember what they rested on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handrail.store import Store

WITHDRAWN = "withdrawn"
"""What stands in place of a name or a speaker's label."""


def forget_in_sign_offs(store: Store, theirs: Callable[[str], bool]) -> int:
    """Take what was erased out of what was signed, and return from how many sign-offs.

    That a passage was there stays, for status to say that it is gone; its digest, code and flags do not.

    Parameters
    ----------
    store
        With an open transaction.
    theirs
        Tells a node or a text that may only be theirs.
    """
    touched = 0
    for signed in store.sign_offs():
        contents = {node: "" if theirs(node) else digest for node, digest in signed.contents.items()}
        values = {
            node: _scrubbed({"beneath": value.get("beneath", "")} if theirs(node) else value, theirs)
            for node, value in signed.values.items()
        }
        if contents != dict(signed.contents) or values != dict(signed.values):
            store.put_sign_off(replace(signed, contents=contents, values=values))
            touched += 1
    return touched


def _scrubbed(value: Any, theirs: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        return WITHDRAWN if theirs(value) else value
    if isinstance(value, Mapping):
        return {key: _scrubbed(item, theirs) for key, item in value.items() if not theirs(str(key))}
    if isinstance(value, list | tuple):
        return [_scrubbed(item, theirs) for item in value]
    return value
