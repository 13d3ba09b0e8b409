"""What stays in memory: a value with respondents behind it is no file."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from handrail.values.errors import DisclosureRefused


class StaysInMemory:
    """A survey, a design or a fitted model: it can be used, but not pickled or copied by pickling.

    Models leave only as reviewed tables. A pickle would carry answers, or a model to apply to new people,
    past disclosure review; this refuses it where it happens by accident, in a cache or a worker process.

    Raises
    ------
    DisclosureRefused
        From ``pickle``, ``copy``, ``shelve``, ``joblib`` and everything else that asks for the state.

    Examples
    --------
    >>> import pickle
    >>> pickle.dumps(StaysInMemory())
    Traceback (most recent call last):
    ...
    handrail.values.errors.DisclosureRefused: a model and the answers behind it leave only as reviewed...
    """

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Refuse to be taken apart."""
        _refuse(type(self).__name__)

    def __reduce__(self) -> NoReturn:
        """Refuse to be taken apart."""
        _refuse(type(self).__name__)

    def __getstate__(self) -> NoReturn:
        """Refuse to be taken apart."""
        _refuse(type(self).__name__)


def _refuse(what: str) -> NoReturn:
    raise DisclosureRefused.because(
        "a model and the answers behind it leave only as reviewed tables",
        f"a {what} to be pickled or copied",
        "keep its tables, or fit it again where it is needed",
    )
