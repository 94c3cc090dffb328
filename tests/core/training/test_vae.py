"""The trainer: the same seed gives the same frames, queries tell the truth, and it learns."""

import numpy as np
import pytest
import torch

from core.settings import trainer_spec
from core.settings.vae import VAESettings
from core.training.trainer import Diverged
from core.training.vae import VAETrainer

SPEC = trainer_spec("vae")


def make(**values) -> VAETrainer:
    return VAETrainer(SPEC.parse({"width": 32, "depth": 1, "batch_size": 64, **values}))


def train(trainer: VAETrainer, steps: int) -> VAETrainer:
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.fixture(scope="module")
def trained() -> VAETrainer:
    return train(make(preset="balance", width=128), 1500)


def equal(a, b) -> bool:
    return (
        a.step == b.step
        and a.scalars == b.scalars
        and a.arrays.keys() == b.arrays.keys()
        and all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)
    )


def test_same_seed_same_frames():
    first, again, other = (make(seed=seed) for seed in (3, 3, 4))
    for _ in range(3):
        assert equal(train(first, 5).observe(), train(again, 5).observe())
    assert not equal(first.observe(), train(other, 15).observe())


def test_observing_changes_nothing():
    watched, alone = make(), make()
    for _ in range(5):
        watched.step()
        watched.observe()
        watched.sample(n=3, seed=1)
        watched.exact(digit=0)
    assert equal(watched.observe(), train(alone, 5).observe())


def test_it_learns(trained):
    before, after = make().evaluate(), trained.evaluate()
    assert after["test_elbo"] > before["test_elbo"] + 15
    assert after["test_elbo"] > -26
    assert after["test_active_units"] == 2


def test_frame_scalars_are_those_of_the_contract(trained):
    names = {"elbo", "reconstruction", "kl", "active_units"}
    scalars = trained.observe().scalars
    assert names <= scalars.keys()
    assert {f"test_{name}" for name in names} <= scalars.keys()
    assert scalars["test_elbo"] == pytest.approx(scalars["test_reconstruction"] - scalars["test_kl"], abs=1e-4)


def test_elbo_is_below_the_exact_evidence_on_100_digits(trained):
    """ELBO ≤ log p(x), and the gap is KL(q(z|x) ‖ p(z|x)), to 1e-2 nats."""
    for digit in range(100):
        answer = trained.exact(digit=digit, size=2)
        gap = answer["log_px"] - answer["elbo"]
        assert gap >= -1e-3
        assert abs(gap - answer["kl_to_posterior"]) < 1e-2
        assert answer["log_px_error"] < 1e-2


def test_without_the_kl_term_the_gap_is_large_and_still_the_encoders_error():
    trained = train(make(preset="autoencoder", width=128), 1500)
    for digit in (0, 25, 50, 75):
        answer = trained.exact(digit=digit)
        assert answer["log_px"] - answer["elbo"] == pytest.approx(answer["kl_to_posterior"], abs=1e-2)
        cell = (answer["x"][1] - answer["x"][0]) * (answer["y"][1] - answer["y"][0])
        assert float(answer["grid"].sum() * cell) == pytest.approx(1, abs=0.1)  # it is in the picture, wherever q is


def test_exact_posterior_grid_integrates_to_one(trained):
    answer = trained.exact(digit=3)
    cell = (answer["x"][1] - answer["x"][0]) * (answer["y"][1] - answer["y"][0])
    assert float(answer["grid"].sum() * cell) == pytest.approx(1, abs=0.03)


def test_importance_estimates_rise_to_the_exact_evidence(trained):
    exact = trained.exact(digit=5, size=2)
    weighted = trained.importance(digit=5, seed=0)
    assert weighted["mean"][0] == pytest.approx(exact["elbo"], abs=5 * weighted["standard_error"][0])
    assert weighted["mean"][0] < weighted["mean"][2] < exact["log_px"] + 4 * weighted["standard_error"][2]


def test_exact_needs_two_dimensions():
    with pytest.raises(ValueError, match="latent dimension 2, not 5"):
        make(latent_dim=5).exact(digit=0)


def test_state_and_load_go_on_alike():
    trainer = train(make(), 20)
    other = make(seed=9)
    other.load(trainer.state())
    a, b = trainer.observe(), other.observe()
    assert np.array_equal(a.arrays["mu"], b.arrays["mu"])
    assert all(np.array_equal(value, other.state()[name]) for name, value in trainer.state().items())
    train(other, 1)  # the optimizer's state fits too


def test_load_names_what_does_not_fit():
    state = make(width=16).state()
    with pytest.raises(ValueError, match=r"model\.encoder\.0\.weight: expected an array of shape \(32, 64\)"):
        make().load(state)


def test_live_settings_reach_the_running_model():
    trainer, from_the_start = make(), make(learning_rate=0.01, beta=3.0)
    trainer.apply(from_the_start.settings)
    assert equal(train(trainer, 3).observe(), train(from_the_start, 3).observe())
    assert trainer.beta == 3.0
    with pytest.raises(ValueError, match="need a new model"):
        trainer.apply(trainer.settings.model_copy(update={"latent_dim": 4}))


def test_warmup_raises_beta_linearly():
    trainer = make(warmup=10, beta=2.0)
    betas = []
    for _ in range(12):
        betas.append(trainer.beta)
        trainer.step()
    assert betas == pytest.approx([0.2 * i for i in range(10)] + [2.0, 2.0])


def test_mean_over_pixels_divides_the_likelihood_by_their_number():
    assert make(pixels="mean").pixel_weight == pytest.approx(1 / 64)
    collapsed = train(make(pixels="mean"), 400).evaluate()
    assert collapsed["test_kl"] < 0.1
    assert collapsed["test_active_units"] == 0


def test_warmup_cures_the_collapse_of_its_preset():
    """The two presets side by side: the same β, and only the one that grew into it uses its codes."""
    collapsed, cured = (
        train(VAETrainer(SPEC.parse({"preset": name})), 2500).evaluate() for name in ("collapse", "warmup")
    )
    assert collapsed["test_kl"] < 0.05
    assert collapsed["test_active_units"] == 0
    assert cured["test_kl"] > 1
    assert cured["test_active_units"] >= 1
    assert cured["test_objective"] > collapsed["test_objective"]


def test_the_gradient_equals_finite_differences():
    """Of the whole objective with respect to one weight, noise and batch held fixed."""
    trainer = make(width=8)
    trainer.model.double()
    x = trainer.train[:16].double()
    epsilon = torch.randn(16, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    def objective() -> torch.Tensor:
        mu, log_var = trainer.model.encode(x)
        logits = trainer.model.decode(mu + torch.exp(0.5 * log_var) * epsilon)
        kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(-1)
        return (trainer.log_likelihood(logits, x) - trainer.beta * kl).mean()

    weight = trainer.model.head.weight
    objective().backward()
    for index in ((0, 0), (3, 5)):
        with torch.no_grad():
            weight[index] += 1e-5
            above = objective()
            weight[index] -= 2e-5
            below = objective()
            weight[index] += 1e-5
        assert float(weight.grad[index]) == pytest.approx(float((above - below) / 2e-5), rel=1e-4, abs=1e-6)


def test_a_huge_learning_rate_diverges_with_the_loss_and_the_step():
    trainer = make(learning_rate=10.0)
    with pytest.raises(Diverged) as caught:
        train(trainer, 200)
    assert caught.value.what in ("reconstruction", "kl")
    assert caught.value.step == trainer.step_count + 1


def test_decode_and_reconstruct_refuse_other_shapes(trained):
    with pytest.raises(ValueError, match=r"expected \(N, 2\)"):
        trained.decode(z=np.zeros((1, 3)))
    with pytest.raises(ValueError, match=r"expected \(N, 64\)"):
        trained.reconstruct(images=np.zeros((1, 63), np.uint8))


def test_reconstruct_and_decode_agree(trained):
    images = trained.static()[1]["images"][:4]
    answer = trained.reconstruct(images=images)
    assert np.array_equal(trained.decode(z=answer["mu"])["pixels"], answer["pixels"])
    error = ((answer["pixels"] / 255 - images / 255) ** 2).mean(1)
    assert answer["mse"] == pytest.approx(error, abs=1e-3)


def test_aggregate_posterior_and_prior_are_densities(trained):
    answer = trained.aggregate(size=160, reach=8.0)
    cell = (answer["ticks"][1] - answer["ticks"][0]) ** 2
    assert float(answer["posterior"].sum() * cell) == pytest.approx(1, abs=0.02)
    assert float(answer["prior"].sum() * cell) == pytest.approx(1, abs=0.02)


def test_the_source_is_that_of_the_running_code(trained):
    answer = trained.source()
    assert "def encode" in answer["texts"][answer["names"].index("VAE")]
    assert "core/objectives/elbo.py" in answer["files"]


# ---- without noise and prior ----------------------------------------------------------------------------------------


def test_a_plain_autoencoder_starts_from_the_same_weights_and_sees_the_same_batches():
    plain, vae = (VAETrainer(VAESettings(width=16, depth=1, plain=plain)) for plain in (True, False))
    assert plain.observe().scalars["test_mse"] == vae.observe().scalars["test_mse"]
    for _ in range(13):  # more than an epoch
        plain.step()
        vae.step()
    assert torch.equal(plain.batches.order, vae.batches.order)
    assert plain.batches.position == vae.batches.position


def test_a_plain_autoencoder_is_measured_without_kl_and_elbo():
    trainer = VAETrainer(VAESettings(width=16, depth=1, plain=True))
    for scalars in (trainer.observe().scalars, trainer.evaluate()):
        assert not {"kl", "elbo", "test_kl", "test_elbo", "beta"} & scalars.keys()
        assert {"mse", "test_mse", "test_psnr", "test_reconstruction"} <= scalars.keys()
    assert "log_var" not in trainer.observe().arrays
    with pytest.raises(ValueError, match="no posterior"):
        trainer.exact(0)


def test_a_plain_autoencoder_takes_the_gradient_of_its_reconstruction_alone():
    """By hand: with one batch of all there is and SGD, a step is −rate · ∇ of the mean negative log-likelihood."""
    trainer = VAETrainer(VAESettings(width=8, depth=1, plain=True, optimizer="sgd", learning_rate=0.1, batch_size=1024))
    before = [p.detach().clone() for p in trainer.parameters]
    order = torch.Generator()
    order.set_state(trainer.generator.get_state())
    x = trainer.train[torch.randperm(len(trainer.train), generator=order)[:1024]]
    logits = trainer.model.decode(trainer.model.encode(x)[0])
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum") / 1024
    gradients = torch.autograd.grad(loss, trainer.parameters)
    trainer.step()
    for old, new, gradient in zip(before, trainer.parameters, gradients, strict=True):
        assert torch.allclose(new, old - 0.1 * gradient, atol=1e-6)


def test_holes_are_counted_as_their_definition_says():
    """By numpy: shares of blind codes whose picture is farther from the data than 95 % of the reconstructions."""
    trainer = VAETrainer(VAESettings(width=16, depth=1, latent_dim=3, plain=True))
    for _ in range(60):
        trainer.step()
    answer = trainer.holes(n=200, seed=4)
    known = trainer.train[:1500].numpy().astype(float)

    def nearest(pixels):
        return np.sqrt(((pixels[:, None] - known[None]) ** 2).sum(-1)).min(1)

    with torch.no_grad():
        back = torch.sigmoid(trainer.model.decode(trainer.model.encode(trainer.test)[0])).numpy()
    limit = np.quantile(nearest(back), 0.95)
    z = torch.randn(200, 3, generator=torch.Generator().manual_seed(4))
    pixels = trainer.decode(z.numpy())["pixels"] / 255
    assert answer["prior"] == pytest.approx((nearest(pixels) > limit).mean(), abs=0.011)  # two of 200 at the limit
    assert (nearest(back) > limit).mean() == pytest.approx(answer["floor"], abs=0.004)
    assert np.allclose(nearest(answer["prior_nearest"] / 255), 0, atol=1e-6)
