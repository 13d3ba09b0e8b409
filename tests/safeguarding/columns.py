"""Columns of surveys, made by rules from a seed: 200 that identify people, and as many that do not.

Kinds are written down before the detector was changed and parted in two: ``TUNED`` was looked at while it was
improved, ``HELD_OUT`` only afterwards; ``FRESH`` was written after that. All persons, numbers and addresses are invented.
"""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl

from handrail.survey import Survey, Variable


@dataclass(frozen=True)
class Column:
    """One column: its kind, name, label, value labels and values."""

    kind: str
    name: str
    values: list[object]
    label: str = ""
    value_labels: dict[object, str] = field(default_factory=dict)

    def survey(self) -> Survey:
        """Return a survey of this column alone."""
        series = pl.Series(self.name, self.values, strict=False)
        kind = "text" if series.dtype == pl.String else "number"
        variable = Variable(self.name, self.label, kind, self.value_labels)  # type: ignore[arg-type]
        return Survey("s.csv", series.to_frame(), (variable,), "csv")


FIRST = [
    "Anna",
    "José",
    "Zoë",
    "Mateusz",
    "Aoife",
    "Søren",
    "Ingrid",
    "Giulia",
    "Pedro",
    "Łukasz",
    "Fatima",
    "Wei",
    "Ananya",
    "Kwame",
    "Björn",
    "Élodie",
    "Noor",
    "Chloe",
    "Dmitri",
    "Ayşe",
    "Marek",
    "Siobhan",
    "Tomás",
    "Leïla",
    "Henrik",
    "Priya",
    "Omar",
    "Katarzyna",
    "Niamh",
    "Luca",
]
LAST = [
    "Schmidt",
    "O’Neill",
    "Díaz",
    "Kowalska",
    "Jensen",
    "Rossi",
    "Silva",
    "Nowak",
    "Murphy",
    "Lindqvist",
    "Okafor",
    "Zhang",
    "Patel",
    "Yilmaz",
    "Dubois",
    "Novák",
    "Ferreira",
    "Hughes",
    "Van-Dam",
    "Müller",
    "Petrov",
    "Ahmed",
    "Larsen",
    "Bianchi",
    "Costa",
    "Byrne",
    "Haddad",
    "Lehmann",
    "Moreau",
    "Weiss",
]
INNOCENT = ("q7", "v23", "Q12_3", "other", "var_4", "x9", "item14", "note", "comment", "answer")
Make = Callable[[random.Random], Column]


def _words(draw: random.Random) -> str:
    return f"{draw.choice(FIRST)}{draw.choice(('', '_', '.', '-'))}{draw.choice(('star', 'fox', 'xx', 'gamer', 'moon', 'kitten'))}{draw.randrange(1, 999)}".lower()


def _digits(draw: random.Random, count: int, first: str = "123456789") -> str:
    return draw.choice(first) + "".join(str(draw.randrange(10)) for _ in range(count - 1))


def _many(
    draw: random.Random, one: Callable[[], object], *, empty: float = 0.2, least: int = 24
) -> list[object]:
    """Return values, some of them missing, as in a survey."""
    made = [one() for _ in range(draw.randrange(least, 60))]
    return [value if draw.random() > empty else None for value in made] or [one()]


def _mixed(draw: random.Random, one: Callable[[], object], share: float) -> list[object]:
    """Return a column in which only some values identify, among codes."""
    made = [one() if draw.random() < share else draw.choice(("no", "1", "2", "none", "-")) for _ in range(60)]
    return [*made, one(), one(), one(), one(), one(), one()]


def kind(
    name: str,
    one: Callable[[random.Random], object],
    *,
    names: tuple[str, ...] = INNOCENT,
    mixed: float = 0.0,
) -> tuple[str, Make]:
    def make(draw: random.Random) -> Column:
        values = _mixed(draw, lambda: one(draw), mixed) if mixed else _many(draw, lambda: one(draw))
        return Column(name, draw.choice(names), values)

    return name, make


def in_labels(name: str, one: Callable[[random.Random], object]) -> tuple[str, Make]:
    """A column of codes whose value labels identify."""

    def make(draw: random.Random) -> Column:
        labels: dict[object, str] = {code: str(one(draw)) for code in range(1, 15)}
        return Column(name, draw.choice(INNOCENT), [draw.randrange(1, 15) for _ in range(60)], "", labels)

    return name, make


def full_name(draw: random.Random) -> str:
    return f"{draw.choice(FIRST)} {draw.choice(LAST)}"


def email(draw: random.Random) -> str:
    ends = (
        "high.derby.sch.uk",
        "gmail.example",
        "post.example.museum",
        "uni-köln.example",
        "escola.edu.example",
        "web.example.co.nz",
    )
    return f"{_words(draw)}@{draw.choice(ends)}"


def _mobile(draw: random.Random) -> str:
    return draw.choice((
        f"+44 7{_digits(draw, 3)} {_digits(draw, 6)}", f"+49 15{_digits(draw, 1)} {_digits(draw, 8)}", f"+33 6 {_digits(draw, 2)} {_digits(draw, 2)} {_digits(draw, 2)} {_digits(draw, 2)}",
        f"+353 8{_digits(draw, 1)} {_digits(draw, 3)} {_digits(draw, 4)}", f"+91-9{_digits(draw, 4)}-{_digits(draw, 5)}", f"+1 ({_digits(draw, 3)}) {_digits(draw, 3)}-{_digits(draw, 4)}",
    ))  # fmt: skip


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def _imei(draw: random.Random) -> str:
    return _luhn(_digits(draw, 14, "3"))


def _hex(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789abcdef") for _ in range(count))


def _uuid(draw: random.Random) -> str:
    return f"{_hex(draw, 8)}-{_hex(draw, 4)}-4{_hex(draw, 3)}-a{_hex(draw, 3)}-{_hex(draw, 12)}"


def _mac(draw: random.Random) -> str:
    return draw.choice((":", "-")).join(_hex(draw, 2) for _ in range(6)).upper()


def _ip(draw: random.Random) -> str:
    return ".".join(str(draw.randrange(1, 254)) for _ in range(4))


def _ip6(draw: random.Random) -> str:
    return f"2001:db8:{_hex(draw, 4)}:{_hex(draw, 4)}::{_hex(draw, 4)}"


def _point(draw: random.Random) -> str:
    return f"{draw.uniform(35, 60):.5f}, {draw.uniform(-9, 25):.5f}"


def _dms(draw: random.Random) -> str:
    return f"{draw.randrange(35, 60)}°{draw.randrange(60)}'{draw.randrange(60)}\"N {draw.randrange(0, 20)}°{draw.randrange(60)}'{draw.randrange(60)}\"E"


def _uk_postcode(draw: random.Random) -> str:
    return f"{draw.choice(('DE', 'LS', 'M', 'SW', 'BN', 'G'))}{draw.randrange(1, 30)} {draw.randrange(1, 9)}{draw.choice('ABDEFGHJ')}{draw.choice('ABDEFGHJ')}"


def _dutch_postcode(draw: random.Random) -> str:
    return f"{_digits(draw, 4)} {draw.choice('ABCDEF')}{draw.choice('ABCDEF')}"


def _canadian_postcode(draw: random.Random) -> str:
    return f"{draw.choice('KLMNV')}{draw.randrange(10)}{draw.choice('ABCE')} {draw.randrange(10)}{draw.choice('ABCE')}{draw.randrange(10)}"


def _irish_postcode(draw: random.Random) -> str:
    return f"{draw.choice(('D02', 'T12', 'V94', 'H91', 'A65'))} {draw.choice('ACDEFHKNPRTVWXY')}{draw.randrange(10)}{draw.choice('ACDEFH')}{draw.randrange(10)}"


def _profile(draw: random.Random) -> str:
    return f"https://www.{draw.choice(('instagram.com/', 'tiktok.com/@', 'facebook.com/', 'twitch.tv/'))}{_words(draw)}"


def _other_profile(draw: random.Random) -> str:
    return draw.choice(
        (
            "linkedin.com/in/",
            "threads.net/@",
            "bsky.app/profile/",
            "roblox.com/users/",
            "steamcommunity.com/id/",
            "ok.ru/",
            "wa.me/",
        )
    ) + (_digits(draw, 9))


def _ssn(draw: random.Random) -> str:
    return f"{_digits(draw, 3)}-{_digits(draw, 2)}-{_digits(draw, 4)}"


def _nino(draw: random.Random) -> str:
    return f"{draw.choice('ABCEGHJ')}{draw.choice('ABCEGHJ')}{_digits(draw, 6)}{draw.choice('ABCD')}"


def _cpf(draw: random.Random) -> str:
    return f"{_digits(draw, 3)}.{_digits(draw, 3)}.{_digits(draw, 3)}-{_digits(draw, 2)}"


def _pesel(draw: random.Random) -> str:
    body = f"{draw.randrange(90, 99)}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}{_digits(draw, 4)}"
    check = -sum(w * int(d) for w, d in zip((1, 3, 7, 9, 1, 3, 7, 9, 1, 3), body, strict=True)) % 10
    return body + str(check)


def _dni(draw: random.Random) -> str:
    number = _digits(draw, 8)
    return number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def _iban(draw: random.Random) -> str:
    country, body = draw.choice(
        (("DE", _digits(draw, 18)), ("NL", "ABNA" + _digits(draw, 10)), ("IE", "AIBK" + _digits(draw, 14)))
    )
    number = int("".join(str(int(letter, 36)) for letter in f"{body}{country}00"))
    return f"{country}{98 - number % 97:02d}{body}"


def _card(draw: random.Random) -> str:
    number = _luhn("4" + _digits(draw, 14))
    return " ".join(number[place : place + 4] for place in range(0, 16, 4))


def _birth(draw: random.Random) -> str:
    day, month, year = draw.randrange(1, 29), draw.randrange(1, 13), draw.randrange(1996, 2012)
    return f"{day:02d}/{month:02d}/{year}"


def _birth_iso(draw: random.Random) -> str:
    return f"{draw.randrange(1996, 2012)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"


def _street(draw: random.Random) -> str:
    return draw.choice((
        f"{draw.randrange(1, 99)} {draw.choice(('Oak', 'High', 'Mill', 'Church'))} {draw.choice(('Street', 'Road', 'Lane', 'Avenue'))}",
        f"{draw.choice(('Garten', 'Linden', 'Haupt'))}straße {draw.randrange(1, 99)}", f"Rue {draw.choice(('de la Paix', 'du Moulin', 'des Lilas'))} {draw.randrange(1, 99)}",
        f"Via {draw.choice(('Roma', 'Garibaldi', 'Verdi'))} {draw.randrange(1, 99)}", f"Calle {draw.choice(('Mayor', 'Real', 'del Sol'))} {draw.randrange(1, 99)}",
    ))  # fmt: skip


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TUNED: tuple[tuple[str, Make], ...] = (
    kind("full names", full_name),
    kind("surname, first name", lambda draw: f"{draw.choice(LAST)}, {draw.choice(FIRST)}"),
    kind("first names under such a name", lambda draw: draw.choice(FIRST), names=_names("firstname vorname imię nome förnamn primer_nombre child_name")),
    kind("names in capitals", lambda draw: full_name(draw).upper()),
    kind("e-mail addresses", email),
    kind("e-mail with (at)", lambda draw: email(draw).replace("@", draw.choice((" (at) ", "[at]", " AT ", "(ät)"))).replace(".", draw.choice((".", " dot ", "(dot)")))),
    kind("e-mail in a sentence, rarely", lambda draw: f"write to {email(draw)} please", mixed=0.03),
    kind("user names with @", lambda draw: "@" + _words(draw).replace("-", "_")),
    kind("user names among codes", lambda draw: "@" + _words(draw).replace("-", "_"), mixed=0.1),
    kind("user names under such a name", _words, names=_names("username benutzername pseudonyme_insta nazwa_użytkownika snap kullanıcı_adı discord_tag")),
    kind("phone numbers abroad", _mobile),
    kind("phone numbers at home", lambda draw: draw.choice((f"07{_digits(draw, 3)} {_digits(draw, 6)}", f"06 {_digits(draw, 2)} {_digits(draw, 2)} {_digits(draw, 2)} {_digits(draw, 2)}", f"0151-{_digits(draw, 8)}"))),
    kind("phone numbers in sentences", lambda draw: f"call me on 07{_digits(draw, 3)} {_digits(draw, 6)} after six", mixed=0.1),
    kind("IP addresses", _ip),
    kind("IPv6 addresses", _ip6),
    kind("places as two decimals", _point),
    kind("places as degrees", _dms),
    kind("British postcodes", _uk_postcode),
    kind("Dutch postcodes", _dutch_postcode),
    kind("profiles on networks", _profile),
    kind("US social security numbers", _ssn),
    kind("British insurance numbers", _nino),
    kind("Polish numbers", _pesel),
    kind("hardware addresses", _mac),
    kind("serial numbers of phones", _imei),
    kind("dates of birth under such a name", _birth, names=_names("dob date_of_birth geburtsdatum data_nascita birthdate syntymäaika")),
    in_labels("names in value labels", full_name),
    in_labels("e-mail in value labels", email),
)  # fmt: skip

HELD_OUT: tuple[tuple[str, Make], ...] = (
    kind("names with a middle letter", lambda draw: f"{draw.choice(FIRST)} {draw.choice('ABCDEJM')}. {draw.choice(LAST)}"),
    kind("names with a title", lambda draw: f"{draw.choice(('Ms', 'Mr', 'Dr', 'Frau', 'Mme'))} {full_name(draw)}"),
    kind("names in Cyrillic", lambda draw: f"{draw.choice(['Анна', 'Иван', 'Ольга', 'Дмитрий', 'Мария', 'Павел'])} {draw.choice(['Петрова', 'Иванов', 'Смирнова', 'Кузнецов', 'Попов', 'Волкова'])}"),
    kind("names in lower case under such a name", lambda draw: full_name(draw).lower(), names=_names("nom_complet respondent_name nombre_y_apellidos your_name hvad_hedder_du_navn")),
    kind("e-mail under a .sch.uk", lambda draw: f"{draw.choice(FIRST).lower()}.{draw.choice('abc')}@{draw.choice(('oak', 'hill', 'st-marys'))}.lewes.sch.uk"),
    kind("e-mail with full-width signs", lambda draw: email(draw).replace("@", "＠")),
    kind("e-mail among codes", email, mixed=0.05),
    kind("user names of games under such a name", _words, names=_names("gamertag roblox_user psn_id steam_name minecraft_nick")),
    kind("user names with a number sign", lambda draw: f"{_words(draw).replace('-', '')}#{_digits(draw, 4)}"),
    kind("phone numbers of the US", lambda draw: f"({_digits(draw, 3)}) {_digits(draw, 3)}-{_digits(draw, 4)}"),
    kind("phone numbers with 00", lambda draw: f"0049 {_digits(draw, 3)} {_digits(draw, 7)}"),
    kind("phone numbers as numbers under such a name", lambda draw: int(_digits(draw, 10)), names=_names("mobile telefonnummer numero_telefono puhelinnumero handynr")),
    kind("IP addresses with a port", lambda draw: f"{_ip(draw)}:{draw.randrange(1000, 9999)}"),
    kind("IPv6 in full", lambda draw: ":".join(_hex(draw, 4) for _ in range(8))),
    kind("places as links", lambda draw: f"https://maps.example/?q={_point(draw).replace(', ', ',')}" if draw.random() < 0.5 else f"geo:{_point(draw).replace(', ', ',')}"),
    kind("latitudes under such a name", lambda draw: round(draw.uniform(35, 60), 6), names=_names("latitude lat breitengrad gps_lat")),
    kind("Canadian postcodes", _canadian_postcode),
    kind("Irish postcodes", _irish_postcode),
    kind("German postcodes under such a name", lambda draw: _digits(draw, 5), names=_names("plz postleitzahl code_postal cap zip_code")),
    kind("other profiles", _other_profile),
    kind("Brazilian numbers", _cpf),
    kind("Spanish numbers", _dni),
    kind("bank accounts", _iban),
    kind("payment cards", _card),
    kind("identifiers of devices", _uuid, names=_names("device_id idfa advertising_id geräte_id")),
    kind("dates of birth by day", _birth_iso, names=_names("born_on birthday geboren_am date_naissance fecha_nacimiento")),
    kind("street addresses", _street),
    in_labels("user names in value labels", lambda draw: "@" + _words(draw).replace("-", "_")),
)  # fmt: skip


FRESH: tuple[tuple[str, Make], ...] = (
    kind("names in Greek", lambda draw: f"{draw.choice(['Άννα', 'Νίκος', 'Ελένη', 'Γιώργος', 'Σοφία'])} {draw.choice(['Παπαδοπούλου', 'Ιωάννου', 'Γεωργίου', 'Νικολάου'])}"),
    kind("names with two surnames", lambda draw: f"{draw.choice(FIRST)} {draw.choice(LAST)} {draw.choice(LAST)}"),
    kind("first names under a question", lambda draw: draw.choice(FIRST).lower(), names=_names("what_is_your_name wie_heisst_du_name your_first_name")),
    kind("e-mail as links", lambda draw: f"mailto:{email(draw)}"),
    kind("e-mail with a blank", lambda draw: email(draw).replace("@", " @ ")),
    kind("phone numbers of Switzerland", lambda draw: f"079 {_digits(draw, 3)} {_digits(draw, 2)} {_digits(draw, 2)}"),
    kind("phone numbers of Australia", lambda draw: f"04{_digits(draw, 2)} {_digits(draw, 3)} {_digits(draw, 3)}"),
    kind("phone numbers of Ireland in brackets", lambda draw: f"(08{_digits(draw, 1)}) {_digits(draw, 3)} {_digits(draw, 4)}"),
    kind("Swedish numbers", lambda draw: f"{draw.randrange(90, 99)}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}-{_digits(draw, 4)}"),
    kind("Italian numbers", lambda draw: f"{''.join(draw.choice('BCDFGLMNPRSTV') for _ in range(6))}{draw.randrange(80, 99)}{draw.choice('ABCDEHLMPRST')}{draw.randrange(10, 31)}{draw.choice('AFHL')}{_digits(draw, 3)}{draw.choice('ABCDEF')}"),
    kind("places with a semicolon", lambda draw: f"{draw.uniform(35, 60):.6f}; {draw.uniform(-9, 25):.6f}"),
    kind("British postcodes in lower case without a blank", lambda draw: _uk_postcode(draw).lower().replace(" ", "")),
    kind("messenger links", lambda draw: f"https://t.me/{_words(draw).replace('-', '_')}"),
    in_labels("phone numbers in value labels", _mobile),
)  # fmt: skip
"""Written after both other parts were used, and never tuned on: what the detector does with new kinds."""


def hostile(kinds: tuple[tuple[str, Make], ...], seed: int, each: int = 4) -> Iterator[Column]:
    """Yield columns that identify people, some of each kind."""
    for name, make in kinds:
        draw = random.Random(f"{seed} {name}")
        for _ in range(each):
            yield make(draw)


# -- columns that identify nobody ----------------------------------------------------------------------

LIKERT = (
    ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"),
    ("Stimme voll zu", "Stimme zu", "Teils, teils", "Stimme nicht zu"),
    ("Tout à fait d'accord", "Plutôt d'accord", "Plutôt pas d'accord", "Pas du tout d'accord"),
    ("Muy de acuerdo", "De acuerdo", "En desacuerdo"),
    ("Zdecydowanie tak", "Raczej tak", "Raczej nie", "Zdecydowanie nie"),
    ("Molto", "Abbastanza", "Poco", "Per niente"),
    ("Helt enig", "Delvis enig", "Uenig"),
    ("Совершенно согласен", "Согласен", "Не согласен"),
    ("Daily", "Weekly", "Monthly", "Never"),
)
REGIONS = [
    "Bavaria",
    "Hesse",
    "Saxony",
    "Yorkshire",
    "Leinster",
    "Munster",
    "Lombardia",
    "Toscana",
    "Andalucía",
    "Galicia",
    "Bretagne",
    "Skåne",
    "Silesia",
    "Zeeland",
]
PLATFORMS = [
    "Snapchat",
    "Instagram",
    "TikTok",
    "Discord",
    "Roblox",
    "WhatsApp",
    "YouTube",
    "Twitch",
    "Signal",
    "Fortnite",
]
SENTENCES = (
    "I told my mum and she was kind.", "Nobody asked me about it.", "It was at school, in the break.", "We laughed about it later.",
    "I blocked them and that was that.", "I do not want to say.", "Someone I knew from a game.", "It went on for two weeks.",
)  # fmt: skip


def _choice(values: tuple[object, ...] | list[object], *names: str) -> Callable[[random.Random], Column]:
    return lambda draw: Column(
        "", draw.choice(names), [draw.choice(values) if draw.random() > 0.1 else None for _ in range(80)]
    )


def _number(one: Callable[[random.Random], object], *names: str) -> Callable[[random.Random], Column]:
    return lambda draw: Column(
        "", draw.choice(names), [one(draw) if draw.random() > 0.1 else None for _ in range(80)]
    )


def _sequence(one: Callable[[int], object], *names: str) -> Callable[[random.Random], Column]:
    def make(draw: random.Random) -> Column:
        start = draw.randrange(1, 90_000)
        return Column("", draw.choice(names), [one(start + place) for place in range(80)])

    return make


def _labelled(labels: tuple[str, ...], *names: str) -> Callable[[random.Random], Column]:
    coded: dict[object, str] = dict(enumerate(labels, start=1))
    return lambda draw: Column(
        "", draw.choice(names), [draw.randrange(1, len(labels) + 1) for _ in range(80)], "", coded
    )


HARMLESS: tuple[tuple[str, Make], ...] = (
    ("scale of five", _choice([1, 2, 3, 4, 5], "q1", "email_use", "phone", "name_calling", "told_address", "instagram")),
    ("yes and no as codes", _choice([1, 2, 9], "contact", "snapchat", "knows_ip", "mobile", "has_email")),
    ("yes and no as words", _choice(["yes", "no", "don't know"], "told_someone", "phone_at_night", "real_name", "shares_location")),
    *((f"agreement {place}", _choice(list(words), "q5", "agree_1", "attitude")) for place, words in enumerate(LIKERT)),
    *((f"labelled agreement {place}", _labelled(words, "q6", "agree_2", "name_public")) for place, words in enumerate(LIKERT)),
    ("age", _number(lambda draw: draw.randrange(11, 80), "age", "alter", "wiek")),
    ("year of birth", _number(lambda draw: draw.randrange(1950, 2012), "birth_year", "year_born", "geburtsjahr")),
    ("year", _number(lambda draw: draw.randrange(2005, 2024), "year", "wave", "since")),
    ("weight", _number(lambda draw: round(draw.uniform(0.2, 4), 4), "weight", "w", "pspwght", "gewicht")),
    ("weight at full precision", _number(lambda draw: draw.uniform(0.2, 4), "weight", "finalwt", "anweight")),
    ("large weight", _number(lambda draw: round(draw.uniform(500, 90000), 2), "popweight", "grossing")),
    ("hours", _number(lambda draw: draw.randrange(0, 24) / 2, "hours", "hours_online", "mobile_hours")),
    ("minutes", _number(lambda draw: draw.randrange(0, 900), "minutes", "duration", "phone_minutes")),
    ("stratum", _number(lambda draw: draw.randrange(101, 140), "stratum", "str")),
    ("sampling unit", _number(lambda draw: draw.randrange(10000, 10800), "psu", "cluster", "sample_point")),
    ("number of a respondent", _sequence(lambda place: place, "respondent", "id", "caseid")),
    ("large number of a respondent", _sequence(lambda place: 20_000_000 + place, "idno", "record")),
    ("pseudonym", _sequence(lambda place: f"P{place}", "pseudonym", "participant", "code")),
    ("hashed number", _sequence(lambda place: f"R-{place:06d}", "key", "case")),
    ("region", _choice(list(REGIONS), "region", "nuts1", "land")),
    ("region code", _choice(["DE1", "DE2", "UKE", "IE0", "ES6", "ITC"], "nuts", "region_code")),
    ("country", _choice(["UK", "Ireland", "Italy", "Germany"], "country", "country_name", "cntry")),
    ("platform", _choice(list(PLATFORMS), "app_name", "platform", "where_met", "service_name")),
    ("platforms together", _number(lambda draw: ", ".join(draw.sample(PLATFORMS, draw.randrange(1, 4))), "platforms", "apps_used")),
    ("sentences", _number(lambda draw: draw.choice(SENTENCES), "what_happened", "comment", "open_1")),
    ("long sentences", _number(lambda draw: f"{draw.choice(SENTENCES)} {draw.choice(SENTENCES)}", "what_happened", "how_told", "note")),
    ("score of a test", _number(lambda draw: round(draw.gauss(100, 15), 1), "total", "sdq", "iq")),
    ("standardised", _number(lambda draw: round(draw.gauss(0, 1), 5), "z_1", "factor1", "x", "y")),
    ("share", _number(lambda draw: round(draw.random(), 3), "share", "p", "prop")),
    ("income band", _choice(["under 10,000", "10,000 to 20,000", "over 20,000", "refused"], "income", "hinctnt")),
    ("income", _number(lambda draw: draw.randrange(8, 90) * 1000, "income", "salary")),
    ("date of interview", _number(lambda draw: f"2024-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}", "date", "interview_date", "completed")),
    ("time of interview", _number(lambda draw: f"{draw.randrange(8, 21):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}", "time", "started")),
    ("date and time", _number(lambda draw: f"2024-05-{draw.randrange(1, 29):02d} {draw.randrange(8, 21):02d}:{draw.randrange(60):02d}", "start_date", "end_date")),
    ("language", _choice(["en", "de", "fr", "it"], "language", "lang")),
    ("gender", _choice(["Woman", "Man", "Another gender", "Prefer not to say"], "gender", "sex")),
    ("grade", _choice(["9th grade", "10th grade", "11th grade", "12th grade"], "grade", "q3")),
    ("version", _choice(["1.2.3", "1.2.4", "2.0.0"], "version", "app_version")),
    ("browser", _choice(["Firefox 120", "Chrome 119", "Safari 17"], "browser", "browser_name")),
    ("device", _choice(["phone", "tablet", "laptop"], "device", "device_type")),
    ("occupation", _choice(["Nurse", "Teacher", "Police Officer", "Social Worker", "Bus Driver"], "job", "occupation")),
    ("occupations, many", _number(lambda draw: f"{draw.choice(('Senior', 'Junior', 'Deputy', 'Chief'))} {draw.choice(('nurse', 'teacher', 'officer', 'analyst', 'clerk'))}", "job_title", "role")),
    ("occupation code", _number(lambda draw: draw.randrange(1110, 9629), "isco08", "occ_code")),
    ("industry code", _number(lambda draw: f"{draw.choice('ABCDEFGH')}{draw.randrange(10, 99)}.{draw.randrange(1, 9)}", "nace", "sector_code")),
    ("multiple choice", _number(lambda draw: ";".join(sorted({str(draw.randrange(1, 9)) for _ in range(3)})), "q9_all", "reasons")),
    ("count", _number(lambda draw: min(draw.randrange(0, 40), draw.randrange(0, 40)), "contacts", "times", "followers_count")),
    ("followers", _number(lambda draw: int(draw.lognormvariate(5, 2)), "followers", "friends_online")),
    ("millisecond timings", _number(lambda draw: draw.randrange(800, 90_000), "page_time", "latency", "rt")),
    ("epoch", _number(lambda draw: 1_700_000_000 + draw.randrange(10_000_000), "submitted", "epoch")),
)  # fmt: skip


def harmless(seed: int, each: int = 4) -> Iterator[Column]:
    """Yield columns that identify nobody, some of each kind."""
    for name, make in HARMLESS:
        draw = random.Random(f"{seed} {name}")
        for _ in range(each):
            made = make(draw)
            yield Column(name, made.name, made.values, made.label, made.value_labels)
