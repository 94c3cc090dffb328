"""Trains the variational autoencoder on images and answers questions about it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.images import ImageData, load_images, to_unit
from core.models.vae import VAE, reparameterize
from core.objectives.elbo import (
    active_units,
    bernoulli_log_likelihood,
    gaussian_log_likelihood,
    kl_standard_normal,
)
from core.objectives.posterior import exact_posterior, importance_weighted, log_joint_grid
from core.settings.vae import VAESettings
from core.training.batches import Batches
from core.training.interpolation import linear_path, spherical_path
from core.training.model_trainer import ModelTrainer
from core.training.optimizers import Optimizer
from core.training.trainer import Frame, check_finite, half, query, threads_for

PROBE = 300  # images of each split that a frame is measured on
SHOWN = 10  # test images whose reconstructions a frame carries
MANIFOLD = 12  # decoded codes along each axis of a frame's picture of the latent plane
REACH = 2.5  # the picture spans z from −2.5 to 2.5: 97.5 % of the prior's square
CHUNK = 2000  # images evaluated at once: bounds the memory


class VAETrainer(ModelTrainer):
    """N images a batch, P pixels, Z latent dimensions; all terms in nats an image, summed over pixels."""

    def __init__(self, settings: VAESettings):
        self.settings = settings
        self.data: ImageData = load_images(settings.dataset)
        self.train = torch.from_numpy(to_unit(self.data.train_images))  # [N, P] in 0…1
        self.test = torch.from_numpy(to_unit(self.data.test_images))
        self.generator = torch.Generator().manual_seed(settings.seed)
        self.model = VAE(self.train.shape[1], settings.width, settings.depth, settings.latent_dim, self.generator)
        self.parameters = list(self.model.parameters())
        self.optimizer = Optimizer(settings.optimizer, self.parameters)
        weights = sum(p.numel() for p in self.parameters)
        self.most_threads = threads_for(3 * weights * settings.batch_size)  # forward, to the input, to the weights
        self.batches = Batches(len(self.train), settings.batch_size, self.generator)
        # Frames measure the same images with the same noise every time, so their curves show the model's change only.
        probe_noise = torch.Generator().manual_seed(settings.seed + 1)
        self.probe_epsilon = torch.randn(PROBE, settings.latent_dim, generator=probe_noise)

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One step up the gradient of (reconstruction − β·KL), averaged over a batch."""
        x = self.train.index_select(0, self.batches.next())  # [N, P]
        mu, log_var = self.model.encode(x)  # [N, Z]
        epsilon = torch.randn(mu.shape, generator=self.generator)
        z = reparameterize(mu, log_var, epsilon)
        reconstruction = self.log_likelihood(self.model.decode(z), x).mean()
        kl = kl_standard_normal(mu, log_var).sum(-1).mean()
        check_finite(self.step_count + 1, {"reconstruction": reconstruction.item(), "kl": kl.item()})
        loss = self.beta * kl - reconstruction * self.pixel_weight
        self.optimizer.step(torch.autograd.grad(loss, self.parameters), self.settings.learning_rate)
        self.step_count += 1

    def log_likelihood(self, logits: Tensor, x: Tensor) -> Tensor:
        """log p(x|z) under the chosen likelihood: [N, P], [N, P] → [N]."""
        if self.settings.likelihood == "bernoulli":
            return bernoulli_log_likelihood(logits, x)
        return gaussian_log_likelihood(logits, x, self.settings.pixel_sigma)

    @property
    def beta(self) -> float:
        """Weight of the KL term at this step: it grows linearly over the warm-up."""
        if self.step_count >= self.settings.warmup:
            return self.settings.beta
        return self.settings.beta * self.step_count / self.settings.warmup

    @property
    def pixel_weight(self) -> float:
        """1 for the likelihood; 1/P for the common mistake of averaging over the pixels."""
        return 1.0 if self.settings.pixels == "sum" else 1 / self.train.shape[1]

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def observe(self) -> Frame:
        """The terms on a fixed part of both splits, the codes of the test images, and the decoder's weights."""
        mu, log_var, terms = self._terms(self.test[:PROBE], self.probe_epsilon)
        _, _, train_terms = self._terms(self.train[:PROBE], self.probe_epsilon)
        scalars = self._scalars(train_terms, "") | self._scalars(terms, "test_")
        scalars |= {"beta": self.beta, "test_elbo_se": float(terms["elbo"].std() / len(mu) ** 0.5)}
        decoder = {
            f"decoder.{i}.{name}": half(getattr(layer, name).numpy())
            for i, layer in enumerate(self.model.decoder)
            for name in ("weight", "bias")
        }
        arrays = {
            "mu": half(mu.numpy()),
            "log_var": half(log_var.numpy()),
            "kl_per_dimension": half(terms["kl_per_dimension"].mean(0).numpy()),
            "active": terms["active"].numpy().astype(np.uint8),
            "manifold": self._picture(self._plane(MANIFOLD)),
            "reconstructions": self._picture(mu[:SHOWN]),
        }
        return Frame(self.step_count, scalars, arrays | decoder)

    def _terms(self, x: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """Codes of the images [N, P] and their terms an image, with one sample of z each."""
        mu, log_var = self.model.encode(x)
        z = reparameterize(mu, log_var, epsilon[: len(x)])
        reconstruction = self.log_likelihood(self.model.decode(z), x)
        kl = kl_standard_normal(mu, log_var)
        terms = {
            "elbo": reconstruction - kl.sum(-1),
            "reconstruction": reconstruction,
            "kl": kl.sum(-1),
            "kl_per_dimension": kl,
            "active": active_units(mu),
        }
        return mu, log_var, terms

    def _scalars(self, terms: dict[str, Tensor], prefix: str) -> dict[str, float]:
        """Means over the images. The ELBO is the bound itself, with the weight 1 on KL whatever β is."""
        means = {name: float(terms[name].mean()) for name in ("elbo", "reconstruction", "kl")}
        objective = self.pixel_weight * means["reconstruction"] - self.beta * means["kl"]
        named = {**means, "objective": objective, "active_units": float(terms["active"].sum())}
        return {prefix + name: value for name, value in named.items()}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The terms on all images of both splits, and the standard error of the test ELBO."""
        generator = torch.Generator().manual_seed(self.settings.seed + 1)
        scalars: dict[str, float] = {"beta": self.beta}
        for prefix, images in (("", self.train), ("test_", self.test)):
            epsilon = torch.randn(len(images), self.settings.latent_dim, generator=generator)
            parts = zip(images.split(CHUNK), epsilon.split(CHUNK), strict=True)
            mus, _, terms = zip(*[self._terms(x, e) for x, e in parts], strict=True)
            whole = {name: torch.cat([part[name] for part in terms]) for name in ("elbo", "reconstruction", "kl")}
            whole["active"] = active_units(torch.cat(mus))
            scalars |= self._scalars(whole, prefix)
        scalars["test_elbo_se"] = float(whole["elbo"].std() / len(self.test) ** 0.5)
        return scalars

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The test images on the map with their labels, and how the data were split."""
        facts = {
            "side": self.data.side,
            "classes": list(self.data.classes),
            "note": self.data.note,
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
        }
        images = self.data.test_images[:PROBE]
        return facts, {"labels": self.data.test_labels[:PROBE], "images": images.reshape(len(images), -1)}

    # ---- questions ------------------------------------------------------------------------------------------------

    def _plane(self, size: int) -> Tensor:
        """size² codes over the first two dimensions, the others 0; the first row has the largest z₂."""
        ticks = torch.linspace(-REACH, REACH, size)
        z = torch.zeros(size * size, self.settings.latent_dim)
        z[:, 1], z[:, 0] = torch.cartesian_prod(ticks.flip(0), ticks).unbind(1)
        return z

    @torch.no_grad()
    def _picture(self, z: Tensor) -> np.ndarray:
        """Decoded pixels as bytes: [N, Z] → uint8 [N, P]."""
        return (torch.sigmoid(self.model.decode(z)) * 255).round().to(torch.uint8).numpy()

    @torch.no_grad()
    def _posterior(self, image: Tensor) -> tuple[Tensor, Tensor]:
        mu, log_var = self.model.encode(image[None])
        return mu[0].double(), log_var[0].double()

    def _likelihood_of(self, image: Tensor):
        """z ↦ log p(image | z) for codes of any float type: [M, Z] → [M]."""

        @torch.no_grad()
        def log_likelihood(z: Tensor) -> Tensor:
            logits = self.model.decode(z.float())
            return self.log_likelihood(logits, image.expand_as(logits))

        return log_likelihood

    @query
    def decode(self, z: np.ndarray) -> dict[str, np.ndarray]:
        """Pictures of codes: float [N, Z] → pixels uint8 [N, P]."""
        z = np.asarray(z, np.float32)
        if z.ndim != 2 or z.shape[1] != self.settings.latent_dim:
            raise ValueError(f"z has shape {z.shape}; expected (N, {self.settings.latent_dim})")
        return {"pixels": self._picture(torch.from_numpy(z.copy()))}

    @query
    def reconstruct(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Codes of images and the pictures of their means: uint8 [N, P] → mu, log_var [N, Z], pixels, mse [N]."""
        images = np.asarray(images)
        if images.ndim != 2 or images.shape[1] != self.train.shape[1]:
            raise ValueError(f"images have shape {images.shape}; expected (N, {self.train.shape[1]})")
        x = torch.from_numpy(to_unit(images))
        with torch.no_grad():
            mu, log_var = self.model.encode(x)
            error = (torch.sigmoid(self.model.decode(mu)) - x).square().mean(1)
        return {"mu": mu.numpy(), "log_var": log_var.numpy(), "pixels": self._picture(mu), "mse": error.numpy()}

    @query
    def sample(self, n: int, seed: int) -> dict[str, np.ndarray]:
        """n pictures decoded from draws of the prior: pixels uint8 [n, P], z [n, Z]."""
        z = torch.randn(n, self.settings.latent_dim, generator=torch.Generator().manual_seed(seed))
        return {"pixels": self._picture(z), "z": z.numpy()}

    @query
    def interpolate(self, first: int, second: int, n: int) -> dict[str, np.ndarray]:
        """Pictures along two ways between the codes of two test images: linear and spherical, uint8 [n, P]."""
        with torch.no_grad():
            mu, _ = self.model.encode(self.test[[first, second]])
        paths = {"linear": linear_path(mu[0], mu[1], n), "spherical": spherical_path(mu[0], mu[1], n)}
        pictures = {name: self._picture(path) for name, path in paths.items()}
        return pictures | {f"{name}_z": path.numpy() for name, path in paths.items()}

    @query
    def exact(self, digit: int, size: int = 120) -> dict[str, Any]:
        """Quadrature for one test image (latent dimension 2): the numbers, and p(z|x) on a grid around it and q.

        grid: density of p(z|x), float32 [size, size] over x (columns) and y (rows); mu, log_var [2] of q.
        """
        if self.settings.latent_dim != 2:
            raise ValueError(f"exact integration needs latent dimension 2, not {self.settings.latent_dim}")
        image = self.test[digit]
        mu, log_var = self._posterior(image)
        log_likelihood = self._likelihood_of(image)
        answer = exact_posterior(log_likelihood, mu, log_var)
        sigma = torch.exp(0.5 * log_var)
        low = torch.minimum(mu - 3 * sigma, answer.mean - 4 * answer.sigma)
        high = torch.maximum(mu + 3 * sigma, answer.mean + 4 * answer.sigma)
        middle, reach = (low + high) / 2, (high - low).max() / 2  # a square, so that both keep their shapes
        x, y = (torch.linspace(float(m - reach), float(m + reach), size, dtype=torch.float64) for m in middle)
        grid = (log_joint_grid(log_likelihood, x, y) - answer.log_px).exp()
        numbers = {
            "log_px": answer.log_px,
            "log_px_error": answer.log_px_error,
            "elbo": answer.elbo,
            "kl_to_posterior": answer.kl_to_posterior,
        }
        arrays = {"grid": grid.float().numpy(), "x": x.numpy(), "y": y.numpy()}
        return numbers | arrays | {"mu": mu.numpy(), "log_var": log_var.numpy()}

    @query
    def importance(self, digit: int, seed: int, repeats: int = 200) -> dict[str, Any]:
        """Importance-weighted estimates of log p(x) for one test image: mean and spread for k = 1, 10, 100."""
        image = self.test[digit]
        mu, log_var = self._posterior(image)
        generator = torch.Generator().manual_seed(seed)
        samples = [1, 10, 100]
        estimates = [
            importance_weighted(self._likelihood_of(image), mu, log_var, k, repeats, generator) for k in samples
        ]
        return {
            "k": samples,
            "mean": [float(values.mean()) for values in estimates],
            "spread": [float(values.std()) for values in estimates],
            "standard_error": [float(values.std()) / repeats**0.5 for values in estimates],
        }

    @query
    def aggregate(self, first: int = 0, second: int = 1, size: int = 80, reach: float = 4.0) -> dict[str, np.ndarray]:
        """The aggregate posterior 1/N Σ q(z|xₙ) of the test images and the prior, over two dimensions.

        Densities float32 [size, size] (rows: second axis) on ticks float32 [size].
        """
        with torch.no_grad():
            mu, log_var = self.model.encode(self.test)
        ticks = torch.linspace(-reach, reach, size)
        along = [_normal_density(ticks, mu[:, axis], log_var[:, axis]) for axis in (first, second)]  # [N, size]
        posterior = along[1].T @ along[0] / len(mu)  # the axes of q(z|x) are independent
        prior = _normal_density(ticks, torch.zeros(1), torch.zeros(1))[0]
        return {"posterior": posterior.numpy(), "prior": torch.outer(prior, prior).numpy(), "ticks": ticks.numpy()}

    sources = (VAE, reparameterize, bernoulli_log_likelihood, kl_standard_normal, step)


def _normal_density(ticks: Tensor, mu: Tensor, log_var: Tensor) -> Tensor:
    """N(tick; μ, σ²) for every pair: [T], [N], [N] → [N, T]."""
    return torch.distributions.Normal(mu[:, None], torch.exp(0.5 * log_var)[:, None]).log_prob(ticks).exp()
