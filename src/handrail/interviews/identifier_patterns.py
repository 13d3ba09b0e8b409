"""Identifier patterns: what has a form of its own, such as an address, a number or a date.

Everything with six digits or more is asked about, whatever it is: check digits would tell which register a
number is from, and let one with a slip in it pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handrail.interviews.ordinary_words import is_ordinary
from handrail.interviews.title_words import FUNCTION, NOT_A_STREET, STREET_WORDS, STREETS_ALONE

Found = tuple[str, int, int, str]
"""Kind, start, end, reason."""

_TLD = (
    r"(?:com|org|net|info|biz|eu|uk|de|nl|fr|es|it|pl|pt|se|dk|fi|ie|at|ch|cz|sk|hu|ro|bg|gr|hr|si|lt|lv|ee|lu|mt|cy|no|edu|gov|mil"
    r"|io|app|dev|gg|tv|social|online|site|chat|wales|scot|london|ru|us)"
)
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sept sep oct nov dec januar februar märz mai juni juli oktober dezember jänner "
    "januari februari maart mei augustus janvier février mars avril juin juillet août septembre octobre "
    "novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre stycznia lutego "
    "marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia janeiro "
    "fevereiro março maio junho julho setembro outubro novembro dezembro augusti "
)
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS.split(), key=len, reverse=True))})\b\.?"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|thirtieth|thirty[- ]first)"
)
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER = rf"(?:(?:{_TENS})(?:[- ](?:{_UNIT}))?|{_TEENS}|{_UNIT})"
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|(?:nineteen|twenty)[- ]{_NUMBER}|two thousand(?: and {_NUMBER})?)"
_AGE = rf"(?:\d{{1,2}}|{_NUMBER})"
_STREET = "|".join(STREET_WORDS)
_SPOKEN = rf"(?:oh|o|zero|nought|double|triple|treble|{_UNIT})"
_W = r"[^\W\d_][\w'’-]*"

_EXTENSION = r"(?:,?\s*(?:ext\.?|extension|x)\s*\d{1,6})?(?!\d)"
_NO_DUTCH = "in|to|we|is|it|he|or|as|at|of|on|by|so|no|us|my|do|go|if|an|am|pm|ok|uk|eu|tv|me|up|km|kg|mb|gb"
_UNUSUAL = "no ordinary word, where a user name may stand"

_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        "e-mail",
        r"(?<![\w.+%'’-])[\w.+%'’-]{1,80}\s?@\s?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,}",
        "an e-mail address",
    ),
    (
        "e-mail",
        r"(?<![\w.+%-])[\w.+%-]{1,80}\s{0,3}[\[({<]\s{0,3}(?:at|@)\s{0,3}[\])}>]\s{0,3}[\w-]{1,63}"
        r"(?:(?:\.|\s{0,3}[\[({<]\s{0,3}(?:dot|\.)\s{0,3}[\])}>]\s{0,3})[\w-]{1,63}){1,8}",
        "an e-mail address in disguise",
    ),
    (
        "e-mail",
        r"\b(?!(?:me|us|him|her|them|you|out|in|is|was|address|email|mail|back|there)\s+at\b)(?<![\w.-])[^\W_]{1,40}"
        r"(?:(?:\s(?:dot|underscore|dash|hyphen)\s|[._-])[^\W_]{1,40}){0,5}\s+at\s+[^\W_][\w-]{0,62}(?:\s(?:dash|hyphen)\s\w{1,40}){0,3}"
        r"(?:(?:\s+dot\s+|\.)\w[\w-]{0,62}){0,5}\s+dot\s+[^\W\d_]{2,}\b",
        "an e-mail address that was spoken",
    ),
    (
        "e-mail",
        rf"(?<![\w.+-])\w[\w.+-]{{0,80}}\s+at\s+(?:[\w-]{{1,63}}\.){{1,8}}{_TLD}\b",
        "an e-mail address that was spoken",
    ),
    ("link", r"\b(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]'’]", "a link"),
    ("link", r"(?<![\w.-])(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,}/[^\s<>\"]*[^\s<>\".,;:!?)\]'’]", "a link"),
    ("link", rf"(?<![\w.-])[^\W_][\w-]{{1,62}}(?:\.[\w-]{{1,63}}){{0,7}}\.{_TLD}\b(?!\.\w)", "a web address"),
    (
        "link",
        r"\b\w{1,63}(?:\s+dot\s+\w{1,63}){0,5}\s+dot\s+(?:com|org|net|co|uk|eu|de)\b(?:\s+dot\s+uk\b)?",
        "a web address that was spoken",
    ),
    ("handle", r"(?<![\w.@])@\s?\w[\w.-]*\w", "a user name after @"),
    ("handle", r"\b[^\W\d_][\w.-]{1,30}\s?#\d{3,5}\b", "a user name with a number"),
    ("handle", r"\b(?=[^\W_]+_)\w{3,}\b", "a word with an underscore"),
    (
        "handle",
        r"\b(?!(?:covid|part|web|mp|ps|win|year|grade|page|q)\d)[^\W\d_]{2,}\d{2,}\w*\b",
        "letters and digits in one word",
    ),
    (
        "handle",
        r"(?<![\w.])[^\W\d_]\w{0,40}(?:\.[^\W_]\w{0,40}){1,6}(?<=\d)\b",
        "letters, dots and digits in one word",
    ),
    (
        "handle",
        r"\b(?:user ?name|handle|nick ?name|screen ?name|gamer ?tag)(?:\s+(?:is|was|on \w+ is))?\s+"
        r"(?P<it>(?!the\b|a\b|an\b|and\b|that\b|in\b|on\b|of\b|or\b|for\b|to\b)[\w@.#-]*\w)",
        "what follows the word for a user name",
    ),
    (
        "handle",
        r"\b(?:goes|went|going|known) (?:by|as) (?:the (?:user)?name (?:of )?)?(?P<it>[\w@.#-]*\w)",
        _UNUSUAL,
    ),
    ("phone", rf"(?<![\w.+])\+\s?\d[\d\s().\-/]{{6,18}}\d{_EXTENSION}", "a phone number"),
    ("phone", rf"(?<![\w.])(?<!\d )\(?0\d{{1,5}}\)?[\d \-./()]{{4,13}}\d{_EXTENSION}", "a phone number"),
    ("phone", r"\b(?:ext\.?|extension)\s*(?P<it>\d{3,6})\b", "a phone extension"),
    ("phone", rf"\b(?:{_SPOKEN}\b[\s,-]*){{6,}}", "digits that were spoken"),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", "a British postcode"),
    (
        "postcode",
        rf"\b(?!(?:19|20)\d\d [a-z])[1-9]\d{{3}} ?(?!{_NO_DUTCH})[A-Z]{{2}}\b",
        "a Dutch postcode",
    ),
    ("postcode", r"\b[AC-FHKNPRTV-Y]\d[\dW] ?(?=[A-Z]*\d)[AC-FHKNPRTV-Y\d]{4}\b", "an Irish postcode"),
    ("postcode", r"\b(?:D|A|CH|F|B|L|NL|PL|CZ|SK|I|E|P|DK|S|SE|N|FI|FIN|H|RO|BG)-\d{4,5}\b", "a postcode"),
    ("postcode", r"\b\d{2}-\d{3}\b(?!-)", "a Polish postcode"),
    (
        "postcode",
        r"\b(?!(?:19|20)\d\d\b)(?:\d{4,5}|\d{3} \d{2}),? (?-i:[A-ZÄÖÜŠČŘŽÅÉ])[\w-]+",
        "a postcode and a place",
    ),
    (
        "postcode",
        r"\b(?:post ?code|zip(?: code)?|plz|postleitzahl|code postal|código postal)\b"
        r"(?:\s+(?:is|was|ist|of|area))?[\s:,]+"
        r"(?P<it>\d{4} ?[A-Z]{2}\b|(?=\w*\d)[\w-]{2,8}(?: ?\d[A-Z]{2}\b)?)",
        "what follows the word postcode",
    ),
    ("vehicle", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", "a number plate"),
    ("number", r"\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-Z]\b", "a national insurance number"),
    ("number", r"\b[A-Z]{2}\d{2}(?: ?(?=[A-Z]*\d|[A-Z]{4}\b)[A-Z\d]{2,4}){3,8}\b", "a bank account"),
    ("number", r"\b[A-Z]{1,5}[/-]\d{3,}(?:[/-]\w+)*\b", "a reference number"),
    ("number", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}\b", "an address of a computer"),
    ("number", r"(?<![\w.])-?\d{1,3}\.\d{3,},?\s+-?\d{1,3}\.\d{3,}", "a point on the map"),
    ("number", r"\b(?=(?:[^\W_]*\d){4})(?=\d*[^\W\d_])[^\W_]{6,}\b", "a number with letters"),
    (
        "number",
        r"\b(?:warrant|collar|badge|shoulder|crime|case|reference|ref|incident|log|staff|employee|payroll|passport|licence|custody"
        r"|personnel|matriculation|student)\s+(?:reference\s+)?(?:number|no\.?|num)\s*(?:is|was|:)?\s*(?P<it>(?=[\w/-]*\d)[\w/-]*\w)",
        "what follows the word for a number",
    ),
    ("number", r"\b(?:PC|DC|DS|DI|PCSO|WPC|officer|constable)\s+(?P<it>\d{2,6})\b", "an officer's number"),
    ("date", r"(?<![\w.])\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})\b(?![./]\d)", "a date"),
    ("date", r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b", "a date"),
    ("date", rf"\b\d{{1,2}}(?:st|nd|rd|th)\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:\d{{2}}\b|{_YEAR}))?", "a date"),
    (
        "date",
        rf"\b\d{{1,2}}\.?\s+(?:(?:of|de)\s+)?(?!may\b\s+(?!\d)){_MONTH}(?:,?\s+(?:de\s+)?(?:\d{{2}}\b|{_YEAR}))?",
        "a date",
    ),
    ("date", rf"\b{_ORDINAL}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", "a date in words"),
    (
        "date",
        rf"\b{_MONTH}(?:\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d|\s?%)|{_ORDINAL}\b)(?:,?\s+{_YEAR})?"
        r"|,?\s+(?:of\s+)?(?:19|20)\d\d\b)",
        "a date",
    ),
    ("age", rf"\b{_AGE}[- ]years?[- ](?:and a half[- ])?olds?\b", "an age"),
    ("age", rf"\b(?:aged|age of|age is|age was|turned|turning)\s+(?P<it>{_AGE})\b", "an age"),
    (
        "age",
        rf"\b(?:i'?m|i’m|i am|i was|he'?s|he’s|he is|he was|she'?s|she’s|she is|she was|who is|who was)\s+"
        rf"(?:only |just |about |nearly |already )?(?P<it>{_AGE})\b"
        rf"(?=\s*(?:[.,;!?]|$|and\b|now\b|when\b|years\b|at the time\b|then\b))",
        "an age",
    ),
    (
        "age",
        rf"\b(?:daughter|son|brother|sister|boy|girl|kid|child|niece|nephew)\s+(?:is|was)\s+"
        rf"(?:only |just )?(?P<it>{_AGE})\b"
        r"(?!\s*(?:of|per|%))",
        "an age",
    ),
    (
        "address",
        r"\b[^\W\d_]{3,}(?:straße|strasse|str\.|gasse|allee|platz|straat|laan|weg|plein|gracht|gade|gatan|vägen|katu)"
        r"\s?\d{1,4}[a-z]?\b",
        "a street and its number",
    ),
    (
        "address",
        rf"\b(?:rue|boulevard|chemin|via|viale|piazza|calle|avenida|plaza|rua|ulica|ul\.|aleja|strada)\s+(?:{_W}\s+){{0,4}}{_W},?\s+\d{{1,4}}\b",
        "a street and its number",
    ),
    (
        "address",
        rf"\b\d{{1,4}}(?:\s?bis)?,?\s+(?:rue|avenue|boulevard|chemin|impasse|quai)\s+(?:(?:de|du|des|la|le|les|l['’]|d['’])\s*)*{_W}",
        "a street and its number",
    ),
)

_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE), reason) for kind, pattern, reason in _PATTERNS)
_HOUSE = re.compile(
    rf"(?P<flat>\b(?:flat|apartment|apt\.?|unit|room)\s+\w{{1,4}},?\s+)?"
    rf"(?P<number>\b(?:\d{{1,4}}[a-z]?|{_NUMBER}(?:[- ]{_UNIT})?),?\s+)?"
    rf"(?P<name>\b{_W}(?:\s+{_W}){{0,2}}?)\s+(?P<street>{_STREET})\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w.,])\d(?:[ ./-]?\d)+[A-Za-z]?\b")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ ./-]?)+|\d{1,3}(?: \d{3})+")


def find_patterns(text: str) -> Iterator[Found]:
    """Yield what has the form of an identifier; stretches may lie over each other.

    Examples
    --------
    >>> [(kind, start, end) for kind, start, end, _ in find_patterns("write to a.b@high.example.sch.uk")]
    [('e-mail', 9, 32), ('link', 13, 32)]
    """
    for kind, pattern, reason in _COMPILED:
        group = "it" if "it" in pattern.groupindex else 0
        check = _CHECKS.get(reason, _CHECKS.get(kind))
        for match in pattern.finditer(text):
            if check is None or check(match[group]):
                start, end = match.span(group)
                yield kind, start, start + len(text[start:end].rstrip(" ,.-\n")), reason
    for match in _LONG.finditer(text):
        if sum(map(str.isdigit, match[0])) >= 6 and not _YEARS.fullmatch(match[0]):
            yield "number", *match.span(), "a number of six digits or more"
    yield from _houses(text)


def _is_phone(words: str) -> bool:
    digits = sum(map(str.isdigit, words))
    return digits == 0 or digits >= 7 or len(words) <= 6


def _is_handle(words: str) -> bool:
    if words.casefold() in FUNCTION:
        return False
    return not words.replace("_", "").isdigit() and bool(words.strip("_"))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "phone": _is_phone,
    "handle": _is_handle,
    _UNUSUAL: lambda words: not is_ordinary(words),
}


def _houses(text: str) -> Iterator[Found]:
    """Yield streets with a house number, and those whose name has a capital."""
    at = 0
    while match := _HOUSE.search(text, at):
        names = match["name"].casefold().split()
        street = match["street"].casefold()
        named = not any(name in FUNCTION or name in NOT_A_STREET for name in names)
        capitals = match["name"][0].isupper() and match["street"][0].isupper()
        numbered = match["number"] is not None or match["flat"] is not None
        if named and "\n" not in match[0] and (numbered or (capitals and street in STREETS_ALONE)):
            start = match.start() if numbered else match.start("name")
            yield "address", start, match.end(), "a street and its number" if numbered else "a street"
            at = match.end()
        else:
            at = match.start() + 1
            while at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
                at += 1  # not from inside a word
