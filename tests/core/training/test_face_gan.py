"""What the trainers of generators of faces share, with the smallest of networks."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from core.data.faces import FacePool, faces
from core.models.layers import conv, linear
from core.settings.base import parse
from core.settings.faces import FaceGANSettings
from core.training.face_gan import SHOWN, FaceGANTrainer
from core.training.face_measures import FaceMeasure
from core.training.face_penalties import GradientPenalty, LazyR1
from core.training.face_pixels import flat, nearest_images, to_network, to_pixels
from core.training.optimizers import Optimizer
from core.training.trainer import Diverged

TINY = {"examples": 40, "batch_size": 8, "learning_rate": 1e-3}


class Painter(nn.Module):
    """Latents to faces of one colour each, through a normalisation that keeps statistics."""

    def __init__(self, side, generator):
        super().__init__()
        self.side, self.colors, self.norm = side, linear(5, 3, generator), nn.BatchNorm1d(3)
        self.unused = nn.Parameter(torch.ones(2))

    def forward(self, z):
        return torch.tanh(self.norm(torch.tanh(self.colors(z))))[:, :, None, None].expand(-1, -1, self.side, self.side)


class Judge(nn.Module):
    """Faces to outputs."""

    def __init__(self, generator):
        super().__init__()
        self.maps, self.last = conv(3, 4, 4, generator, stride=4), linear(4, 1, generator)

    def forward(self, images):
        return self.last(torch.tanh(self.maps(images)).mean((2, 3)))[:, 0]


class ToyTrainer(FaceGANTrainer):
    latent_dim = 5

    def make_generator(self, generator):
        return Painter(self.settings.side, generator)

    def make_discriminator(self, generator):
        return Judge(generator)


class Penalised(ToyTrainer):
    penalty = LazyR1(weight=1.0, every=2)


class Critic(ToyTrainer):
    loss, penalty, betas = "wasserstein_gp", GradientPenalty(), (0.0, 0.99)


ALL = pytest.mark.parametrize("kind", [ToyTrainer, Penalised, Critic])


def make(kind=ToyTrainer, steps=0, **values):
    trainer = kind(FaceGANSettings(**(TINY | values)))
    for _ in range(steps):
        trainer.step()
    return trainer


def same(a, b):
    return a.scalars == b.scalars and all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)


# ---- the settings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "side"), [("64", 64), (32, 32)])
def test_the_side_may_come_as_text(given, side):
    assert parse(FaceGANSettings, {"side": given}).side == side


def test_a_side_that_there_is_not_is_named():
    with pytest.raises(ValueError, match="side=48: allowed is one of 32, 64"):
        parse(FaceGANSettings, {"side": "48"})


# ---- a step ---------------------------------------------------------------------------------------------------------


@ALL
def test_a_step_is_that_of_a_plain_loop_with_pytorchs_own_adam(kind):
    trainer = make(kind)
    g, d, random = copy.deepcopy(trainer.generator), copy.deepcopy(trainer.discriminator), torch.Generator()
    random.set_state(trainer.random.get_state())
    order = torch.Generator()
    order.set_state(trainer.batches.generator.get_state())
    batches = torch.randperm(40, generator=order).split(8)
    adam = {"lr": 1e-3, "betas": kind.betas}
    of_g, of_d = torch.optim.Adam(g.parameters(), **adam), torch.optim.Adam(d.parameters(), **adam)
    for number in (1, 2):
        trainer.step()
        images = FacePool(32, 40).images(batches[number - 1].numpy())
        real = torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32)) / 127.5 - 1
        fake = g(torch.randn(8, 5, generator=random))
        r, f = d(real), d(fake.detach())
        if kind is Critic:
            mix = torch.rand(8, 1, 1, 1, generator=random)
            between = (real + mix * (fake.detach() - real)).requires_grad_()
            slope = torch.autograd.grad(d(between).sum(), between, create_graph=True)[0].flatten(1).norm(dim=1)
            loss = f.mean() - r.mean() + 10 * (slope - 1).square().mean() + 1e-3 * r.square().mean()
        else:
            bce = nn.functional.binary_cross_entropy_with_logits
            loss = bce(r, torch.ones(8)) + bce(f, torch.zeros(8))
        if kind is Penalised and number == 2:
            seen = real.clone().requires_grad_()
            slope = torch.autograd.grad(d(seen).sum(), seen, create_graph=True)[0]
            loss = loss + 2 * 0.5 * slope.square().sum((1, 2, 3)).mean()
        of_d.zero_grad()
        loss.backward()
        of_d.step()
        of_g.zero_grad()
        (-d(fake).mean() if kind is Critic else bce(d(fake), torch.ones(8))).backward()
        of_g.step()
    for ours, plain in ((trainer.generator, g), (trainer.discriminator, d)):
        for name, value in plain.state_dict().items():
            assert torch.allclose(ours.state_dict()[name], value, atol=1e-6), name


def test_the_average_follows_the_generator_as_its_rule_says():
    trainer = make()
    average = copy.deepcopy(trainer.generator.state_dict())
    for number in range(1, 6):
        trainer.step()
        keep = min(0.999, (1 + number) / (10 + number))
        for name, value in trainer.generator.state_dict().items():
            average[name] = keep * average[name] + (1 - keep) * value if value.is_floating_point() else value.clone()
    found = trainer.averaged.state_dict()
    assert all(torch.allclose(found[name], value, atol=1e-6) for name, value in average.items())
    assert not torch.equal(found["colors.weight"], trainer.generator.state_dict()["colors.weight"])


def test_weights_that_are_not_used_stay():
    assert make(steps=3).generator.unused.tolist() == [1, 1]


def test_a_loss_that_is_not_finite_is_named_before_any_weight_changes():
    trainer = make(steps=1)
    with torch.no_grad():
        trainer.discriminator.last.bias.fill_(float("nan"))
    before = trainer.generator.colors.weight.clone()
    with pytest.raises(Diverged, match="d_loss became nan at step 2"):
        trainer.step()
    assert torch.equal(trainer.generator.colors.weight, before)
    assert trainer.step_count == 1


def test_optimizers_begin_anew_where_a_lesson_says_so():
    trainer = make(steps=2)
    trainer.restart_optimizers()
    of_optimizers = {name: array for name, array in trainer.state().items() if "optimizer." in name}
    assert of_optimizers
    assert all((array == 0).all() for array in of_optimizers.values())


def test_what_a_lesson_says_of_its_own_is_asked():
    asked = []

    class Growing(ToyTrainer):
        def prepare(self, number):
            asked.append(number)

        def real_faces(self, images):
            asked.append(tuple(images.shape))
            return images

        def make_faces(self, generator, z):
            return generator(-z)

        def show_faces(self, images):
            return -images

    plain, growing = make(), make(Growing)
    both = growing.observe().arrays["samples"].astype(int) + plain.observe().arrays["samples"]
    assert np.abs(both - 255).max() <= 1
    asked.clear()
    plain.step()
    growing.step()
    assert asked == [1, (8, 3, 32, 32)]
    assert not torch.equal(plain.generator.colors.weight, growing.generator.colors.weight)


# ---- the contract of trainers ---------------------------------------------------------------------------------------


@ALL
def test_the_same_seed_gives_the_same_frames_and_another_one_others(kind):
    first, again, other = (make(kind, 3, seed=seed).observe() for seed in (5, 5, 6))
    assert same(first, again)
    assert not same(first, other)


def test_looking_changes_nothing():
    looked, left = make(), make()
    for _ in range(2):
        looked.observe()
        looked.sample(3, 0)
        looked.nearest(2, 0)
        looked.step()
        left.step()
    assert same(looked.observe(), left.observe())


def test_a_state_taken_over_shows_the_same_and_trains_on():
    trainer, other = make(Penalised, 3), make(Penalised, 1)
    for one in (other, trainer):  # also its own state is measured anew
        one.load(trainer.state())
    assert other.observe().scalars == trainer.observe().scalars
    assert other.state().keys() == trainer.state().keys()
    assert all(np.array_equal(other.state()[name], array) for name, array in trainer.state().items())
    other.step()
    assert np.isfinite(other.observe().scalars["d_loss"])


def test_without_optimizers_a_state_is_taken_over_and_they_begin_anew():
    trainer, other = make(steps=3), make(steps=2, seed=9)
    other.load({name: array for name, array in trainer.state().items() if "optimizer." not in name})
    state = other.state()
    assert np.array_equal(state["averaged.colors.weight"], trainer.state()["averaged.colors.weight"])
    assert all((array == 0).all() for name, array in state.items() if "optimizer." in name)


def test_both_players_step_as_far_as_the_settings_say_of_that_step(monkeypatch):
    rates = []
    monkeypatch.setattr(Optimizer, "step", lambda self, gradients, lr: rates.append(lr))
    trainer = make(falling=True)
    trainer.settings = trainer.settings.model_copy(update={"steps": 4})
    for _ in range(4):
        trainer.step()
    assert rates == [trainer.settings.rate(step) for step in (1, 2, 3, 4) for _ in ("D", "G")]
    assert rates[0] > rates[-1]


def test_without_a_generator_it_goes_on_from_its_average():
    trainer, other = make(steps=3), make(steps=2, seed=9)
    other.load({name: array for name, array in trainer.state().items() if not name.startswith("generator.")})
    state = other.state()
    assert any(name.startswith("generator.") for name in state)
    for name, array in state.items():
        average = "averaged." + name.removeprefix("generator.")
        assert np.array_equal(array, trainer.state()[average if name.startswith("generator.") else name]), name
    other.step()
    assert not np.array_equal(other.state()["generator.colors.weight"], state["generator.colors.weight"])


def test_a_state_that_does_not_fit_is_named():
    trainer = make()
    with pytest.raises(ValueError, match=r"generator.colors.weight: expected an array of shape \(3, 5\), found \(1,\)"):
        trainer.load(trainer.state() | {"generator.colors.weight": np.zeros(1)})


def test_a_frame_holds_what_the_judge_says_of_held_out_faces_and_of_the_averages():
    trainer = make(steps=4)
    frame = trainer.observe()
    with torch.no_grad():
        real = trainer.discriminator(to_network(faces(range(64), 32, "test").images))
        made = trainer.averaged(trainer.latents)
        fake = trainer.discriminator(made)
    assert frame.scalars["score_real"] == pytest.approx(float(real.mean()), abs=1e-6)
    assert frame.scalars["score_fake"] == pytest.approx(float(fake.mean()), abs=1e-6)
    losses = -torch.log(torch.sigmoid(real)).mean() - torch.log(1 - torch.sigmoid(fake)).mean()
    assert frame.scalars["d_loss"] == pytest.approx(float(losses), abs=1e-5)
    assert frame.scalars["g_loss"] == pytest.approx(float(-torch.log(torch.sigmoid(fake)).mean()), abs=1e-5)
    samples = frame.arrays["samples"]
    assert (samples.shape, samples.dtype) == ((SHOWN, 32 * 32 * 3), np.uint8)
    corner = (made[:SHOWN, :, 0, 0].numpy() + 1) * 127.5
    assert np.abs(samples[:, :3] - corner).max() <= 0.51


@pytest.mark.parametrize("side", [32, 64])
def test_facts_and_frames_fit_together(side):
    trainer = make(side=side)
    facts, arrays = trainer.static()
    assert facts["side"] == side
    assert arrays["real"].shape == trainer.observe().arrays["samples"].shape == (facts["shown"], side * side * 3)
    assert facts["parameters_d"] == 4 * 48 + 4 + 5


def test_the_threads_follow_from_the_multiplications():
    of_g, of_d = 3 * 5, 4 * 48 * 64 + 4  # the painter's dense layer; the judge's kernel at 8 × 8 places
    trainer = make()
    z, x = torch.zeros(1, 5), torch.zeros(1, 3, 32, 32)
    assert trainer.cost(trainer.averaged, trainer.discriminator, z, x) == 8 * (3 * of_g + 8 * of_d)
    assert trainer.most_threads == 1


# ---- questions ------------------------------------------------------------------------------------------------------


def test_samples_are_the_faces_of_their_latents():
    trainer = make(steps=2)
    sample = trainer.sample(70, 3)
    assert np.array_equal(trainer.generate(sample["z"])["pixels"], sample["pixels"])
    assert np.array_equal(trainer.sample(70, 3)["pixels"], sample["pixels"])
    assert not np.array_equal(trainer.sample(70, 4)["z"], sample["z"])


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [
        (lambda t: t.generate(np.zeros((2, 4))), r"z has shape \(2, 4\); expected \(N, 5\), N from 1 to 1000"),
        (lambda t: t.generate(np.full((1, 5), np.inf)), "z holds a number that is not finite"),
        (lambda t: t.sample(0, 1), "n=0: allowed is a whole number from 1 to 1000"),
        (lambda t: t.sample(1, -1), "seed=-1: allowed is a whole number from 0"),
        (lambda t: t.nearest(1001, 1), "n=1001: allowed is a whole number from 1 to 1000"),
    ],
)
def test_a_question_that_cannot_be_answered_is_named(ask, wrong):
    with pytest.raises(ValueError, match=wrong):
        ask(make())


def test_the_nearest_faces_are_those_of_a_search_one_by_one():
    answer = make(steps=1).nearest(3, 0)
    known = faces(range(40), 32).images.reshape(40, -1).astype(float)
    assert answer["known"] == 40
    for images, nearest, distance in (
        (answer["pixels"], answer["nearest"], answer["distance"]),
        (answer["held_out"], answer["held_out_nearest"], answer["floor"]),
    ):
        for image, found, far in zip(images, nearest, distance, strict=True):
            all_of_them = np.sqrt(((known - image) ** 2).mean(1))
            assert far == pytest.approx(all_of_them.min(), abs=0.1)
            assert np.array_equal(found, known[all_of_them.argmin()])


def test_a_known_face_is_nearest_to_itself_beyond_the_first_chunk():
    known = np.random.default_rng(0).integers(0, 256, (1100, 12), dtype=np.uint8)
    place, distance = nearest_images(known[[3, 600, 1099]], known)
    assert place.tolist() == [3, 600, 1099]
    assert distance == pytest.approx(0, abs=0.2)


def test_pixels_come_back_from_the_networks_as_they_were():
    images = faces(range(3), 32).images
    back = to_pixels(to_network(images))
    assert np.array_equal(back, images.reshape(3, -1))
    assert to_network(images)[1, 2, 5, 7] == pytest.approx(images[1, 5, 7, 2] / 127.5 - 1)
    assert to_pixels(torch.tensor([[[[3.0]], [[-2.0]], [[0.0]]]])).tolist() == [[255, 0, 128]]


# ---- measures -------------------------------------------------------------------------------------------------------


def test_the_measures_of_a_frame_are_those_of_the_last_round_number_of_steps(monkeypatch):
    monkeypatch.setattr(FaceGANTrainer, "measure_every", 3)
    looked, left = make(), make()
    for number in range(5):
        frame = looked.observe().scalars
        images = looked.sample(500, 0)["pixels"].reshape(-1, 32, 32, 3)
        if number % 3 == 0:
            now = FaceMeasure(32).of(images)
        assert {name: frame[name] for name in now} == now
        looked.step()
        left.step()
    assert left.observe().scalars == looked.observe().scalars
    assert (frame["frechet_floor"], frame["coverage_floor"]) == tuple(
        FaceMeasure(32).floor(500)[name] for name in ("frechet", "coverage")
    )


def test_a_state_taken_over_is_measured_anew():
    trainer, other = make(steps=1), make(steps=1, seed=5)
    before = trainer.observe().scalars["frechet"]
    trainer.load(other.state())
    images = trainer.sample(500, 0)["pixels"].reshape(-1, 32, 32, 3)
    assert trainer.observe().scalars["frechet"] == FaceMeasure(32).of(images)["frechet"] != before


def test_faces_are_read_as_the_reader_reads_them():
    drawn = faces(range(5), 32, "test")
    answer = make().read(flat(drawn.images))
    reading = FaceMeasure(32).read(drawn.images)
    assert {name for name in answer if "sure" not in name} == reading.values.keys()
    assert all(np.array_equal(answer[name], values) for name, values in reading.values.items())
    assert np.array_equal(answer["sure glasses"], reading.confidence["glasses"])
    assert answer["sure smile"] == pytest.approx(np.full(5, FaceMeasure(32).errors["smile"]))
    with pytest.raises(ValueError, match=r"pixels have shape \(5, 32, 32, 3\) .*; expected uint8 \(N, 3072\)"):
        make().read(drawn.images)
