"""Every file of the fuzzing corpus is read or refused in words; ``tools/fuzz_parsers.py`` looks for more."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

from mutations import mutate  # noqa: E402
from parsers import PARSERS, SENTINEL  # noqa: E402
from worker import Worker  # noqa: E402

CORPUS = HERE / "corpus"


@pytest.mark.parametrize("parser", PARSERS)
def test_every_file_of_the_corpus_is_read_or_refused_in_words(parser: str, tmp_path: Path) -> None:
    worker = Worker(parser)
    try:
        faults = [
            f"{path.name}: {outcome.kind} {outcome.where}"
            for path in sorted((CORPUS / parser).iterdir())
            if (outcome := worker.run(path)).fault
        ]
        # A few new ones as well, the same at every run.
        draw = random.Random(20_26)
        seeds = [path for path in sorted((CORPUS / parser).iterdir()) if "found" not in path.name]
        for _ in range(60):
            seed = draw.choice(seeds)
            made = tmp_path / seed.name
            made.write_bytes(mutate(seed.read_bytes(), draw, [seed.read_bytes()]))
            outcome = worker.run(made)
            if outcome.fault:
                faults.append(f"a change of {seed.name}: {outcome.kind} {outcome.where}")
    finally:
        worker.close()
    assert faults == []


def test_the_seeds_hold_the_word_that_no_message_may_repeat_and_take_little_room() -> None:
    for parser in ("transcript", "participants", "codings", "survey"):
        files = [path.read_bytes() for path in (CORPUS / parser).iterdir()]
        assert any(SENTINEL.encode() in data for data in files), parser
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < 300_000


def test_a_survey_file_at_which_the_reader_in_c_breaks_down_is_refused_by_its_rehearsal() -> None:
    from handrail.survey.rehearsal import rehearse
    from handrail.values import DataError

    broken = sorted((CORPUS / "survey").glob("adults-found-3a2053a09f.sav"))
    assert broken
    with pytest.raises(DataError, match="broke down"):
        rehearse(broken[0])
    rehearse(CORPUS / "survey/adults.sav")


def test_a_key_of_tens_of_thousands_of_parts_is_refused_at_once() -> None:
    from handrail.values import DataError, parse_toml

    for text in (
        "[[" + "a." * 60_000 + "b]]\n",
        "a." * 60_000 + "b = 1\n",
        "x = {" + "a . " * 60_000 + "b = 1}\n",
    ):
        began = time.process_time()
        with pytest.raises(DataError, match="nested too deep"):
            parse_toml(text, "glossary.toml")
        assert time.process_time() - began < 2
    assert parse_toml('x = "one. two. ' + "three. " * 90 + '"\n', "a.toml").data
