import numpy as np
import pytest

from core.plots.distances import SEEN, SIZE, picture
from core.plots.theme import GENERATED, REAL
from core.settings import trainer_spec
from core.training.distances import EXPERIMENTS, DistancesTrainer
from core.training.trainer import Frame

BLUE, ORANGE = ([int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (REAL, GENERATED))


def drawn(theta: float, p, q) -> np.ndarray:
    arrays = {"p": np.array(p, np.float16), "q": np.array(q, np.float16)}
    plan = {"rows": np.array([0], np.int16), "columns": np.array([0], np.int16), "mass": np.array([1], np.float16)}
    board = picture(Frame(3, {"theta": theta, "w1": abs(theta)}, plan), {}, arrays)
    assert board.size == (SIZE, SIZE)
    return np.asarray(board).astype(int)


def at(board: np.ndarray, x: float, y: float) -> np.ndarray:
    return board[int((1 - y / SEEN) / 2 * SIZE), int((x / SEEN + 1) / 2 * SIZE)]


def test_q_is_drawn_where_it_was_carried_and_joined_to_p():
    board = drawn(2.0, [[0.0, 0.5]], [[0.0, 0.5]])
    assert np.abs(at(board, 0, 0.5) - BLUE).max() < 40
    assert np.abs(at(board, 2, 0.5) - ORANGE).max() < 40
    assert at(board, 1, 0.5).max() < 250  # the move between them
    assert at(board, 1, -0.5).min() == 255


def test_points_of_the_line_lie_on_its_axis():
    board = drawn(-1.0, [[1.0]], [[0.0]])
    assert np.abs(at(board, 1, 0) - BLUE).max() < 40
    assert np.abs(at(board, -1, 0) - ORANGE).max() < 40


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_experiment_can_be_exported_as_a_picture(experiment):
    small = {"apart": {"samples": 16}, "race": {"samples": 16, "d_width": 8}, "microscope": {"d_width": 8}}[experiment]
    trainer = DistancesTrainer(trainer_spec("distances").parse({"experiment": experiment, "pair": "discs"} | small))
    facts, arrays = trainer.static()
    board = picture(trainer.observe(), facts, arrays)
    assert len(board.convert("L").getcolors()) > 2
