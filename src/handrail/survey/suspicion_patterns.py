"""What identifiers look like in a column's values: patterns and check digits."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

# Invisible characters that hide an address from a search.
_INVISIBLE = r"[\u200b-\u200f\u2060\ufeff\u00ad]"
_AT = r"\s*[\[({<]\s*(?:at|arroba|@|ät)\s*[\])}>]\s*"
_DOT = r"\s*[\[({<]\s*(?:dot|punkt|punto|point|\.)\s*[\])}>]\s*"

EMAIL = r"(?i)[\w.+%'-]+\s?@\s?(?:[\w-]+\.)+[\p{L}]{2,}"
EMAIL_IN_WORDS = r"(?i)\b[\w.+-]+\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+\b"
HANDLE = r"^@[\w.]{2,30}$|^[\w.-]{2,32}#\d{4}$"
PROFILE = (
    r"(?i)\b(?:instagram|facebook|tiktok|twitter|snapchat|reddit|twitch|youtube|vk|t|x|discord|linkedin|threads|bsky"
    r"|roblox|steamcommunity|pinterest|tumblr|onlyfans|kik|telegram|ok|wa|weibo|mastodon)"
    r"\.(?:com|tv|me|gg|de|net|app|ru|social)/(?:@|users?/|u/|add/|in/|id/|profile/)?[\w.]{2,}"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
IP = rf"^(?:::ffff:)?(?:{_OCTET}\.){{3}}{_OCTET}(?::\d+|/\d+)?$"
# Six groups at least, or a double colon: 10:10:10 is a time.
IP6 = r"(?i)^(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){5,7}|[0-9a-f:]*[0-9a-f]*::[0-9a-f:]+)(?:/\d+|%\w+)?$"
PHONE_ABROAD = r"(?:^|[^\w+])\+[1-9][\d ().\-/]{7,18}\d(?:\D|$)"
PHONE_BARE = r"^(?:00[1-9]\d{7,13}|0[1-9]\d{7,9})$"
# In a sentence: a national number of nine digits or more, in groups.
_NATIONAL = r"0\d{1,4}[ ./-]?\d{3,4}[ ./-]?\d{3,5}(?:[ ./-]?\d{2,4})?"
PHONE_IN_TEXT = (
    rf"\p{{L}}{{2,}}[ :,(]+{_NATIONAL}(?:[^\d.,/-]|[.,]?$)|(?:^|[ (]){_NATIONAL}[ ,)]+\p{{L}}{{2,}}"
)
PHONE_US = r"^(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-. ]\d{4}$"
COORDINATES = (
    r"^[\[(]?\s*[+-]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[+-]?\d{1,3}\.\d{3,}\s*[\])]?$"
    r"|\d{1,3}\s*°\s*\d{1,2}\s*['′]\s*(?:\d{1,2}(?:\.\d+)?\s*[\"″]?\s*)?[NSEWO]"
    r"|(?i:^geo:)|(?i:maps\.[a-z.]+/|maps\?q=)"
)
DEGREES = r"^-?(?:1[0-7]\d|\d{1,2}|180)(?:\.\d+)?$"
POSTCODE = r"(?i)^(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[1-9]\d{3} ?[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$"
EIRCODE = r"(?i)^[AC-FHKNPRTV-Y]\d[\dW] ?[AC-FHKNPRTV-Y\d]{4}$"
STREET = (
    r"(?i)\b\d{1,4}[a-z]?,? (?:\p{L}+ ){1,3}(?:street|road|rd|lane|avenue|ave|drive|terrace|gardens)\b"
    r"|\p{L}{3,}(?:straße|strasse|str\.|gasse|allee|platz|straat|gade|gatan) ?\d{1,4}\b"
    r"|^(?:rue|via|viale|piazza|calle|avenida|avenue|boulevard|rua|ulica|ul\.|chemin) .{2,40}[ ,]\d{1,4}\b"
    r"|^\d{1,4},? (?:rue|avenue|boulevard|chemin|place) \p{L}"
)
POSTCODE_IN_TEXT = r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
POSTCODE_BY_NAME = (
    r"(?i)^(?:[A-Z]{1,3}[- ]?)?\d{4,6}(?:-\d{3,4})?$|^\d{2}-\d{3}$|^\d{3} \d{2}$"
    r"|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$|^\d{4} ?[A-Z]{2}$|^[A-Z]\d[A-Z] ?\d[A-Z]\d$"
)
DATE = r"^(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d{2}|(?:19|20)\d{2}[./ -]\d{1,2}[./ -]\d{1,2})(?:[ T].*)?$"
DEVICE = (
    r"(?i)^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$"  # a network card
    r"|^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"  # an advertising identifier
)
NATIONAL_ID = (
    r"(?i)^(?:"
    r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"  # UK national insurance
    r"|\d{3}-\d{2}-\d{4}"  # US social security
    r"|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]"  # Italy
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}"  # Brazil
    r"|(?:\d{2})?\d{6}[-+]\d{4}"  # Sweden, Denmark
    r"|\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]"  # Finland
    r"|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}"  # France
    r"|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d"  # Mexico
    r"|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"  # Belgium
    r"|756\.\d{4}\.\d{4}\.\d{2}"  # Switzerland
    r")$"
)
PERSON = (
    r"^\p{Lu}[\p{L}'’-]+(?: (?:\p{Lu}[\p{L}'’-]*\.?|van|von|de|der|den|da|di|la|le|el|al|bin|ibn|dos)){1,3}$"
    r"|^\p{Lu}[\p{L}'’-]+, ?\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’.-]*)?$"
)


def plain_text(series: pl.Series) -> pl.Series:
    """Return answers with compatibility forms folded, invisible characters and disguises of @ and . undone.

    Examples
    --------
    >>> plain_text(pl.Series(["ａ [at] b (dot) uk"])).to_list()
    ['a@b.uk']
    """
    text = series.str.normalize("NFKC").str.replace_all(_INVISIBLE, "")
    return text.str.replace_all(f"(?i){_AT}", "@").str.replace_all(f"(?i){_DOT}", ".").str.strip_chars()


def checked_numbers(texts: list[str]) -> float:
    """Return the largest share of values that pass the check digits of one national identity number.

    A number made at random passes one in ten, so that a high share is no accident.

    Examples
    --------
    >>> checked_numbers(["111222333", "123456782"]), checked_numbers(["111222334", "123456789"])
    (1.0, 0.0)
    """
    bare = [text.replace(" ", "").replace("-", "").upper() for text in texts]
    if not bare:
        return 0.0
    return max(sum(map(check, bare)) / len(bare) for check in _CHECKS)


def _digits(text: str, length: int) -> list[int] | None:
    return (
        [int(digit) for digit in text] if len(text) == length and text.isascii() and text.isdigit() else None
    )


def _dutch(text: str) -> bool:
    digits = _digits(text.zfill(9) if len(text) == 8 else text, 9)
    if digits is None or not any(digits):
        return False
    return sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0


def _polish(text: str) -> bool:
    digits = _digits(text, 11)
    if digits is None or not any(digits):
        return False
    return sum(w * d for w, d in zip((1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), digits, strict=True)) % 10 == 0


def _british_health(text: str) -> bool:
    digits = _digits(text, 10)
    if digits is None or not any(digits):
        return False
    check = 11 - sum(w * d for w, d in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return digits[9] == check % 11 and check != 10


def _spanish(text: str) -> bool:
    number = text[:-1].replace("X", "0", 1).replace("Y", "1", 1).replace("Z", "2", 1)
    digits = _digits(number, 8)
    return digits is not None and text[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def _israeli(text: str) -> bool:
    digits = _digits(text, 9)
    if digits is None or not any(digits):
        return False
    doubled = [d * (1 + i % 2) for i, d in enumerate(digits)]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def _luhn(text: str) -> bool:
    """A telephone's serial number, or a payment card."""
    if not 14 <= len(text) <= 16 or not text.isascii() or not text.isdigit() or not text.strip("0"):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _iban(text: str) -> bool:
    """A bank account."""
    if not 15 <= len(text) <= 34 or not text.isascii() or not text.isalnum() or not text[:2].isalpha():
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


_CHECKS: tuple[Callable[[str], bool], ...] = (
    _dutch,
    _polish,
    _british_health,
    _spanish,
    _israeli,
    _luhn,
    _iban,
)
