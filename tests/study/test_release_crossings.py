"""Groups that no table could list cost no table its numbers while a reader cannot tell that they are few."""

import json
from collections.abc import Callable
from pathlib import Path

from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]


def test_a_group_that_only_several_tables_cross_withholds_nothing_while_it_may_be_large_or_nobody(
    thin_built: Path,
) -> None:
    # Of 400 respondents, those contacted who gave no answer on visibility and judged their report can be
    # placed between 4 and 13, and those contacted who gave no age between 0 and 8: neither is surely few.
    results = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    withheld = {one["id"] for one in results if any(cell["withheld"] for cell in one["table"])}
    assert withheld == {"estimate:public-profile-by-gender"}
