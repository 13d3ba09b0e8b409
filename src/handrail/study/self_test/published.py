"""Published tables, small enough to be typed in, with what is known about them and from where.

They are facts about schools, slides, students and patients of long ago, each under its source.
"""

from __future__ import annotations

SCHOOLS: dict[str, tuple[int, float, tuple[int, ...]]] = {
    "E": (
        4421,
        44.2099990844727,
        (
            840, 516, 531, 501, 720, 805, 778, 731, 592, 669, 497, 638, 534, 705, 761, 771, 751,
            474, 832, 559, 765, 744, 865, 782, 745, 892, 619, 616, 703, 509, 806, 759, 740, 642,
            565, 726, 863, 765, 893, 398, 539, 776, 580, 503, 724, 476, 529, 870, 746, 836, 756,
            423, 588, 606, 632, 651, 553, 676, 861, 588, 597, 884, 819, 542, 509, 493, 893, 709,
            596, 609, 671, 720, 669, 650, 836, 542, 578, 814, 777, 719, 617, 856, 723, 609, 676,
            668, 421, 667, 631, 845, 631, 696, 714, 788, 667, 568, 847, 679, 477, 521,
        ),
    ),
    "M": (
        1018,
        20.3600006103516,
        (
            496, 505, 409, 609, 867, 685, 647, 745, 694, 676, 870, 500, 679, 552, 559, 650, 565,
            443, 774, 668, 581, 878, 753, 528, 678, 535, 667, 534, 648, 551, 485, 765, 743, 403,
            695, 551, 467, 669, 773, 780, 693, 635, 660, 733, 657, 606, 522, 601, 819, 627,
        ),
    ),
    "H": (
        755,
        15.1000003814697,
        (
            467, 522, 455, 509, 681, 666, 582, 641, 510, 527, 681, 724, 525, 712, 680, 784, 743,
            593, 518, 770, 721, 713, 816, 641, 667, 610, 618, 717, 610, 868, 678, 418, 712, 784,
            472, 764, 646, 585, 556, 600, 599, 706, 409, 635, 477, 710, 453, 546, 646, 624,
        ),
    ),
}  # fmt: skip
"""Stratum (elementary, middle, high) to its schools in California, the weight in the file, and the Academic
Performance Index of 2000 of each sampled school. California Department of Education, as in ``apistrat`` of
R's package survey."""

SCHOOLS_MEAN, SCHOOLS_ERROR = 662.287363159321, 9.40894080278458
"""R's survey 4.5, ``svymean(~api00, svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc))``."""

CODERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Four coders by twelve units. Krippendorff 2011, Computing Krippendorff's Alpha-Reliability."""

ALPHA = {"nominal": 0.743421, "ordinal": 0.815388, "interval": 0.849107, "ratio": 0.797403}
"""The same paper's alphas, to the digits of the program krippendorff 0.9.0."""

STUDENTS: dict[str, int] = {
    "1111": 20,
    "1112": 2,
    "1121": 9,
    "1122": 2,
    "1211": 6,
    "1212": 1,
    "1221": 4,
    "1222": 1,
    "2111": 38,
    "2112": 7,
    "2121": 24,
    "2122": 6,
    "2211": 25,
    "2212": 6,
    "2221": 23,
    "2222": 42,
}
"""Answers of 216 students to four role conflicts, as counts of patterns. Stouffer and Toby 1951, American
Journal of Sociology 56, 395-406."""

STUDENTS_FIT = (-504.467670, 2.719922)
"""Two classes: log-likelihood and G2 by R's poLCA 1.6.0.2. Goodman 1974, Biometrika 61, 215-231, has this
model."""

SLIDES: dict[str, int] = {
    "1111111": 34,
    "1111211": 2,
    "1211111": 6,
    "1211112": 1,
    "1211211": 4,
    "1211212": 5,
    "2111111": 2,
    "2121212": 1,
    "2211111": 2,
    "2211112": 1,
    "2211211": 2,
    "2211212": 7,
    "2211222": 1,
    "2212112": 1,
    "2212212": 2,
    "2212222": 3,
    "2221212": 13,
    "2221222": 5,
    "2222212": 10,
    "2222222": 16,
}
"""Seven pathologists' readings of 118 slides (1 no carcinoma, 2 carcinoma), as counts of patterns. Agresti
2002, Categorical Data Analysis, table 13.1."""

SLIDES_FIT = (-293.704979, 15.261712)
"""Three classes: log-likelihood and G2 by R's poLCA 1.6.0.2."""

SMOKERS = {("case", "smoker"): 647, ("case", "not"): 2, ("control", "smoker"): 622, ("control", "not"): 27}
"""Men with and without carcinoma of the lung. Doll and Hill 1950, British Medical Journal 2, 739-748,
table IV."""
