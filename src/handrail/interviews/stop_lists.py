"""Stop lists: words of a language that say little by themselves, one a line in ``stopwords/``.

Articles, pronouns, prepositions, conjunctions, forms of the commonest verbs, and sounds of hesitation that
transcripts write down. They are short on purpose: a list that takes more would decide what matters.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from handrail.values import UsageError, did_you_mean

STOP_LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "sv")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, in small letters.

    Parameters
    ----------
    language
        Two letters after ISO 639-1; one of ``STOP_LANGUAGES``.

    Raises
    ------
    UsageError
        For another language.

    Examples
    --------
    >>> "the" in stop_words("en"), "luck" in stop_words("en")
    (True, False)
    """
    if language not in STOP_LANGUAGES:
        raise UsageError.because(
            "there is a stop list of the language",
            f"'{language}'",
            f"{did_you_mean(language, STOP_LANGUAGES)}, or give the words themselves",
        )
    text = (files("handrail.interviews") / "stopwords" / f"{language}.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
