"""What reaches a generator that stands still, against finite differences and networks made by hand."""

import math

import numpy as np
import pytest
import torch

from core.__main__ import make_trainer
from core.objectives.adversarial import generator_losses
from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.settings.microscope import CRITICS, DISCRIMINATORS, LOSSES, discriminator_of
from core.training.microscope import BOUNDARY, SEEN, SIDE, angles
from core.training.trainer import Diverged

SMALL = {"experiment": "microscope", "samples": 32, "d_width": 16, "batch_size": 16}


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def make(**values):
    spec = trainer_spec("distances")
    settings = SMALL | values
    if settings.get("pair") in ("points", "drawn"):
        del settings["samples"]  # these are all the points there are
    return make_trainer(spec, spec.parse(settings))


def train(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def by_hand(trainer, slope, level):
    """Every network becomes D(x, y) = level + slope · x, for x below 10: one unit carries 10 − x."""
    for discriminator in trainer.experiment.discriminators.values():
        weight, bias, last, end = discriminator.frozen
        for p in discriminator.frozen:
            p.zero_()
        weight[:, 0, 0], bias[:, 0, 0], last[:, 0, 0], end[:] = -1.0, 10.0, -slope, level + 10 * slope
    return trainer


def equal(a, b):
    return (
        a.scalars == b.scalars
        and a.arrays.keys() == b.arrays.keys()
        and all(np.array_equal(array, b.arrays[name]) for name, array in a.arrays.items())
    )


def test_the_same_seed_gives_the_same_frames_and_another_one_others():
    one, two, other = (train(make(pair="discs", seed=seed), 5).observe() for seed in (3, 3, 4))
    assert equal(one, two)
    assert one.scalars["grad_minimax"] != other.scalars["grad_minimax"]


def test_observing_changes_nothing():
    watched, alone = make(pair="discs"), make(pair="discs")
    for _ in range(4):
        watched.observe()
        watched.critics()
        watched.step()
    assert equal(watched.observe(), train(alone, 4).observe())


@pytest.mark.parametrize("pair", ["discs", "gaussians_1d"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_the_slope_of_the_generators_loss_by_its_shift(loss, pair):
    trainer = train(make(pair=pair, theta=1.5), 40)
    discriminator, nudge = trainer.experiment.discriminators[discriminator_of(loss)], 1e-7

    def mean_loss(shift):
        points = torch.from_numpy(trainer.experiment.fake + shift)[None]
        with torch.no_grad():
            return generator_losses(loss, discriminator.judge(points)).mean().item()

    slopes = [(mean_loss(step) - mean_loss(-step)) / (2 * nudge) for step in nudge * np.eye(2)]
    assert trainer.observe().scalars[f"grad_{loss}"] == pytest.approx(math.hypot(*slopes), rel=1e-4)


def test_copies_train_like_single_runs_with_the_next_seeds():
    together = train(make(pair="discs", seeds=3, seed=5), 6).state()
    for i in range(3):
        alone = train(make(pair="discs", seed=5 + i), 6).state()
        for name, value in alone.items():
            if "steps" not in name:
                assert together[name][i] == pytest.approx(value[0], rel=1e-3, abs=2e-4), name


def test_a_number_is_the_median_of_the_copies():
    frame = train(make(pair="lines", seeds=3), 4).observe()
    names = [f"{measure}_{loss}" for measure in ("grad", "angle") for loss in LOSSES]
    names += [f"{measure}_{network}" for measure in ("accuracy", "slope") for network in DISCRIMINATORS]
    for name in (*names, *(f"critic_{network}" for network in CRITICS)):
        assert frame.arrays[f"seed_{name}"].shape == (3,)
        assert frame.scalars[name] == pytest.approx(np.median(frame.arrays[f"seed_{name}"]), rel=1e-6)


def test_a_critic_that_is_linear_by_hand_reads_as_it_must():
    """Five points and their copies 2 further on: the plan moves each by −x, and D = 1 − x is a best critic."""
    frame = by_hand(make(pair="points", theta=2.0, d_depth=1), slope=-1.0, level=1.0).observe()
    for loss in LOSSES:
        assert frame.scalars[f"angle_{loss}"] == pytest.approx(0, abs=1e-9)
    for network in DISCRIMINATORS:
        assert frame.scalars[f"slope_{network}"] == pytest.approx(1)
    for loss in CRITICS:
        assert frame.scalars[f"grad_{loss}"] == pytest.approx(1)
        assert frame.scalars[f"critic_{loss}"] == pytest.approx(frame.scalars["w1"]) == pytest.approx(2)
        assert frame.scalars[f"accuracy_{loss}"] == 1
    wrong = by_hand(make(pair="points", theta=2.0, d_depth=1), slope=1.0, level=-5.0).observe().scalars
    assert [wrong[f"angle_{loss}"] for loss in LOSSES] == pytest.approx([180] * 5)
    assert wrong["accuracy_wasserstein_gp"] == 0


def test_a_gradient_far_below_float32_keeps_its_digits():
    """D = 60 − 100 x is some −190 at q, where the saturating loss has the slope σ(D) |∇D|."""
    trainer = by_hand(make(pair="points", theta=2.5, d_depth=1), slope=-100.0, level=60.0)
    x = trainer.experiment.fake[:, 0]
    expected = np.mean(100 * np.exp(-np.logaddexp(0, 100 * x - 60)))
    assert 1e-90 < expected < 1e-45
    scalars = trainer.observe().scalars
    assert scalars["grad_minimax"] == pytest.approx(expected, rel=1e-6)
    assert scalars["grad_non_saturating"] == pytest.approx(100)


@pytest.mark.parametrize("slope", [-100.0, -1.0])
def test_arrows_keep_their_directions_however_short_they_are(slope):
    frame = by_hand(make(pair="points", theta=2.5, d_depth=1), slope=slope, level=-0.6 * slope).observe()
    for loss in LOSSES:
        arrows = frame.arrays[f"gradients_{loss}"].astype(float)
        assert np.hypot(*arrows.T).max() == pytest.approx(1, abs=1e-3)
        assert arrows[:, 0].min() == pytest.approx(-1, abs=1e-3)  # downhill for the generator: to the data
        assert arrows[:, 0].max() <= 0


def test_a_picture_has_the_networks_boundary_in_the_middle_of_its_scale():
    """D = 1 − x: cross-entropy has its boundary at x = 1, least squares at ½, critics half way from q (2) to p (0)."""
    trainer = by_hand(make(pair="points", theta=2.0, d_depth=1), slope=-1.0, level=1.0)
    frame, x = trainer.observe(), np.linspace(-SEEN, SEEN, SIDE)
    middle = np.mean(trainer.experiment.real[:, 0]) + 1.0
    edges = {"minimax": 1.0, "least_squares": 0.5} | dict.fromkeys(CRITICS, middle)
    for network, edge in edges.items():
        row = frame.arrays[f"surface_{network}"][SIDE // 2].astype(float) - BOUNDARY
        away = edge - x
        expected = np.tanh(away / 2) if network == "minimax" else away / np.abs(away).max()
        np.testing.assert_allclose(row, (BOUNDARY - 1) * expected, atol=0.6)
    assert trainer.static()[0]["boundary"] == BOUNDARY
    assert set(edges) == {name.removeprefix("surface_") for name in frame.arrays if name.startswith("surface_")}


def test_a_frame_says_of_the_pair_what_does_not_depend_on_epsilon():
    scalars = make(pair="gaussians_2d").observe().scalars
    assert {"w1", "w2", "js", "kl", "grad_w1", "grad_js"} <= scalars.keys()
    assert not any("sinkhorn" in name for name in scalars)


def test_angles_of_known_vectors():
    ahead = torch.tensor([[1.0, 0.0]] * 5)
    others = torch.tensor([[2.0, 0.0], [0.0, -3.0], [-1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    assert angles(ahead, others)[:4].tolist() == pytest.approx([0, 90, 180, 45], abs=1e-4)
    assert math.isnan(angles(ahead, others)[4])


def test_an_angle_that_nobody_has_is_left_out():
    """Five points that lie on their copies already: the plan has nowhere to send them."""
    scalars = make(pair="points", theta=0.0).observe().scalars
    assert "angle_minimax" not in scalars
    assert all(math.isfinite(value) for value in scalars.values())
    assert scalars["w1"] == 0


def test_settings_that_do_nothing_are_refused_with_the_reason():
    spec = trainer_spec("distances")
    with pytest.raises(SettingsError, match="seeds=3: only in the microscope"):
        spec.parse({"seeds": 3})
    with pytest.raises(SettingsError, match="d_width=8: nothing is learned here"):
        spec.parse({"d_width": 8})
    with pytest.raises(SettingsError, match="epsilon=1: nothing here is entropic"):
        spec.parse({"experiment": "microscope", "epsilon": 1})


def test_state_and_load_go_on_alike():
    trainer = train(make(pair="discs", seeds=2), 7)
    other = make(pair="discs", seeds=2)
    other.load(trainer.state())
    other.step_count = trainer.step_count
    assert equal(trainer.observe(), other.observe())
    train(other, 2)
    with pytest.raises(ValueError, match=r"minimax\.0: expected an array of shape"):
        make(pair="discs").load(trainer.state())


def test_live_settings_reach_every_network():
    trainer = make(pair="discs")
    trainer.apply(trainer.settings.model_copy(update={"lr_d": 0.05, "clip": 0.5}))
    train(trainer, 20)
    largest = max(p.abs().max().item() for p in trainer.experiment.discriminators["wasserstein_clip"].frozen)
    assert largest == pytest.approx(0.5)


def test_what_breaks_is_named_and_nothing_has_moved():
    trainer = make(pair="discs")
    trainer.experiment.discriminators["minimax"].frozen[0].fill_(math.nan)
    before = trainer.state()
    with pytest.raises(Diverged, match="loss_d_minimax became nan at step 1"):
        trainer.step()
    assert all(np.array_equal(value, before[name], equal_nan=True) for name, value in trainer.state().items())


def test_one_dimension_lies_on_the_plane_and_every_pair_can_be_looked_at():
    experiment = train(make(pair="gaussians_1d"), 2).experiment
    assert (experiment.real[:, 1] == 0).all()
    assert (experiment.fake[:, 1] == 0).all()
    for pair in ("points", "lines", "gaussians_2d", "discs", "intervals", "histograms", "drawn"):
        frame = train(make(pair=pair, theta=2.5), 2).observe()
        assert all(math.isfinite(value) for value in frame.scalars.values())
        assert 0 < frame.scalars["grad_wasserstein_gp"] < 10


def test_a_frame_is_small():
    for seeds in (1, 16):
        frame = make(pair="discs", samples=256, seeds=seeds).observe()
        assert sum(array.nbytes for array in frame.arrays.values()) <= 20_000


def test_the_exact_critic_beside_the_learned_ones():
    trainer = train(make(pair="discs", theta=2.5, d_width=64, batch_size=64), 300)
    answer = trainer.critics()
    row = {name: i for i, name in enumerate(answer["names"])}
    exact, penalised = row["exact"], row["wasserstein_gp"]
    assert answer["w1"] == pytest.approx(trainer.observe().scalars["w1"], abs=1e-9)
    assert answer["values"][exact] == pytest.approx(answer["w1"], abs=1e-9)
    assert answer["slopes"][exact] == pytest.approx(1, abs=1e-6)
    assert answer["steepest"][exact] == pytest.approx(1, abs=1e-6)
    assert 0.9 * answer["w1"] < answer["scaled"][penalised] < 1.02 * answer["w1"]
    assert answer["steepest"][row["wasserstein_clip"]] < 0.1
    scalars = trainer.observe().scalars
    for name in CRITICS:
        assert answer["slopes"][row[name]] == pytest.approx(scalars[f"slope_{name}"], rel=1e-6)
        assert answer["values"][row[name]] == pytest.approx(scalars[f"critic_{name}"], rel=1e-6)
    middle = np.abs(answer["x"] - 1.25) < 0.7  # between the discs all must fall with slope 1, the exact one does
    assert np.diff(answer["lines"][exact][middle]) == pytest.approx(-np.diff(answer["x"][middle]), abs=0.01)


def test_only_the_microscope_has_critics():
    with pytest.raises(ValueError, match="experiment=apart: no critic is trained; allowed: microscope"):
        make(experiment="apart", d_width=64, batch_size=128).critics()


def test_where_the_supports_overlap_the_gradient_stays():
    scalars = train(make(pair="gaussians_2d", theta=1.0, d_width=64, batch_size=128), 600).observe().scalars
    assert scalars["grad_minimax"] > 0.1
    assert 0.7 < scalars["accuracy_minimax"] < 0.95


def test_the_saturating_gradient_vanishes_and_the_penalised_critic_keeps_its_slope():
    """The lesson's claim, for one seed at full length; ten seeds are recorded in assets/microscope."""
    spec = trainer_spec("distances")
    trainer = make_trainer(spec, spec.parse({"preset": "microscope", "seed": 11}))
    before = trainer.observe().scalars
    after = train(trainer, trainer.settings.steps).observe().scalars
    assert after["js"] == pytest.approx(math.log(2), abs=1e-9)  # the supports do not overlap
    assert before["grad_minimax"] / after["grad_minimax"] >= 1e4
    assert 0.8 <= after["slope_wasserstein_gp"] <= 1.2
    assert after["angle_wasserstein_gp"] < 10
