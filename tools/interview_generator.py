"""Write invented interviews whose direct identifiers are known: for measuring what a detector misses.

Seeds below 100 are for tuning; seeds from 100 on are held out: other names, places and bodies, and
sentences that no tuning seed uses. The detector was mended after one look at what it missed on seeds 100
to 159; seeds from 200 on have names, places, bodies and sentences that were written after that.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import interview_people as people
import interview_sentences as sentences

FIRST_HELD_OUT = 100
FIRST_FRESH = 200
DIRECT = (
    "speaker",
    "person",
    "organisation",
    "place",
    "e-mail",
    "phone",
    "link",
    "handle",
    "postcode",
    "number",
    "address",
    "date",
)
_RANKS = (
    "DS",
    "DI",
    "DC",
    "Detective Inspector",
    "Detective Sergeant",
    "Sergeant",
    "Inspector",
    "Superintendent",
)
_MONTHS = people.MONTHS
_FRESH = {
    people.GIVEN: people.FRESH_GIVEN,
    people.SURNAMES: people.FRESH_SURNAMES,
    people.PLACES: people.FRESH_PLACES,
    people.BODIES: people.FRESH_BODIES,
}
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Gold:
    """An identifier that stands in a text, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Invented:
    """An invented transcript and what identifies someone in it."""

    seed: int
    text: str
    gold: tuple[Gold, ...]

    def lowered(self) -> Invented:
        """Return it without capitals; each letter keeps its place."""
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return Invented(self.seed, lower, self.gold)

    def spoken(self) -> Invented:
        """Return it without capitals and stops, as an automatic transcription may come; places are kept."""
        bare = re.sub(r"[.,;?!]+(?=\s|$)", lambda match: " " * len(match[0]), self.lowered().text)
        return Invented(self.seed, bare, self.gold)


def invent(seed: int, *, turns: int = 34) -> Invented:
    """Return the transcript of a seed."""
    return _Writer(seed).write(turns)


class _Writer:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a seed, not a secret
        self._held_out = seed >= FIRST_HELD_OUT
        self._fresh = seed >= FIRST_FRESH
        self._seed = seed
        self._parts: list[str] = []
        self._length = 0
        self._gold: list[Gold] = []

    def write(self, turns: int) -> Invented:
        told = sentences.COMMON + (sentences.HELD_OUT * 2 if self._held_out else ())
        if self._fresh:
            told = sentences.COMMON + sentences.FRESH * 3
        filler = sentences.FILLER_COMMON + (sentences.FILLER_HELD_OUT if self._held_out else ())
        by_name = self._random.random() < 0.3
        label = self._person() if by_name else ""
        for _ in range(turns):
            self._add("Interviewer: " + self._random.choice(sentences.QUESTIONS) + "\n")
            if label:
                self._mark("speaker", label)
                self._add(": ")
            else:
                self._add("P: ")
            said = [self._random.choice(filler) for _ in range(self._random.randint(1, 3))]
            said += [self._random.choice(told) for _ in range(self._random.randint(0, 2))]
            self._random.shuffle(said)
            for number, sentence in enumerate(said):
                self._add(" " if number else "")
                self._fill(sentence)
            self._add("\n\n")
        return Invented(self._seed, "".join(self._parts), tuple(self._gold))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _mark(self, kind: str, text: str) -> None:
        self._gold.append(Gold(kind, self._length, self._length + len(text)))
        self._add(text)

    def _fill(self, sentence: str) -> None:
        at = 0
        for slot in _SLOT.finditer(sentence):
            self._add(sentence[at : slot.start()])
            getattr(self, f"_fill_{slot[1]}")()
            at = slot.end()
        self._add(sentence[at:])

    def _pick(self, pool: tuple[str, ...]) -> str:
        """Return one of the part of a pool that is this seed's."""
        if self._fresh and pool in _FRESH:
            return self._random.choice(_FRESH[pool])
        return self._random.choice(pool[1::2] if self._held_out else pool[::2])

    def _person(self) -> str:
        return f"{self._pick(people.GIVEN)} {self._pick(people.SURNAMES)}"

    def _fill_person(self) -> None:
        self._mark("person", self._person())

    def _fill_given(self) -> None:
        self._mark("person", self._pick(people.GIVEN))

    def _fill_surname(self) -> None:
        self._mark("person", self._pick(people.SURNAMES))

    def _fill_rank(self) -> None:
        self._add(self._random.choice(_RANKS))

    def _fill_place(self) -> None:
        self._mark("place", self._pick(people.PLACES))

    def _fill_body(self) -> None:
        before, core, after = re.split(r"[{}]", self._pick(people.BODIES))
        self._add(before)
        self._mark("organisation", core)
        self._add(after)

    def _fill_email(self) -> None:
        given, surname = (
            self._pick(people.GIVEN).lower(),
            re.sub(r"\W", "", self._pick(people.SURNAMES).lower()),
        )
        local, domain = (
            self._random.choice((f"{given}.{surname}", f"{given[0]}{surname}", f"{surname}{given[0]}")),
            None,
        )
        domain = self._pick(people.DOMAINS)
        if self._random.random() < 0.25 and "-" not in domain and "." in local:
            self._mark("e-mail", f"{local.replace('.', ' dot ')} at {domain.replace('.', ' dot ')}")
        else:
            self._mark("e-mail", f"{local}@{domain}")

    def _digits(self, pattern: str) -> str:
        return "".join(str(self._random.randint(0, 9)) if c == "#" else c for c in pattern)

    def _fill_phone(self) -> None:
        forms = (
            "07### ######",
            "07#########",
            "+44 7### ### ###",
            "(0117) 9## ####",
            "020 7### ####",
            "0161 ### #### ext 4##",
            "+49 30 ########",
            "+31 6 ########",
            "+33 6 ## ## ## ##",
            "0032 475 ## ## ##",
            "+48 6## ### ###",
            "0##/#######",
        )
        self._mark("phone", self._digits(self._pick(forms)))

    def _fill_number(self) -> None:
        forms = (
            "QQ ## ## ## C",
            "### ### ####",
            "CR/2##9/20",
            "44##########",
            "#########",
            "AB######C",
            "########Z",
            "warrant number 4##7",
            "NL## ABNA 0### ### ###",
            "##.##.##-###.##",
            "BX-77####",
            "collar number 2##1",
        )
        made = self._digits(self._pick(forms))
        generic = re.match(r"(?:warrant|collar) number ", made)
        self._add(generic[0] if generic else "")
        self._mark("number", made[generic.end() :] if generic else made)

    def _fill_handle(self) -> None:
        forms = ("@{}_{}", "{}{}99", "{}.xo.{}", "@{}.{}", "xx{}_{}xx", "{}#48{}", "its_{}{}", "@real{}{}")
        form = self._pick(forms)
        word = self._random.choice(("shadow", "pixie", "gamer", "luna", "kylo", "bambi"))
        self._mark("handle", form.format(word, self._random.randint(10, 99)))

    def _fill_url(self) -> None:
        forms = (
            "https://www.{}.example.com/u/{}",
            "www.{}fans.net",
            "instagram.com/{}{}",
            "http://{}.onion.example/{}",
            "{}-chat.org/room/{}",
            "t.me/{}{}",
        )
        word = self._random.choice(("shadow", "pixie", "gamer", "luna"))
        self._mark("link", self._pick(forms).format(word, self._random.randint(10, 99)))

    def _fill_dob(self) -> None:
        day, month, year = (
            self._random.randint(1, 28),
            self._random.randint(1, 12),
            self._random.randint(1965, 2012),
        )
        name = _MONTHS[month - 1]
        end = "th" if 4 <= day <= 20 or day >= 24 else ("st", "nd", "rd")[day % 10 - 1]
        forms = (
            f"{day:02}/{month:02}/{year}",
            f"{day}.{month}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"the {day}{end} of {name}",
            f"{name} {day}{end}, {year}",
            f"{day}{end} {name} {year % 100:02}",
            f"{day}/{month}/{year % 100:02}",
        )
        made = self._random.choice(forms)
        before = "the " if made.startswith("the ") else ""
        self._add(before)
        self._mark("date", made[len(before) :])

    def _fill_address(self) -> None:
        number = self._random.randint(1, 180)
        street = f"{self._pick(people.STREETS)} {self._random.choice(people.STREET_KINDS)}"
        forms = (
            f"{number} {street}",
            f"Flat {number % 9 + 1}, {number} {street}",
            f"{number}a {street}",
            f"Lindenstraße {number}",
        )
        self._mark("address", self._random.choice(forms))

    def _fill_postcode(self) -> None:
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        two = self._random.choice(letters) + self._random.choice(letters)
        area = self._random.choice(("BS", "M", "LS", "SW", "E", "CF", "EH", "TR", "NE", "BT"))
        forms = (
            f"{area}{self._random.randint(1, 19)} {self._random.randint(1, 9)}{two}",
            self._digits("1#5# ") + two,
            f"{area}{self._random.randint(1, 9)}{self._random.randint(1, 9)}{two}",
        )
        self._mark("postcode", self._random.choice(forms))

    def _fill_age(self) -> None:
        age = self._random.randint(11, 17)
        self._add(self._random.choice((f"{age}", f"{age}-year-old", f"{age} years old")))
