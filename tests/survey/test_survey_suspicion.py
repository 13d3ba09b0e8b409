"""Columns that may identify a person are found by name and by content; coded answers are left alone."""

import polars as pl
import pytest

from handrail.survey import Survey, Variable, read_survey, suspicious_columns

NUMBERS = [4, 7, 9, 1, 3, 8, 6, 2, 5, 4]


def look(name, values, label="", value_labels=None):
    series = pl.Series(name, values)
    kind = "text" if series.dtype == pl.String else "number"
    survey = Survey("s.csv", series.to_frame(), (Variable(name, label, kind, value_labels or {}),), "csv")
    found = suspicious_columns(survey)
    return found[0].looks_like if found else None


EMAIL = "an e-mail address"
HANDLE = "a user name or handle"
PHONE = "a phone number"
IP = "an IP address"
PLACE = "a place on the map"
POSTCODE = "a postcode"
NATIONAL = "a national identity number"
NAME = "a name"

BY_CONTENT = [
    (EMAIL, "q1", ["a.b@high.derby.sch.uk"]),
    (EMAIL, "q1", ["no", "no", "write to me: x_y@post.example.museum please"] + ["no"] * 200),
    (EMAIL, "q1", ["anna [at] school [dot] sch [dot] uk"]),
    (EMAIL, "q1", ["anna (AT) example.org"]),
    (EMAIL, "q1", ["anna at example dot org"]),
    (EMAIL, "q1", ["an\u200bna@exam\u00adple.org"]),
    (EMAIL, "q1", ["ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ"]),
    (EMAIL, "q1", ["jörg@bücher.example"]),
    (EMAIL, "q1", ["ANNA@EXAMPLE.ORG "]),
    (HANDLE, "q1", ["@anna_05", "none"]),
    (HANDLE, "q1", ["https://www.instagram.com/anna_05/"]),
    (HANDLE, "q1", ["tiktok.com/@anna05"]),
    (IP, "q1", ["192.168.1.20", "10.0.0.1"]),
    (IP, "q1", ["2001:db8:85a3:0:0:8a2e:370:7334"]),
    (IP, "q1", ["fe80::1ff:fe23:4567:890a"]),
    (PHONE, "q1", ["+44 (0)20 7946 0958"]),
    (PHONE, "q1", ["call +49-151-2345678 after six"]),
    (PHONE, "q1", ["07700 900123"]),
    (PHONE, "q1", ["020‑7946‑0958"]),
    (PHONE, "q1", ["0049 151 2345678"]),
    (PHONE, "q1", ["(555) 123-4567"]),
    (PLACE, "q1", ["51.5074, -0.1278"]),
    (PLACE, "q1", ["51° 30' 26\" N, 0° 7' 39\" W"]),
    (PLACE, "q1", ["https://maps.google.com/?q=51.5,-0.12"]),
    (POSTCODE, "q1", ["SW1A 1AA"]),
    (POSTCODE, "q1", ["sw1a1aa", "m11ae"]),
    (POSTCODE, "q1", ["1012 AB"]),
    (POSTCODE, "q1", ["Flat 2, 10 High Street, Derby DE1 1AA"]),
    (NATIONAL, "q1", ["QQ 12 34 56 C".replace("QQ", "AB")]),
    (NATIONAL, "q1", ["123-45-6789"]),
    (NATIONAL, "q1", ["RSSMRA85T10A562S"]),
    (NATIONAL, "q1", ["850110-1234"]),
    (NATIONAL, "q1", ["1 85 05 78 006 084 36"]),
    (
        NAME,
        "q1",
        [f"{first} {last}" for first in ("Anna", "José", "Zoë") for last in ("Schmidt", "O’Neill", "Díaz")],
    ),
    (
        NAME,
        "q1",
        [
            "Schmidt, Anna",
            "Díaz, José",
            "Li, Wei",
            "Roy, Asha",
            "Kaya, Ali",
            "Olsen, Per",
            "Ek, Bo",
            "Li, An",
        ],
    ),
]

BY_NAME = [
    (NAME, "FirstName", ["anna", "bo"]),
    (NAME, "fname", ["anna", "bo"]),
    (NAME, "nachname", ["schmidt", "li"]),
    (NAME, "apellidos", ["diaz", "li"]),
    (NAME, "Prénom", ["zoe", "li"]),
    (NAME, "nazwisko", ["kowal", "li"]),
    (NAME, "имя", ["анна", "иван"]),
    (NAME, "school_name", ["high", "low"]),
    (NAME, "RecipientLastName", ["schmidt", "li"]),
    (EMAIL, "e-mail", ["see above", "same"]),
    (EMAIL, "RecipientEmail", ["hidden", "same"]),
    (HANDLE, "username", ["anna05", "dragon_x"]),
    (HANDLE, "snapchat", ["anna05", "dragon_x"]),
    (HANDLE, "Benutzername", ["anna05", "dragon_x"]),
    (HANDLE, "nickname", ["anna05", "dragon_x"]),
    (PHONE, "handynummer", [1512345678, 1512345679]),
    (PHONE, "telefono", ["612345678", "612345679"]),
    (IP, "IPAddress", ["hidden.example", "x.example"]),
    (PLACE, "LocationLatitude", [51.5074, 52.1234]),
    (PLACE, "lon", [-0.1278, -1.2345]),
    (PLACE, "Längengrad", [13.4050, 11.5820]),
    (POSTCODE, "PLZ", [10115, 80331]),
    (POSTCODE, "code_postal", ["75001", "69002"]),
    (POSTCODE, "zip", ["02139", "10001"]),
    (POSTCODE, "CAP", ["00184", "20121"]),
    (NATIONAL, "pesel", ["44051401358", "44051401359"]),
    (NATIONAL, "passport_number", ["C01234567", "C01234568"]),
    (NATIONAL, "social security", [123456789, 123456780]),
    ("a street address", "home_address", ["high street 1", "low street 2"]),
]


@pytest.mark.parametrize(("what", "name", "values"), BY_CONTENT)
def test_an_identifier_is_found_by_its_form(what, name, values):
    assert look(name, values) == what


@pytest.mark.parametrize(("what", "name", "values"), BY_NAME)
def test_an_identifier_is_found_by_its_columns_name(what, name, values):
    assert look(name, values) == what


def test_an_identifier_is_found_by_its_short_label():
    assert look("Q5_1", ["anna", "bo"], label="First name") == NAME
    assert look("Q5_2", [51.5074, 52.1234], label="Location Latitude") == PLACE


def dutch(seed):
    for number in range(seed, seed + 200):
        digits = f"{number:08d}"
        check = sum(w * int(d) for w, d in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10:
            yield f"{digits}{check}"


def test_numbers_with_the_check_digits_of_a_national_number_are_found_as_text_and_as_numbers():
    numbers = list(dutch(11122233))[:20]
    assert look("q1", numbers) == NATIONAL
    assert look("q1", [int(number) for number in numbers]) == NATIONAL
    assert look("q1", [int(number) + 1 for number in numbers]) is None


FINE = [
    ("record", list(range(1_000_000, 1_000_030))),
    ("id", [f"P{i:02d}" for i in range(20)]),
    ("participant", [f"P{i:02d}" for i in range(20)]),
    ("pseudonym", [f"P{i:02d}" for i in range(20)]),
    ("age", [14, 15, 16, 17] * 5),
    ("weight", [0.5153, 1.0274, 2.1234, 0.7712] * 5),
    ("stratum", [101, 102, 113, 201] * 5),
    ("psu", [10015, 10115, 20331, 30001] * 5),
    ("year", [2005, 2019, 2020, 2021] * 5),
    ("date", ["2020-07-13 23:19:55", "2020-07-14 08:45:48"]),
    ("time", ["10:10:10", "23:59:01"]),
    ("birth_year", [2003, 2004, 2005, 2006] * 5),
    ("knows_name", ["yes", "no"] * 10),
    ("email_use", [1, 2, 3, 4, 5] * 4),
    ("phone", [1, 2] * 10),
    ("phone_brand", ["iPhone", "Android", "Other"] * 10),
    ("snapchat", ["never", "daily", "weekly"] * 10),
    ("instagram_hours", NUMBERS),
    ("mobile_hours", NUMBERS),
    ("how_long", [0.25, 0.55, 1.75, 2.25]),
    ("x", [0.25, 0.55, 1.75, 2.25]),
    ("x1", [3.3333333, 5.3333333, 4.5, 5.25]),
    ("app_name", ["Snapchat", "TikTok", "Signal"] * 10),
    ("country_name", ["Germany", "Spain"] * 10),
    ("ipfrule", [0.688442, 0.720545]),
    ("mobility", [9, 13, 20, 26]),
    ("agree", ["Strongly Agree", "Agree", "Strongly Disagree"] * 10),
    ("said", ["I told my mum at home and she was kind.", "Nobody. It was at school dot"]),
    ("version", ["1.2.3", "1.2.4"]),
    ("code", ["01611190130229", "01611190132878"]),
    ("zip_open", ["yes", "no"] * 10),
    ("nie", [0, 1, 1, 0] * 3),
    ("score", ["0.123456789", "0.51534567", "refused"]),
    ("street_violence", ["it was loud there", "nothing", "we ran away"]),
    ("how_told", ["By telling her my name.", "I called 0800 1111"]),
]


@pytest.mark.parametrize(("name", "values"), FINE)
def test_ordinary_answers_are_left_alone(name, values):
    assert look(name, values) is None


def test_coded_answers_are_left_alone_whatever_the_column_is_called():
    assert look("name", [1, 2, 3, 2], value_labels={1: "Knew it", 2: "Not", 3: "Unsure"}) is None
    assert look("email", ["a", "b"], value_labels={"a": "Daily", "b": "Never"}) is None


def test_no_value_is_quoted_and_an_empty_column_is_no_suspicion():
    survey = Survey(
        "s.csv",
        pl.DataFrame(
            {"contact": ["secret@example.org", None, "none"], "name": pl.Series([None] * 3, dtype=pl.String)}
        ),
        (Variable("contact", kind="text"), Variable("name", kind="text")),
        "csv",
    )
    (found,) = suspicious_columns(survey)
    assert found.column == "contact"
    assert found.share == 0.5
    assert "secret" not in repr(found)


EXPECTED = {
    "survey/apistrat.csv": {"name", "sname", "dname", "cname"},
    "survey/apipop.csv": {"name", "sname", "dname", "cname"},
    "survey/ess4.gb.csv": set(),
    "survey/hs.csv": set(),
    "survey/bfi_A.csv": set(),
    "survey/pisa.be.2003.csv": set(),
    "typology/carcinoma.csv": set(),
    "typology/election.csv": set(),
    "yrbs2019/YRBS2019_national.sav": set(),
    "sav/test_width.sav": set(),
    "sav/sample_large.sav": set(),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_in_real_surveys_only_names_of_schools_and_places_are_found(data_folder, name):
    found = suspicious_columns(read_survey(data_folder / name))
    assert {suspicion.column for suspicion in found} == EXPECTED[name]
