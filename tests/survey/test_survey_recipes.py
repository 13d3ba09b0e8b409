"""Recipes, column bytes, and the light table of methods."""

import subprocess
import sys
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.survey import METHODS, Recipe, Survey, Variable, column_bytes, derive
from handrail.values import DataError

FRAME = pl.DataFrame(
    {
        "q1": [1.0, 2.0, 9.0, None],
        "q2": ["1", "2 ", "x", None],
        "q3": [1, 2, 3, 3],
        "age": [15.0, 16.0, 99.0, 17.0],
        "said": ["a", "b", "c", "d"],
    }
)
SURVEY = Survey(
    "s.sav",
    FRAME,
    (
        Variable(
            "q1",
            "Told?",
            value_labels={1.0: "Yes", 2.0: "No", 9.0: "Prefer not to say"},
            missing_values=(9.0,),
        ),
        Variable("q2", kind="text"),
        Variable("q3", value_labels={1: "Never", 2: "Sometimes", 3: "Always"}),
        Variable("age", missing_ranges=((97.0, 99.0),)),
        Variable("said", kind="text"),
    ),
    "sav",
)


def made(**parts):
    return derive(SURVEY, [Recipe("v", label="V", **parts)])["v"]


@pytest.mark.parametrize("yes", [1, 1.0, "1", " 1", "1.0"])
@pytest.mark.parametrize("source", ["q1", "q2"])
def test_yes_and_no_match_however_the_code_is_written(source, yes):
    column = made(source=source, yes=(yes,), no=("2",))
    assert column.to_list() == [1, 0, None, None]
    assert column.dtype == pl.Int8


def test_categories_keep_their_order_and_prefer_not_to_say():
    column = made(source="q1", categories={"2": "No", "1": "Yes", "9": "Prefer not to say"})
    assert column.to_list() == ["Yes", "No", "Prefer not to say", None]
    assert column.dtype == pl.Enum(["No", "Yes", "Prefer not to say"])


def test_categories_merge_codes_and_leave_the_others_missing():
    assert made(source="q3", categories={"2": "Ever", "3": "Ever"}).to_list() == [
        None,
        "Ever",
        "Ever",
        "Ever",
    ]


def test_answers_stay_as_they_are_with_their_labels_where_these_cover_them():
    assert made(source="q3").to_list() == ["Never", "Sometimes", "Always", "Always"]
    assert made(source="q3").dtype == pl.Enum(["Never", "Sometimes", "Always"])
    # The declared missing code is out before labels are applied.
    assert made(source="q1").to_list() == ["Yes", "No", None, None]
    assert made(source="age").to_list() == [15.0, 16.0, None, 17.0]
    assert made(source="said").to_list() == ["a", "b", "c", "d"]


def test_labels_that_cover_only_some_answers_leave_numbers():
    part = Survey("s", pl.DataFrame({"h": [0, 1, 25]}), (Variable("h", value_labels={0: "None"}),), "csv")
    assert derive(part, [Recipe("v", "h", "Hours")])["v"].to_list() == [0, 1, 25]


def test_every_mistake_of_the_recipes_is_named_together():
    recipes = [
        Recipe("a", "q11", "A"),
        Recipe("b", "q1", "B", yes=(1, 2), no=("2.0",)),
        Recipe("c", "q1", "C", yes=(5,), no=(6,)),
        Recipe("d", "q1", "D", yes=(1,)),
        Recipe("e", "q3", "E"),
        Recipe("e", "q3", "E"),
        Recipe("f", "q3", "F", categories={"1": "x", "1.0": "y"}),
    ]
    with pytest.raises(DataError) as caught:
        derive(SURVEY, recipes)
    unknown, both, empty, one, twice, split = caught.value.problems
    assert "did you mean 'q1'" in unknown.remedy
    assert both.received == "both: 2"
    assert "'c'" in empty.rule
    assert empty.remedy == "its codes are: 1 = Yes, 2 = No, 9 = Prefer not to say"
    assert one.received == "only one of the two"
    assert twice.received == "'e' twice"
    assert split.received == "code 1 twice"


def test_a_column_without_value_labels_never_has_its_answers_in_a_message():
    with pytest.raises(DataError) as caught:
        made(source="said", yes=("y",), no=("n",))
    message = str(caught.value)
    assert "questionnaire" in message
    assert not any(f"'{answer}'" in message for answer in "abcd")


def test_equal_answers_have_equal_bytes_whatever_file_they_came_from():
    spss = pl.Series("x", [1.0, 2.0, None, -0.0])
    csv = pl.Series("y", [1, 2, None, 0], dtype=pl.Int64)
    assert column_bytes(spss) == column_bytes(csv) == column_bytes(csv.cast(pl.Int8))
    assert column_bytes(pl.Series([1.0, float("nan")])) == column_bytes(pl.Series([1.0, None]))
    assert column_bytes(pl.Series([None, None], dtype=pl.String)) == column_bytes(
        pl.Series([None, None], dtype=pl.Float64)
    )
    words = pl.Series(["a", None, "b"])
    assert column_bytes(words) == column_bytes(words.cast(pl.Enum(["b", "a"])))


DIFFERENT = [
    pl.Series([1, 2]),
    pl.Series([2, 1]),
    pl.Series([1, None]),
    pl.Series([None, 1]),
    pl.Series([1, 0]),
    pl.Series([1, 2, None]),
    pl.Series([1.5, 2.0]),
    pl.Series([True, False]),
    pl.Series(["1", "2"]),
    pl.Series(["12", ""]),
    pl.Series(["", "12"]),
    pl.Series(["12", None]),
    pl.Series([None, None]),
    pl.Series([None]),
    pl.Series([date(2020, 1, 1), date(2020, 1, 2)]),
    pl.Series([datetime(2020, 1, 1), datetime(2020, 1, 2)]),
    pl.Series([2**63, 2**63 + 1], dtype=pl.UInt64),
    pl.Series([2**53, 2**53 + 1]),
    pl.Series([2**53, 2**53]),
]


def test_different_answers_have_different_bytes():
    assert len({column_bytes(series) for series in DIFFERENT}) == len(DIFFERENT)


@given(
    st.lists(st.one_of(st.none(), st.integers(-(2**50), 2**50))),
    st.lists(st.one_of(st.none(), st.text(max_size=4))),
)
def test_bytes_tell_columns_apart_and_only_those(numbers, words):
    floats = pl.Series(numbers, dtype=pl.Float64, strict=False)
    assert column_bytes(floats) == column_bytes(pl.Series(numbers, dtype=pl.Int64))
    if numbers and numbers[0] is not None:
        changed = [numbers[0] + 1, *numbers[1:]]
        assert column_bytes(pl.Series(changed, dtype=pl.Int64)) != column_bytes(floats)
    if words and words[0] is not None:
        changed_words = [words[0] + "x", *words[1:]]
        assert column_bytes(pl.Series(changed_words, dtype=pl.String)) != column_bytes(
            pl.Series(words, dtype=pl.String)
        )


def test_a_column_of_lists_has_no_bytes():
    with pytest.raises(DataError):
        column_bytes(pl.Series([[1], [2]]))


def test_the_methods_are_known_without_loading_numerics():
    code = (
        "import sys; from handrail.survey.methods import METHODS;"
        "from handrail.survey import METHODS as again;"
        "assert again is METHODS;"
        "heavy = {'polars', 'numpy', 'scipy', 'pyreadstat', 'pandas'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_every_method_has_a_version_and_a_reference():
    assert {f"survey.{name}" for name in ("read", "proportion", "mean", "logit", "quantile")} <= set(METHODS)
    assert {"survey.crosstab", "survey.difference", "survey.linear", "survey.multinomial"} <= set(METHODS)
    for name, method in METHODS.items():
        assert method.name == name
        assert isinstance(method.version, int)
        assert method.reference
    for name in ("survey.proportion", "survey.mean"):
        assert "Binder 1983" in METHODS[name].reference


def test_every_public_name_of_the_room_loads():
    import handrail.survey as room

    for name in room.__all__:
        assert getattr(room, name) is not None
    assert set(room.__all__) == set(dir(room))
    # A module of the same name would hide a function once it is loaded.
    assert callable(room.estimate)
    assert callable(room.derive)
