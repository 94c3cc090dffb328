"""StyleGAN's trainer with small networks: what a step does, and its questions against the networks themselves."""

import json

import numpy as np
import pytest
import torch

from core.data.faces import ATTRIBUTES
from core.models.stylegan import instance_norm, mix
from core.settings import trainer_spec
from core.settings.stylegan import GROUPS, group_of
from core.training.draws import of_question
from core.training.face_penalties import LazyR1, slopes
from core.training.face_pixels import to_pixels
from core.training.style_drawing import OF_NOISES
from core.training.style_layers import NOISES, PSIS
from core.training.style_mixing import COLUMNS, ROWS, prepared_masks
from core.training.stylegan import StyleGANTrainer, channels_of

SMALL = {"channels": 8, "batch_size": 8, "examples": 40, "latent_dim": 8, "style_dim": 8, "mapping_depth": 2}
SIDES = [4, 4, 8, 8, 16, 16, 32, 32]


def make(steps: int = 0, **values) -> StyleGANTrainer:
    trainer = StyleGANTrainer(trainer_spec("stylegan").parse(SMALL | values))
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def trained() -> StyleGANTrainer:
    """Only so far that no weight is what it was; with noise that can be seen."""
    trainer = make(3, seed=1)
    for layer in trainer.averaged.synthesis.layers:
        layer.noise_weight.fill_(0.2)
    return trainer


def test_smaller_sides_have_more_maps_up_to_a_bound():
    assert channels_of(32, 32) == [96, 96, 64, 32]
    assert channels_of(64, 8) == [96, 64, 32, 16, 8]
    g, d = (
        make(channels=32, latent_dim=64, style_dim=64, mapping_depth=8).static()[0][f"parameters_{p}"] for p in "gd"
    )
    assert 400_000 < g < 700_000
    assert 400_000 < d < 700_000


def test_a_step_moves_both_players_the_average_and_the_middle_of_w():
    trainer = make()
    before = {name: array.copy() for name, array in trainer.state().items()}
    trainer.step()
    after = trainer.state()
    for name in ("generator.mapping.layers.0.weight", "discriminator.from_rgb.weight", "generator.middle"):
        assert not np.array_equal(before[name], after[name])
    keep = 2 / 11  # of the first step: see `_follow`
    name = "synthesis.constant"
    expected = keep * before[f"averaged.{name}"] + (1 - keep) * after[f"generator.{name}"]
    assert np.allclose(after[f"averaged.{name}"], expected, atol=1e-6)


def test_the_same_seed_gives_the_same_run_and_its_state_the_same_faces():
    first, again = make(2, seed=3), make(2, seed=3)
    assert all(np.array_equal(a, b) for a, b in zip(first.state().values(), again.state().values(), strict=True))
    assert make(seed=4).state()["generator.mapping.layers.0.weight"].sum() != pytest.approx(
        first.state()["generator.mapping.layers.0.weight"].sum()
    )
    fresh = make(seed=3)
    fresh.load(first.state())
    assert np.array_equal(fresh.observe().arrays["samples"], first.observe().arrays["samples"])


def test_as_many_faces_as_asked_for_have_the_styles_of_two_latents():
    seen = []
    for mixing in (0.0, 1.0):
        trainer = make(mixing=mixing)
        trainer.generator.synthesis.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))
        trainer.make_faces(trainer.generator, torch.randn(64, 8, generator=torch.Generator().manual_seed(0)))
    unmixed, mixed = seen
    assert torch.equal(unmixed, unmixed[:, :1].expand_as(unmixed))
    changes = (mixed[:, 1:] != mixed[:, :-1]).any(2)  # between neighbouring layers
    assert (changes.sum(1) == 1).all()  # one crossover each, never before the first or behind the last layer
    assert changes.any(0).all()  # at every place


def test_the_lazy_penalty_is_r1_by_hand():
    trainer = make(r1=2.0)
    real = trainer.probe[:4]
    penalty = trainer.penalty
    assert isinstance(penalty, LazyR1)
    r = trainer.discriminator(real)
    paid = penalty(trainer.discriminator, real, real, r, 16, trainer.random)
    x = real.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(trainer.discriminator(x).sum(), x)
    by_hand = 2.0 / 2 * np.mean([np.sum(np.square(one)) for one in gradient.numpy()])
    assert paid.item() == pytest.approx(16 * by_hand, rel=1e-4)
    assert penalty(trainer.discriminator, real, real, r, 17, trainer.random).item() == 0
    assert slopes(trainer.discriminator, real).shape == (4, 3 * 32 * 32)
    assert make(r1=0.0).penalty is None


def test_shown_faces_have_noise_of_their_own_always_the_same(trained):
    z = trained.draw_latents(1, 5).repeat(3, 1)
    faces = trained.generate_images(z)
    assert not torch.allclose(faces[0], faces[1], atol=1e-3)
    assert torch.equal(faces, trained.generate_images(z))
    assert torch.allclose(faces[:2], trained.generate_images(z[:2]), atol=1e-5)
    same = trained.draw(trained.averaged.styles(z), one_noise=True)
    assert torch.allclose(same[0], same[1], atol=1e-5)
    assert make(noise=False).shown_noise(3) is None


# ---- mixing ----------------------------------------------------------------------------------------------------------


def test_prepared_are_all_crossovers_both_ways_and_each_group_alone():
    masks = prepared_masks(SIDES)
    rows = [tuple(row) for row in masks.tolist()]
    assert len(rows) == len(set(rows)) == 2 * 8 + 1  # coarse and fine alone are crossovers, too
    assert rows[0] == (False,) * 8
    assert rows[-1] == (True,) * 8
    for crossover in range(9):
        assert (False,) * crossover + (True,) * (8 - crossover) in rows
        assert (True,) * crossover + (False,) * (8 - crossover) in rows
    for group in GROUPS:
        assert tuple(group_of(side, 32) == group for side in SIDES) in rows


def test_a_mixture_of_all_layers_is_its_source_and_any_mask_may_be_asked_for(trained):
    answer = trained.mixing(seed=2, psi=0.8)
    masks = [tuple(row) for row in answer["masks"].tolist()]
    assert answer["mixed"].shape == (len(masks), ROWS * COLUMNS, 3072)
    every = answer["mixed"].reshape(len(masks), ROWS, COLUMNS, -1).astype(int)
    for row in range(ROWS):
        for column in range(COLUMNS):
            assert np.abs(every[0, row, column] - answer["a"][row]).max() <= 1
            assert np.abs(every[-1, row, column] - answer["b"][column]).max() <= 1
    middle = masks.index(tuple(side == 16 for side in SIDES))
    asked = trained.mixed(seed=2, psi=0.8, from_b=list(masks[middle]))["mixed"]
    assert np.array_equal(asked, answer["mixed"][middle])
    a, b = trained.source_styles(2, ROWS, COLUMNS, 0.8)
    alone = mix(a[1:2], b[2:3], torch.tensor(masks[middle]))
    picture = to_pixels(trained.averaged.synthesis(alone, trained.shown_noise(1)))
    assert np.abs(picture[0].astype(int) - every[middle, 1, 2]).max() <= 1


@pytest.mark.parametrize("asked", [[True] * 7, [1] * 8, "all", None])
def test_a_mask_of_another_kind_is_refused(trained, asked):
    with pytest.raises(ValueError, match="allowed is a list of 8 times true or false"):
        trained.mixed(seed=0, psi=1.0, from_b=asked)


def test_at_the_ends_every_attribute_comes_from_a_or_from_b(trained):
    answer = trained.origin(seed=0, psi=1.0, n=12)
    assert answer["shares"].shape == (len(answer["masks"]), len(ATTRIBUTES), 3)
    known = answer["pairs"] > 0
    assert np.isnan(answer["shares"][:, ~known]).all()
    assert np.allclose(answer["shares"][:, known].sum(2), 1, atol=1e-6)
    if known.any():
        assert (answer["shares"][0, known, 0] == 1).all()
        assert (answer["shares"][-1, known, 1] == 1).all()


def test_what_is_shipped_weighs_seeds_by_their_pairs(trained, monkeypatch):
    monkeypatch.setattr("core.training.style_mixing.REPORTED", (2, 10))
    mixing = json.loads(json.dumps(trained.report(), allow_nan=False))["mixing"]
    first, second = (trained.origin(seed, 1.0, 10) for seed in (0, 1))
    assert mixing["masks"] == first["masks"].tolist()
    assert mixing["pairs"] == (first["pairs"] + second["pairs"]).tolist()
    for k, pairs in enumerate(mixing["pairs"]):
        if not pairs:
            assert all(row[k] is None for row in mixing["shares"])
            continue
        of_both = [one["pairs"][k] * np.nan_to_num(one["shares"][3, k]) for one in (first, second)]
        assert mixing["shares"][3][k] == pytest.approx((sum(of_both) / pairs).tolist(), abs=1e-3)


def test_what_a_layer_changes_is_the_mean_difference(trained):
    heat = trained.changed(seed=4, psi=1.0)["heat"]
    assert heat.shape == (8, 32, 32)
    a, b = trained.source_styles(4, 32, 32, 1.0)
    third = mix(a, b, torch.arange(8) == 2)
    difference = trained.draw(third, one_noise=True) - trained.draw(a, one_noise=True)
    assert np.allclose(heat[2], difference.abs().mean((0, 1)).numpy() * 127.5, atol=1e-3)


# ---- inside the layers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [0, 3, 7])
def test_adain_gives_the_map_the_styles_mean_and_deviation(trained, layer):
    answer = trained.adain(seed=1, psi=1.0, layer=layer, channel=2)
    before, normalised, styled = answer["maps"]
    assert answer["mean"][2] == pytest.approx(answer["shift"], abs=1e-4)
    assert answer["deviation"][2] == pytest.approx(abs(answer["scale"]), abs=1e-3)
    assert np.allclose(normalised, instance_norm(torch.from_numpy(before)[None, None])[0, 0].numpy(), atol=1e-5)
    assert np.allclose(styled, normalised * answer["scale"] + answer["shift"], atol=1e-5)
    face = to_pixels(trained.draw(trained.one_face(1, 1.0)))
    assert np.abs(answer["pixels"].astype(int) - face).max() <= 1


def test_a_style_by_hand_changes_this_map_and_the_face(trained):
    own = trained.adain(seed=1, psi=1.0, layer=5, channel=2)
    other = trained.adain(seed=1, psi=1.0, layer=5, channel=2, by_hand=(3.0, -4.0))
    assert (other["mean"][2], other["deviation"][2]) == pytest.approx((-4.0, 3.0), abs=1e-3)
    assert np.allclose(other["maps"][:2], own["maps"][:2])
    assert (other["scale"], other["shift"]) == (own["scale"], own["shift"])
    assert not np.array_equal(other["pixels"], own["pixels"])
    same = trained.adain(seed=1, psi=1.0, layer=5, channel=2, by_hand=(own["scale"], own["shift"]))
    assert np.abs(same["pixels"].astype(int) - own["pixels"]).max() <= 1


@pytest.mark.parametrize("place", [{"layer": 8, "channel": 0}, {"layer": 7, "channel": 8}, {"layer": -1, "channel": 0}])
def test_a_map_that_there_is_not_is_refused(trained, place):
    with pytest.raises(ValueError, match="allowed is a whole number from 0 to 7"):
        trained.adain(seed=0, psi=1.0, **place)


def test_noise_of_one_side_alone_is_what_the_other_sides_have_not(trained):
    answer = trained.noises(seed=1, psi=1.0)
    assert answer["deviation"].shape == (5, 32, 32)
    assert answer["strength"] == pytest.approx([0.2] * 8)
    rows = trained.one_face(1, 1.0)
    assert np.array_equal(answer["silent"], to_pixels(trained.averaged.synthesis(rows, None)))
    noise = trained.averaged.synthesis.draw_noise(NOISES, of_question(1, OF_NOISES))
    last = [x if x.shape[-1] == 32 else None for x in noise]
    by_hand = trained.averaged.synthesis(rows.expand(NOISES, -1, -1), last).std(0).mean(0) * 127.5
    assert np.allclose(answer["deviation"][-1], by_hand.numpy(), atol=1e-2)
    with pytest.raises(ValueError, match="no noise inputs"):
        make(noise=False).noises(seed=1, psi=1.0)


def test_truncated_to_nothing_all_faces_are_one(trained):
    answer = trained.truncation(seed=0)
    assert answer["psis"].tolist() == list(PSIS)
    same, other = (answer["pixels"][PSIS.index(psi)].astype(int) for psi in (0.0, 1.0))
    assert np.abs(same - same[0]).max() <= 1
    assert np.abs(other - other[0]).max() > 1
    worth = trained.worth(psi=0.0)
    assert worth["variety"] < 0.01  # the noise is left
    assert worth["faces"] == 2000
    assert worth["quality_floor"] > 0.9
    assert worth["variety_floor"] > 0.9
    for psi in (float("nan"), 2.5):
        with pytest.raises(ValueError, match=f"psi={psi}: allowed is a number from -2 to 2"):
            trained.worth(psi=psi)
    with pytest.raises(ValueError, match="scale=nan: allowed is a number from -100 to 100"):
        trained.adain(seed=0, psi=1.0, layer=0, channel=0, by_hand=(float("nan"), 1.0))


@pytest.mark.parametrize("values", [{"batch_size": 10}, {"examples": 10, "batch_size": 32}, {"batch_size": 11}])
def test_any_allowed_number_of_faces_can_be_a_batch(values):
    assert make(1, **values).step_count == 1


def test_directions_are_those_of_the_weights_and_not_of_the_step():
    trainer, other = make(1), make(1, seed=2)
    first = trainer.directions(spare=False)
    trainer.load(other.state())
    assert trainer.step_count == 1
    second = trainer.directions(spare=False)
    assert any(not torch.equal(first[part], second[part]) for part in first)


def test_the_network_is_shown_as_it_runs(trained):
    answer = trained.layers(seed=6, psi=1.0)
    rows = trained.one_face(6, 1.0)
    assert np.allclose(answer["w"], rows[0, 0].numpy())
    assert answer["sides"].tolist() == SIDES
    assert answer["channels"].tolist() == trained.static()[0]["channels"]
    for i in (0, 7):
        s, b = trained.averaged.synthesis.layers[i].style(rows[:, i])[0].chunk(2)
        assert np.allclose(answer[f"scale {i}"], s + 1, atol=1e-2)
        assert np.allclose(answer[f"shift {i}"], b, atol=1e-2)
    assert answer["maps 7"].shape == (8, 1024)


def test_sides_of_64_have_two_layers_more():
    trainer = make(1, side=64)
    answer = trainer.mixing(seed=0, psi=1.0)
    assert answer["sides"].tolist() == [*SIDES, 64, 64]
    assert answer["mixed"].shape[2] == 64 * 64 * 3
