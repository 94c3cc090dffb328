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
from core.objectives.reconstruction import psnr
from core.settings.vae import VAESettings
from core.training.autoencoder import CHUNK, MAPPED, SHOWN
from core.training.batches import Batches
from core.training.blind_codes import normal_around
from core.training.image_autoencoder import image_static
from core.training.interpolation import linear_path, spherical_path
from core.training.model_trainer import ModelTrainer
from core.training.optimizers import Optimizer
from core.training.trainer import Frame, check_finite, half, query, threads_for

PROBE = MAPPED  # images of each split that a frame is measured on
MANIFOLD = 12  # decoded codes along each axis of a frame's picture of the latent plane
REACH = 2.5  # the picture spans z from −2.5 to 2.5: 97.5 % of the prior's square
NEIGHBOURS = 1500  # training images among which the one nearest to a picture is looked for
FLOOR = 0.05  # share of the reconstructions that lie as far from training images as what is called a hole


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
        epsilon = torch.randn(mu.shape, generator=self.generator)  # also where it is of no use: the same batches follow
        z = mu if self.settings.plain else reparameterize(mu, log_var, epsilon)
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
        """Weight of the KL term at this step: it grows linearly over the warm-up; a plain autoencoder has none."""
        if self.settings.plain:
            return 0.0
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
        decoder = {
            f"decoder.{i}.{name}": half(getattr(layer, name).numpy())
            for i, layer in enumerate(self.model.decoder)
            for name in ("weight", "bias")
        }
        arrays = {
            "mu": half(mu.numpy()),
            "active": terms["active"].numpy().astype(np.uint8),
            "manifold": self._picture(self._plane(MANIFOLD)),
            "reconstructions": self._picture(mu[:SHOWN]),
        }
        if not self.settings.plain:
            arrays["log_var"] = half(log_var.numpy())
            arrays["kl_per_dimension"] = half(terms["kl_per_dimension"].mean(0).numpy())
        return Frame(self.step_count, scalars, arrays | decoder)

    def _terms(self, x: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """Codes of the images [N, P] and their terms an image, with one sample of z each."""
        mu, log_var = self.model.encode(x)
        z = mu if self.settings.plain else reparameterize(mu, log_var, epsilon[: len(x)])
        back = torch.sigmoid(self.model.decode(mu))
        terms = {
            "reconstruction": self.log_likelihood(self.model.decode(z), x),
            "mse": (back - x).square().mean(1),
            "active": active_units(mu),
        }
        if not self.settings.plain:  # the code of a plain autoencoder has no density, and so no KL from any
            kl = kl_standard_normal(mu, log_var)
            terms |= {"elbo": terms["reconstruction"] - kl.sum(-1), "kl": kl.sum(-1), "kl_per_dimension": kl}
        return mu, log_var, terms

    def _scalars(self, terms: dict[str, Tensor], prefix: str) -> dict[str, float]:
        """Means over the images. The ELBO is the bound itself, with the weight 1 on KL whatever β is."""
        means = {name: float(terms[name].mean()) for name in ("elbo", "reconstruction", "kl", "mse") if name in terms}
        objective = self.pixel_weight * means["reconstruction"] - self.beta * means.get("kl", 0.0)
        active = float(terms["active"].sum())
        named = {**means, "psnr": psnr(means["mse"], 1.0), "objective": objective, "active_units": active}
        scalars = {prefix + name: value for name, value in named.items()}
        if prefix and "elbo" in terms:
            scalars |= {"beta": self.beta, "test_elbo_se": float(terms["elbo"].std() / len(terms["elbo"]) ** 0.5)}
        return scalars

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The terms on all images of both splits, and the standard error of the test ELBO."""
        generator = torch.Generator().manual_seed(self.settings.seed + 1)
        scalars: dict[str, float] = {}
        for prefix, images in (("", self.train), ("test_", self.test)):
            epsilon = torch.randn(len(images), self.settings.latent_dim, generator=generator)
            parts = zip(images.split(CHUNK), epsilon.split(CHUNK), strict=True)
            mus, _, terms = zip(*[self._terms(x, e) for x, e in parts], strict=True)
            averaged = terms[0].keys() - {"active", "kl_per_dimension"}
            whole = {name: torch.cat([part[name] for part in terms]) for name in averaged}
            whole["active"] = active_units(torch.cat(mus))
            scalars |= self._scalars(whole, prefix)
        return scalars

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The test images on the map with their labels, and how the data were split."""
        facts, arrays = image_static(self.data)
        of_model = {
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
            "measured": [min(PROBE, len(images)) for images in (self.train, self.test)],
        }
        return facts | of_model, arrays

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

    def _needs_posterior(self) -> None:
        if self.settings.plain:
            raise ValueError("a plain autoencoder has no posterior: its code is a point")

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
    def holes(self, n: int, seed: int) -> dict[str, Any]:
        """Where codes are drawn blindly, how often the decoder's answer is like nothing it has learned from.

        Codes are drawn from the prior N(0, I), and from the normal distribution with the mean and covariance of the
        training codes. An answer lies in a hole if the nearest of the first NEIGHBOURS training images is farther away
        than it is for all but 5 % of the reconstructions of test images: 0.05 is the floor. prior, fitted: shares of n;
        prior_pixels, fitted_pixels: the first SHOWN answers, and in …_nearest the training images nearest to them.
        """
        with torch.no_grad():
            mu, _ = self.model.encode(self.train)
            back = torch.sigmoid(self.model.decode(self.model.encode(self.test)[0]))
        known = self.train[:NEIGHBOURS]
        limit = float(torch.cdist(back, known).amin(1).quantile(1 - FLOOR))
        epsilon = torch.randn(n, mu.shape[1], generator=torch.Generator().manual_seed(seed))
        answer: dict[str, Any] = {"floor": FLOOR}
        for name, z in (("prior", epsilon), ("fitted", normal_around(mu, epsilon))):
            pixels = self._picture(z)
            distance, nearest = torch.cdist(torch.from_numpy(to_unit(pixels)), known).min(1)
            answer[name] = float((distance > limit).float().mean())
            answer[f"{name}_pixels"] = pixels[:SHOWN]
            answer[f"{name}_nearest"] = self.data.train_images[nearest[:SHOWN].numpy()].reshape(-1, self.train.shape[1])
        return answer

    @query
    def exact(self, digit: int, size: int = 120) -> dict[str, Any]:
        """Quadrature for one test image (latent dimension 2): the numbers, and p(z|x) on a grid around it and q.

        grid: density of p(z|x), float32 [size, size] over x (columns) and y (rows); mu, log_var [2] of q.
        """
        self._needs_posterior()
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
        self._needs_posterior()
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
        self._needs_posterior()
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
