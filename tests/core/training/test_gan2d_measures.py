"""What frames, evaluations and questions say, against the same thing computed another way."""

import json
import math

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from core.data.points import HELD_OUT, make_world
from core.objectives.adversarial import generator_losses
from core.settings.gan2d import SIGMOID
from core.training.gan2d_measures import Measures
from core.training.gan2d_probe import ARROWS, JUDGED, SIDE, latent_ticks, plane
from tests.core.training.gan2d_cases import LOSSES, make, train


@pytest.fixture(scope="module")
def trained():
    return train(make(g_width=32, d_width=32, batch_size=64), 300)


# ---- measures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ring", "grid", "gaussians", "spiral"])
def test_a_perfect_generator_scores_the_noise_floors(name):
    world = make_world(name)
    measures = Measures(world, w1_points=256)
    random = np.random.RandomState(77)
    rounds = [measures(world.sample(HELD_OUT, random)[None])[0] for _ in range(6)]
    for measure in ("w1", "js", "kl"):
        assert np.mean([scalars[measure] for scalars in rounds]) == pytest.approx(
            rounds[0][f"{measure}_floor"], rel=0.35
        )
    if world.has_modes:
        assert all(scalars["modes"] == len(world.modes) for scalars in rounds)
        error = (0.9889 * 0.0111 / HELD_OUT / 6) ** 0.5
        assert np.mean([scalars["high_quality"] for scalars in rounds]) == pytest.approx(0.9889, abs=5 * error)


def test_a_collapsed_generator_is_told_from_a_perfect_one():
    world = make_world("ring")
    one = make_world("ring").modes[3] + 0.02 * np.random.RandomState(0).randn(1, HELD_OUT, 2)
    scalars, arrays = Measures(world, w1_points=256)(one)
    assert (scalars["modes"], scalars["modes_held"], scalars["top_mode"], scalars["top_share"]) == (1, 1, 3, 1)
    assert scalars["high_quality"] > 0.97
    assert arrays["mode_shares"][0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert scalars["js"] > 0.5 * math.log(2)
    assert scalars["w1"] > 5 * scalars["w1_floor"]


def test_the_frames_w1_is_that_of_the_best_assignment(trained):
    points, _ = trained.probe.generate(trained.players)
    cost = cdist(trained.world.held_out[:256], points[0, :256].numpy())
    rows, columns = linear_sum_assignment(cost)
    assert trained.observe().scalars["w1"] == pytest.approx(cost[rows, columns].mean(), rel=1e-5)


def test_evaluating_measures_more_points(trained):
    frame, steady = trained.observe().scalars, trained.evaluate()
    assert frame.keys() == steady.keys()
    assert steady["w1_floor"] < frame["w1_floor"]
    assert steady["high_quality"] == pytest.approx(frame["high_quality"], abs=0.05)


# ---- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
def test_the_surface_can_be_read_back(loss):
    trainer = train(make(loss=loss), 20)
    frame = trainer.observe()
    answer = trainer.discriminate(points=plane(SIDE).numpy())
    values = answer.get("probability", answer["output"]).reshape(SIDE, SIDE)
    low, high = frame.scalars["surface_low"], frame.scalars["surface_high"]
    read = low + (high - low) * frame.arrays["surface"] / 255
    np.testing.assert_allclose(read, values, atol=(high - low) / 255)
    assert trainer.static()[0]["probability"] == (loss in SIGMOID)


def test_the_first_row_of_the_surface_is_the_lowest():
    grid = plane(SIDE).reshape(SIDE, SIDE, 2)
    assert grid[0, 0].tolist() == [-3, -3]
    assert grid[0, -1].tolist() == [3, -3]
    assert grid[-1, 0].tolist() == [-3, 3]


@pytest.mark.parametrize("values", [{"loss": loss} for loss in LOSSES] + [{"packing": 2}, {"minibatch": "stddev"}])
def test_arrows_point_where_the_generators_loss_falls(values):
    """Against finite differences of the loss of all generated points, statistics and packs included."""
    trainer = train(make(d_activation="tanh", **values), 20)
    players = trainer.players
    arrows = trainer.observe().arrays["gradients"].astype(float)
    points = trainer.probe.generate(players)[0][:, :JUDGED]
    parameters = [p.double() for p in players.frozen_d]

    def loss(moved: torch.Tensor) -> float:
        return generator_losses(trainer.settings.loss, players.d(moved.double(), parameters, 1)).sum().item()

    for i in (0, 1, 50, ARROWS - 1):
        for axis in (0, 1):
            step = torch.zeros(points.shape, dtype=torch.float64)
            step[0, i, axis] = 1e-4
            slope = (loss(points + step) - loss(points - step)) / 2e-4
            assert arrows[i, axis] == pytest.approx(-slope, rel=5e-3, abs=2e-3)


def test_unrolled_arrows_run_through_the_discriminators_answers():
    usual, unrolled = train(make(), 10), make(unroll=5)
    unrolled.load(usual.state())
    a, b = (trainer.observe().arrays for trainer in (usual, unrolled))
    assert np.array_equal(a["points"], b["points"])
    assert np.array_equal(a["surface"], b["surface"])
    assert not np.array_equal(a["gradients"], b["gradients"])


def test_the_gradients_norms_are_those_of_the_objectives(trained):
    """Once more by the whole chain, for the mean loss of the same points."""
    players, probe = trained.players, trained.probe
    z = probe.latents[:, :JUDGED]
    loss = players.objective_g(players.g(z, players.all.g), players.frozen_d, None).sum()
    norm = sum(g.square().sum() for g in torch.autograd.grad(loss, players.all.g)).sqrt()
    scalars = trained.observe().scalars
    assert scalars["grad_g"] == pytest.approx(norm.item(), rel=1e-4)
    assert scalars["loss_g"] == pytest.approx(loss.item(), rel=1e-5)


def test_cross_entropies_and_accuracies_of_a_blind_discriminator():
    """With D = ½ everywhere: ln 2 for both, and half of the judgements are right."""
    trainer = make()
    for p in trainer.players.frozen_d:
        p.zero_()
    scalars = trainer.observe().scalars
    assert scalars["ce_d"] == pytest.approx(math.log(2))
    assert scalars["ce_g"] == pytest.approx(math.log(2))
    assert scalars["accuracy_real"] + scalars["accuracy_fake"] == 1
    assert scalars["slope"] == scalars["grad_g"] == 0


def test_the_mesh_is_g_of_a_grid_of_quantiles(trained):
    values = latent_ticks("normal")
    facts, arrays = trained.static()
    assert torch.special.ndtr(values[[0, 8, -1]]).tolist() == pytest.approx([0.02, 0.5, 0.98], abs=1e-5)
    assert facts["latent_range"] == pytest.approx([-2.0537, 2.0537], abs=1e-3)
    mesh = trained.observe().arrays["mesh"].astype(float)
    corner = trained.decode(z=np.array([[values[-1], values[0]]]))["points"]
    np.testing.assert_allclose(mesh[0, -1], corner[0], atol=2e-3)
    np.testing.assert_allclose(latent_ticks("uniform")[[0, -1]], [-0.96, 0.96], atol=1e-6)
    np.testing.assert_allclose(arrays["latent_ticks"].astype(float), values, atol=2e-3)


def test_static_says_how_to_read_the_frames():
    facts, arrays = make(world="grid", packing=2).static()
    assert facts["modes"] == len(facts["centres"]) == 25
    assert facts["companions"].endswith(".")
    assert make().static()[0]["companions"] == ""
    assert (arrays["real"].dtype.name, arrays["real"].shape) == ("float16", (512, 2))
    assert set(facts["floors"]) == {"w1_floor", "js_floor", "kl_floor"}
    json.dumps(facts, allow_nan=False)


# ---- questions ------------------------------------------------------------------------------------------------------


def test_transport_is_a_permutation_of_the_least_cost(trained):
    answer = trained.transport(n=100)
    assert sorted(answer["match"]) == list(range(100))
    cost = cdist(answer["real"], answer["fake"])
    rows, columns = linear_sum_assignment(cost)
    assert answer["w1"] == pytest.approx(cost[rows, columns].mean(), rel=1e-6)


def test_samples_are_those_of_their_seed(trained):
    first, again, other = (trained.samples(n=20, seed=seed)["points"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_smoothed_labels_lower_the_optimal_discriminator():
    plain, smooth = (make(world="gaussians", label_smoothing=s).optimal(size=20)["optimal"] for s in (0.0, 0.25))
    np.testing.assert_allclose(smooth, 0.75 * plain, atol=1e-6)


def test_the_optimal_discriminator_is_that_of_points_with_the_instance_noise():
    assert make(world="gaussians", instance_noise=0.3).optimal(size=20)["bandwidth"] == pytest.approx(0.3)
    assert make(world="gaussians").optimal(size=20)["bandwidth"] == pytest.approx(0.1)


def test_the_optimal_discriminator_of_a_generator_far_away_is_sure():
    trainer = make(world="gaussians")
    trainer.players.frozen_g[-1].copy_(torch.tensor([[[0.0, 30.0]]]))
    answer = trainer.optimal(size=20)
    assert answer["optimal"][answer["trusted"]].min() == pytest.approx(1)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda t: t.decode(z=np.zeros((1, 3))), r"z has shape \(1, 3\); expected \(N, 2\)"),
        (lambda t: t.decode(z=np.zeros((0, 2))), r"z has shape \(0, 2\)"),
        (lambda t: t.decode(z=np.array([[np.nan, 0]])), "z holds a number that is not finite"),
        (lambda t: t.discriminate(points=np.zeros(2)), r"points has shape \(2,\)"),
        (lambda t: t.samples(n=0, seed=1), "n=0: allowed is a whole number from 1 to 2000"),
        (lambda t: t.samples(n=10, seed=-1), "seed=-1: allowed"),
        (lambda t: t.transport(n=1e3), "n=1000.0: allowed is a whole number"),
        (lambda t: t.optimal(size=1000), "size=1000: allowed is a whole number from 8 to 200"),
        (lambda t: t.optimal(size=20, bandwidth=0), "bandwidth=0: allowed is a number from 0.01 to 1"),
        (
            lambda t: make(loss="hinge").optimal(size=20),
            "loss=hinge: its best D is another; allowed: minimax",
        ),
        (lambda t: make(packing=2).optimal(size=20), "judges points together"),
        (lambda t: make(minibatch="stddev").optimal(size=20), "judges points together"),
    ],
)
def test_what_cannot_be_answered_says_why(trained, ask, message):
    with pytest.raises(ValueError, match=message):
        ask(trained)


def test_the_source_is_that_of_the_running_code(trained):
    answer = trained.source()
    assert "def step_d" in answer["texts"][answer["names"].index("Players.step_d")]
    assert "core/objectives/adversarial.py" in answer["files"]
