"""What a browser may ask about a transposed convolution, and what not."""

import pytest

from core.ui.growing import valid_question

GOOD = {"x": [[1, 2.5], [3, -4]], "kernel": [[1, 0, 1], [0, 1, 0], [2, 0, -1]], "stride": 2, "padding": 1}


def test_a_question_in_bounds_is_taken():
    assert valid_question(GOOD) == GOOD


@pytest.mark.parametrize(
    "wrong",
    [
        {"stride": 0},
        {"stride": 4},
        {"stride": 2.0},
        {"stride": True},
        {"padding": -1},
        {"padding": 2},
        {"padding": "1"},
        {"x": [[1]]},
        {"x": [[1, 2], [3]]},
        {"x": [[1, 2], [3, float("nan")]]},
        {"x": [[1, 2], [3, "4"]]},
        {"x": [[1, 2], [3, 1e6]]},
        {"x": [[0] * 4] * 4},
        {"kernel": [[0] * 5] * 5},
        {"kernel": "<script>"},
        {"more": 1},
    ],
    ids=str,
)
def test_anything_else_is_not(wrong):
    assert valid_question(GOOD | wrong) is None


@pytest.mark.parametrize("asked", [None, [], "question", {"x": GOOD["x"]}], ids=str)
def test_nor_is_what_is_no_question(asked):
    assert valid_question(asked) is None
