"""TOML that no person writes is refused at once."""

from __future__ import annotations

import time

import pytest

from handrail.values import DataError, parse_toml


@pytest.mark.parametrize(
    "text",
    [
        "text" * 20_000,
        "a." * 60_000 + "b = 1\n",
        "a . " * 60_000,
        '"' + "a" * 70_000,
        "[" + "a." * 2_000 + "b]\n",
    ],
    ids=["one word", "one key", "one key with spaces", "a quote", "a table"],
)
def test_a_word_or_a_key_without_end_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(DataError):
        parse_toml(text, "memos.toml")
    assert time.process_time() - began < 1


def test_long_keys_and_long_values_that_people_may_write_are_read() -> None:
    text = f'{"a" * 200} = "{"word " * 20_000}"\n' + "a.b.c = 1\n"
    assert parse_toml(text, "memos.toml").data["a"] == {"b": {"c": 1}}
