"""Training the ProGAN: growing and fading, the paper's loss, what it measures and answers; tiny networks throughout."""

import numpy as np
import pytest
import torch

from core.data.faces import faces
from core.models.equalized import downsample, upsample
from core.models.multiplications import multiplications
from core.settings.base import parse
from core.settings.progan import ProGANSettings
from core.training.face_penalties import GradientPenalty, slopes
from core.training.face_pixels import to_network
from core.training.progan import FACES, FADED, MAPS, ProGANTrainer

TINY = {"channels": 4, "latent_dim": 6, "batch_size": 8, "examples": 40, "stable": 1, "fading": 4}


def make(steps=0, **values):
    trainer = ProGANTrainer(parse(ProGANSettings, TINY | values))
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def fading():
    """At half of the way to 8 × 8."""
    return make(steps=3)


def full_size():
    """After a first step without growing."""
    trainer = ProGANTrainer(ProGANSettings(channels=4, latent_dim=6, batch_size=8, examples=40, growing=False))
    trainer.step()
    return trainer


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


# ---- growing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["wasserstein_gp", "non_saturating"])
def test_the_networks_grow_as_scheduled(loss):
    trainer, seen = make(loss=loss, fading=2), []
    for _ in range(11):
        trainer.step()
        seen.append((trainer.generator.side, trainer.generator.alpha))
        assert trainer.generator.growth.equal(trainer.averaged.growth)
        assert trainer.generator.growth.equal(trainer.discriminator.growth)
    assert seen == [(4, 1), *[(s, a) for s in (8, 16, 32) for a in (0.5, 1, 1)], (32, 1)]


def test_without_growing_the_first_step_is_at_full_size():
    trainer = full_size()
    assert trainer.generator.side == 32
    assert trainer.generate_images(trainer.latents[:2]).shape == (2, 3, 32, 32)


def test_the_optimizers_begin_anew_where_layers_come_or_go():
    trainer, steps = make(stable=2, fading=3), []
    for _ in range(8):
        trainer.step()
        steps.append(int(trainer.g_optimizer.steps[0]))
    assert steps == [1, 2, 1, 2, 1, 2, 3, 1]  # 4 × 4 twice; α ⅓, ⅔; 8 × 8 three times; 16 × 16


def test_the_average_begins_anew_with_the_layers():
    """It keeps (1 + n)/(10 + n) of itself, n steps after layers came or went: 2/11 at the first step of a size."""
    trainer = make(steps=1)
    before = trainer.averaged.blocks[0]["conv"].weight.clone()
    trainer.step()
    after, raw = (net.blocks[0]["conv"].weight for net in (trainer.averaged, trainer.generator))
    assert torch.allclose(after, before * 2 / 11 + raw * 9 / 11, atol=1e-6)


def test_what_is_not_there_yet_does_not_move():
    trainer = make()
    before = {name: p.clone() for name, p in trainer.generator.named_parameters()}
    trainer.step()
    moved = {name for name, p in trainer.generator.named_parameters() if not torch.equal(p, before[name])}
    assert moved == {name for name in before if name.startswith(("blocks.0.", "to_rgb.0."))}


def test_the_work_is_that_of_every_step_so_far():
    """Three times G's multiply-adds and eight times D's a step, by the layers that take part in it."""
    trainer = make(stable=2, fading=2)
    by_hand = [0]
    for step in range(1, 5):
        trainer.prepare(step)
        images, z = torch.empty(1, 3, trainer.generator.side, trainer.generator.side), torch.empty(1, 6)
        g, d = (
            multiplications(network, given)
            for network, given in ((trainer.generator, z), (trainer.discriminator, images))
        )
        by_hand.append(by_hand[-1] + 8 * (3 * g + 8 * d))
    assert [trainer.work(step) for step in range(5)] == by_hand
    assert by_hand[2] == 2 * by_hand[1]
    assert trainer.work(100) - trainer.work(99) == full_size().work(1)


def test_the_work_is_counted_as_it_was_done_whatever_alpha_is_set_to_later():
    trainer = make(3, stable=1, fading=2)  # at 8 × 8, faded in
    before = trainer.work(3)
    trainer.apply(trainer.settings.model_copy(update={"by_hand": True, "alpha": 0.5}))
    assert trainer.work(3) == before
    trainer.step()
    assert trainer.work(4) - before > before - trainer.work(2)  # both branches again


@pytest.mark.parametrize("values", [{"batch_size": 10}, {"examples": 10, "batch_size": 32}, {"batch_size": 11}])
def test_any_allowed_number_of_faces_can_be_a_batch(values):
    assert make(1, **values).step_count == 1


def test_real_faces_shrink_and_fade_as_generated_ones_do(fading):
    images = to_network(faces(range(3)).images)
    small = images
    for _ in range(2):
        small = small.unflatten(2, (-1, 2)).unflatten(4, (-1, 2)).mean((3, 5))
    blurred = upsample(downsample(small))
    assert torch.allclose(fading.real_faces(images), 0.5 * blurred + 0.5 * small, atol=1e-6)
    assert torch.equal(full_size().real_faces(images), images)


def test_the_same_seed_gives_the_same_frames_and_another_one_others():
    frames = [make(steps=3, seed=seed).observe() for seed in (1, 1, 2)]
    for name, array in frames[0].arrays.items():
        assert np.array_equal(array, frames[1].arrays[name])
    assert frames[0].scalars == frames[1].scalars
    assert not np.array_equal(frames[0].arrays["new"], frames[2].arrays["new"])


def test_a_trained_model_comes_back_with_its_size_and_goes_on(fading):
    for state in (fading.state(), {k: v for k, v in fading.state().items() if "optimizer." not in k}):
        other = make(seed=0)
        other.load(state)
        assert other.averaged.growth.tolist() == [1, 0.5]
        assert torch.equal(other.generate_images(other.latents), fading.generate_images(fading.latents))
        other.step_count = 3
        other.step()
        assert other.generator.growth.tolist() == [1, 0.75]


def test_alpha_by_hand_is_taken_into_the_running_model():
    trainer = make(steps=2)
    trainer.apply(parse(ProGANSettings, TINY | {"by_hand": True, "alpha": 0.1}))
    trainer.step()
    assert trainer.observe().scalars["alpha"] == pytest.approx(0.1)
    trainer.apply(parse(ProGANSettings, TINY))
    trainer.step()
    assert trainer.observe().scalars["alpha"] == 0.75


# ---- the paper's loss -----------------------------------------------------------------------------------------------


def test_the_gradient_penalty_against_differences_and_numpy():
    """|∇D| at points between, from D's own values a little to either side; then 10 (|∇D| − 1)² + 0.001 D(x)²."""
    judge = make().discriminator.double()
    real, fake = (torch.randn(2, 3, 4, 4, generator=seeded(i), dtype=torch.float64) for i in (1, 2))
    between = torch.lerp(real, fake, torch.rand(2, 1, 1, 1, generator=seeded(3)).double())
    numbers = np.zeros((2, 3 * 4 * 4))
    for n, k in np.ndindex(numbers.shape):
        move = torch.zeros(2, 3 * 4 * 4, dtype=torch.float64)
        move[n, k] = 1e-5
        up, down = (judge(between + sign * move.view_as(between)).sum() for sign in (1, -1))
        numbers[n, k] = (up - down).item() / 2e-5
    assert np.allclose(slopes(judge, between).detach(), numbers, atol=1e-4)
    r = judge(real)
    rule = GradientPenalty(weight=10.0, drift=1e-3)
    penalty = rule(judge.float(), real.float(), fake.float(), r.float(), 1, seeded(3))
    by_hand = 10 * ((np.linalg.norm(numbers, axis=1) - 1) ** 2).mean() + 1e-3 * (r.detach().numpy() ** 2).mean()
    assert penalty.item() == pytest.approx(by_hand, rel=1e-4)


# ---- what is measured and answered ----------------------------------------------------------------------------------


def test_a_fading_frame_carries_both_branches_of_what_is_shown(fading):
    arrays = fading.observe().arrays
    assert arrays["samples"].shape == (FACES, 32 * 32 * 3)
    assert arrays["old"].shape == (FADED, 3, 4, 4)
    assert arrays["new"].shape == (FADED, 3, 8, 8)
    assert arrays["d_face"].shape == (3, 8, 8)
    assert arrays["d_old"].shape == arrays["d_new"].shape == (MAPS, 4, 4)
    old, new = (torch.from_numpy(arrays[name].astype(np.float32)) for name in ("old", "new"))
    blend = 0.5 * upsample(old) + 0.5 * new
    assert torch.allclose(blend, fading.generate_images(fading.latents[:FADED]), atol=2e-3)
    shown = ((blend.clamp(-1, 1) + 1) * 127.5).numpy().transpose(0, 2, 3, 1)
    enlarged = shown.repeat(4, 1).repeat(4, 2).reshape(FADED, -1)
    assert np.abs(enlarged - arrays["samples"][:FADED].astype(float)).max() <= 1
    _, d_new = fading.discriminator.branches(torch.from_numpy(arrays["d_face"].astype(np.float32))[None])
    assert np.allclose(d_new[0, :MAPS].detach(), arrays["d_new"], atol=1e-2)


def test_the_spread_of_a_batch_by_hand(fading):
    answer = fading.spread(seed=5)
    for name in ("varied", "collapsed"):
        maps = answer[f"{name}_maps"]
        assert np.allclose(answer[f"{name}_deviations"], np.sqrt(maps.var(axis=0) + 1e-8), atol=1e-6)
        assert answer[f"{name}_value"] == pytest.approx(np.sqrt(maps.var(axis=0) + 1e-8).mean(), abs=1e-6)
    assert answer["collapsed_value"] == pytest.approx(1e-4, rel=1e-2)
    assert answer["varied_value"] > 100 * answer["collapsed_value"]
    assert np.array_equal(answer["collapsed_pixels"], answer["varied_pixels"][[0, 0, 0, 0]])
    told = fading.discriminator(fading.generate_images(fading.draw_latents(4, 5))).detach()
    assert np.allclose(answer["varied_scores"], told, atol=1e-5)
    assert not np.allclose(answer["collapsed_swapped"], answer["collapsed_scores"], atol=1e-5)


def test_without_statistics_nobody_is_told_of_the_spread():
    answer = make(steps=1, statistics=False).spread(seed=5)
    assert not answer["told"]
    assert "varied_swapped" not in answer


def test_one_pixels_features_by_hand(fading):
    answer = fading.pixel(seed=2, level=1, x=3, y=5)
    before, after = answer["before"], answer["after"]
    assert len(before) == len(after) == fading.settings.maps[1]
    assert np.allclose(after, before / np.sqrt((before**2).mean() + 1e-8), atol=1e-6)
    expected = fading.averaged.features(fading.draw_latents(1, 2))[1][0, :, 5, 3]
    assert np.allclose(after, expected.detach(), atol=1e-6)
    assert answer["side"] == 8


@pytest.mark.parametrize(
    ("query", "values", "said"),
    [
        ("pixel", {"seed": 0, "level": 2, "x": 0, "y": 0}, "level=2: allowed is a whole number from 0 to 1"),
        ("pixel", {"seed": 0, "level": 1, "x": 8, "y": 0}, "x=8: allowed is a whole number from 0 to 7"),
        ("pixel", {"seed": 0, "level": 0, "x": 0, "y": -1}, "y=-1: allowed is a whole number from 0 to 3"),
        ("spread", {"seed": -1}, "seed=-1: allowed is a whole number from 0"),
        ("paper", {"level": 9}, "level=9: allowed is a whole number from 0 to 8"),
    ],
)
def test_questions_that_have_no_answer_say_why(fading, query, values, said):
    with pytest.raises(ValueError, match=said):
        getattr(fading, query)(**values)


def test_the_papers_networks_answer_with_their_totals(fading):
    answer = fading.paper(level=8)
    assert (answer["generator_total"], answer["discriminator_total"]) == (23_071_507, 23_077_137)
    assert answer["discriminator"][0] == {
        "side": 1024,
        "name": "from_rgb",
        "takes": (3, 1024, 1024),
        "gives": (16, 1024, 1024),
        "parameters": 64,
        "multiplications": 48 * 1024**2,
    }
