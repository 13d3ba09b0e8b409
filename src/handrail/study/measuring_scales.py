"""Scales of a plan: which items are turned round, and over which range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handrail.values import DataError, Result

if TYPE_CHECKING:
    from handrail.study.measuring import Asked


def scale_of(asked: Asked) -> Result:
    """Return a scale as a result, with its reversed items turned round."""
    from handrail.survey import scale_result

    analysis = asked.analysis
    return scale_result(
        asked.design,
        {name: asked.variables[name].label for name in analysis.items},
        asked.domain,
        coefficients=analysis.coefficients or ("alpha",),
        reverse={name: _range_of(name, asked) for name in analysis.reversed},
        level=analysis.level,
        **asked.described,
    )


def _range_of(name: str, asked: Asked) -> tuple[float, float]:
    """Return the lowest and highest answer that an item's question offers, as plan or file declare it.

    Never the answers that were given: nobody may have given the lowest.

    Raises
    ------
    DataError
        Where neither declares it.
    """
    variable = asked.variables[name]
    if variable.yes:
        return 0.0, 1.0
    codes = [float(code) for code in variable.categories] or list(asked.labelled_codes.get(name, ()))
    if len(codes) >= 2:
        return min(codes), max(codes)
    if asked.analysis.item_range is None:
        raise DataError.because(
            "the range of an item that is reversed is declared, and not taken from the answers",
            f"'{name}' in analysis '{asked.analysis.id}', without categories and labels",
            "add item_range = [lowest, highest] to the analysis, or categories to the variable",
            file="study.toml",
        )
    return asked.analysis.item_range
