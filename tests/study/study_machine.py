"""A study that anything may happen to: a state machine over import, code, build, sign, withdraw and release.

Each rule is something that people do, in any order; after each of them the promises hold: the audit log is
whole and contains every head that it ever had, what was erased is nowhere, the ledger only grows, a build is
fresh after itself, a sign-off needs what was built, and no two editions differ by one respondent.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from small_study import PLAN, TODAY, rows, write_rows
from sqlalchemy import select
from talking_study import (
    APPROVAL,
    FINDINGS,
    HEADER,
    RECOMMENDATION,
    STRAND,
    coding,
    consent,
    keep_all,
    talk,
)

from handrail.store import DEMONSTRATION_PASSPHRASE, Store, models
from handrail.study.build import BuildReport, build_study
from handrail.study.runner import Silent
from handrail.study.sign import sign_study
from handrail.study.status import study_status
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.study.withdrawal.withdraw_again import sweep_again
from handrail.values import DataError, UsageError

THEMES = (
    '[[theme]]\nid = "waiting-wears"\nsentence = "Waiting for an answer wears people down."\n'
    'codes = ["waiting"]\n'
)
TABLE = "outputs/tables/estimate-contact-by-sex.csv"
LIMIT = 10
ACTS = st.sampled_from(["erase", "stop"])


def sentence(number: int) -> str:
    return f"In winter number zq{number:02}word nobody of us was ever told what had become of it."


class StudyMachine(RuleBasedStateMachine):
    """People are numbers; what became of each is ``in``, ``stopped``, ``struck`` or ``erased``."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.folder = self.home / "study"
        self.people: dict[int, str] = {}
        self.respondents: dict[str, str] = {}
        self.codings = 0
        self.state_built = ""
        self.read: set[str] = set()
        self.printed = True
        self.heads: list[str] = []
        self.lines = 0
        self.editions: list[dict[str, tuple[int, int]]] = []

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    # -- what people do ----------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        inbox = self.folder / "sources"
        inbox.mkdir(parents=True)
        (self.folder / "guideline").mkdir()
        head, _, survey = PLAN.partition("[[survey]]")
        strand = STRAND.replace(', "group.txt"', "")
        (self.folder / "study.toml").write_text(f"{head}{strand}\n[[survey]]{survey}", "utf-8")
        (self.folder / "guideline/findings.toml").write_text(
            FINDINGS.replace('"theme:waiting-wears"', '"theme:waiting-wears", "estimate:contact-by-sex"'),
            "utf-8",
        )
        (self.folder / "guideline/ring.md").write_text(RECOMMENDATION, "utf-8")
        (inbox / "codebook.toml").write_text(
            '[[code]]\nname = "waiting"\ndescription = "Waiting."\norigin = "inductive"\n', "utf-8"
        )
        (inbox / "themes.toml").write_text(THEMES, "utf-8")
        (inbox / "codings-ab.toml").write_text('coder = "AB"\n\n', "utf-8")
        (inbox / "participants.csv").write_text(HEADER + "\n", "utf-8")
        write_rows(self.folder, rows())
        self.respondents = {str(row[0]): "in" for row in rows()}
        for _ in range(4):
            self._interview()
        self._built()

    @rule()
    @precondition(lambda self: len(self.people) < 9)
    def import_an_interview(self) -> None:
        self._interview()

    @rule(data=st.data())
    def correct_an_answer(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._left(self.respondents)))
        lines = self._survey()
        for place, line in enumerate(lines):
            parts = line.split(",")
            if parts[0] == number:
                parts[1] = "1" if parts[1] == "2" else "2"
                lines[place] = ",".join(parts)
        self._write_survey(lines)

    @rule(more=st.sampled_from([1, 12]))
    def add_respondents(self, more: int) -> None:
        first = 1000 + len(self.respondents)
        new = [[first + i, 1 + i % 2, 1 + i % 2, 1 + i % 2, 90 + i] for i in range(more)]
        self._write_survey([*self._survey(), *(",".join(str(value) for value in row) for row in new)])
        self.respondents |= {str(row[0]): "in" for row in new}

    @rule(data=st.data())
    def code_another_passage(self, data: st.DataObject) -> None:
        self._code(data.draw(st.sampled_from(self._left(self.people))), "That is all.", "")

    @rule()
    def build(self) -> None:
        self._built()

    @rule()
    @precondition(lambda self: self.fresh and self.printed)
    def build_again(self) -> None:
        assert self._build().ran == []

    @rule()
    def sign(self) -> None:
        if not self.fresh:
            with pytest.raises(UsageError):
                self._sign()
            return
        self._sign()
        self.printed = False  # the next build says in the documents who signed
        assert self._status() == "fresh"

    @rule(act=ACTS, data=st.data())
    @precondition(lambda self: len(self._left(self.people)) > 2)
    def withdraw_a_participant(self, act: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([one for one in self.people if self.people[one] != "erased"]))
        if act == "stop" and self.people[number] != "in":
            return
        self._withdraw(f"P{number}", act)
        self.people[number] = "erased" if act == "erase" else "stopped"

    @rule(act=ACTS, data=st.data())
    def withdraw_a_respondent(self, act: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._left(self.respondents)))
        self._withdraw(f"adults:{number}", act)
        self.respondents[number] = "erased" if act == "erase" else "stopped"

    @rule(data=st.data())
    @precondition(lambda self: self.fresh)
    def strike_a_passage(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._left(self.people)))
        self._withdraw(f"passage:p{number}-first", "strike")
        self.people[number] = "struck"

    @rule(data=st.data())
    @precondition(lambda self: "erased" in self.people.values())
    def bring_someone_back(self, data: st.DataObject) -> None:
        gone = [number for number, state in self.people.items() if state == "erased"]
        number = data.draw(st.sampled_from(gone))
        path = self.folder / f"sources/talk-again{number}.txt"
        path.write_text(talk(sentence(number)), "utf-8")
        with pytest.raises(DataError) as refused:
            self._build()
        assert f"P{number}" not in str(refused.value)
        assert "zq" not in str(refused.value)
        sweep_again(self.folder)
        assert not path.exists()
        self.state_built = ""

    # -- what holds whatever they do ---------------------------------------------------------------

    @invariant()
    def the_audit_log_is_whole_and_contains_every_head_that_it_had(self) -> None:
        if not self.heads:
            return
        with self._store() as store:
            store.verify_audit()
            places = [store.audit_place(head) for head in self.heads]
            self.heads.append(store.audit_head())
        assert None not in places
        assert places == sorted(places)  # type: ignore[type-var]

    @invariant()
    def nothing_that_was_erased_or_struck_is_anywhere(self) -> None:
        gone = [number for number, state in self.people.items() if state in ("erased", "struck")]
        if not gone:
            return
        with self._store() as store:
            held = [
                repr(row).encode()
                for table in models.metadata.sorted_tables
                for row in store._database.rows(select(table))
            ]
        held += [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        for number in gone:
            words = f"zq{number:02}word".encode()
            assert not any(words in data for data in held)

    @invariant()
    def the_ledger_only_grows(self) -> None:
        if not self.heads:
            return
        with self._store() as store:
            lines = len(store.ledger())
        assert lines >= self.lines
        self.lines = lines

    # -- how -----------------------------------------------------------------------------------------

    def _interview(self) -> None:
        number = len(self.people) + 1
        inbox = self.folder / "sources"
        (inbox / f"talk-{number}.txt").write_text(talk(sentence(number)), "utf-8")
        with (inbox / "participants.csv").open("a", encoding="utf-8") as file:
            file.write(consent(f"P{number}", f"talk-{number}.txt", "") + "\n")
        self.people[number] = "in"
        keep_all(inbox)
        self._code(number, sentence(number), APPROVAL.format(role=""), name=f"p{number}-first")

    def _code(self, number: int, words: str, approval: str, *, name: str = "") -> None:
        self.codings += 1
        block = coding(
            name or f"c{self.codings}", f"talk-{number}.txt", words, *([approval] if approval else [])
        )
        with (self.folder / "sources/codings-ab.toml").open("a", encoding="utf-8") as file:
            file.write(block + "\n")

    def _left(self, all_of_them: dict[int, str] | dict[str, str]) -> list:  # type: ignore[type-arg]
        return [one for one, state in all_of_them.items() if state == "in"]

    def _survey(self) -> list[str]:
        return (self.folder / "sources/adults.csv").read_text("utf-8").splitlines()

    def _write_survey(self, lines: list[str]) -> None:
        (self.folder / "sources/adults.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def _withdraw(self, who: str, act: str) -> None:
        if act != "strike" and not self._is_read(who):
            with pytest.raises(UsageError, match="no build has read yet"):
                withdraw_from_study(self.folder, who, act=act, yes=True, today=TODAY)  # type: ignore[arg-type]
            self._built()
        looked = withdraw_from_study(self.folder, who, act=act, today=TODAY)  # type: ignore[arg-type]
        assert looked.state == "dry run"
        done = withdraw_from_study(self.folder, who, act=act, yes=True, today=TODAY)  # type: ignore[arg-type]
        assert done.state == "done"
        assert done.purged
        self.state_built = ""

    def _build(self) -> BuildReport:
        report = build_study(self.folder, prompt=None, progress=Silent(), today=TODAY)
        if report.error is not None:
            raise report.error
        return report

    def _is_read(self, who: str) -> bool:
        survey, _, number = who.rpartition(":")
        if survey:
            return number in self.read or number not in self.respondents
        return who in self.read

    @property
    def fresh(self) -> bool:
        """Whether the last build is of what the inbox holds now; a correction may have been taken back."""
        return self.state_built == self._state()

    def _state(self) -> str:
        files = sorted((self.folder / "sources").rglob("*"))
        return "".join(sha256(path.read_bytes()).hexdigest() for path in files if path.is_file())

    def _built(self) -> None:
        self._build()
        self.state_built, self.printed = self._state(), True
        self.read = {f"P{number}" for number in self.people} | set(self.respondents)
        with self._store() as store:
            self.heads.append(store.audit_head())
            names = {person.name for person in store.participants()}
            data = store.dataset("adults")
        assert names == {f"P{number}" for number, state in self.people.items() if state != "erased"}
        assert data is not None
        assert data.rows == len(self._left(self.respondents))
        page = (self.folder / "outputs/guideline.html").read_text("utf-8")
        for number, state in self.people.items():
            assert state == "in" or f"zq{number:02}word" not in page
        self._compare_editions()

    def _compare_editions(self) -> None:
        """Hold that the released table is the last one, rounded, or at least ten respondents away from it."""
        with (self.folder / TABLE).open(encoding="utf-8", newline="") as file:
            cells = [cell for cell in csv.DictReader(file) if not cell["withheld"]]
        edition = {
            cell["sex"]: (int(cell["n"]), round(float(cell["estimate"]) * int(cell["n"]))) for cell in cells
        }
        # Another build may only print the earlier numbers again, or numbers that ten or more moved.
        for before in self.editions:
            if edition != before and not all(n % 5 == 0 for n, _ in edition.values()):
                assert self._moved(before, edition) >= LIMIT, (before, edition)
        if edition not in self.editions:
            self.editions.append(edition)

    @staticmethod
    def _moved(before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]) -> int:
        return sum(
            abs(now[sex][1] - yes) + abs((now[sex][0] - now[sex][1]) - (n - yes))
            for sex, (n, yes) in before.items()
            if sex != "All" and sex in now
        )

    def _sign(self) -> None:
        sign_study(self.folder, [], by="A. Lead", everything=True, prompt=None, today=TODAY)

    def _status(self) -> str:
        report = study_status(self.folder, prompt=None, today=TODAY)
        return report.recommendations[0].state

    def _store(self) -> Store:
        return Store.open(self.folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True)
