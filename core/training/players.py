"""Generator and discriminator, and one optimisation step of each.

Shapes: S copies, N examples of a kind in a batch, m points an example (packing), Z latent dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from core.models.discriminator import Discriminator
from core.models.stacked import Generator
from core.objectives.adversarial import discriminator_loss, generator_loss, gradient_penalty, r1_penalty
from core.settings.gan2d import GAN2DSettings
from core.training.draws import Draw, Draws, even, normal, seeded
from core.training.optimizers import LookAhead, Optimizer
from core.training.trainer import check_finite

INIT, LATENT, REAL, NOISE_D, NOISE_G, MIX = range(6)  # what a copy's generators are for
LATENTS = {"normal": normal, "uniform": even}
Noises = tuple[Tensor | None, Tensor | None]  # instance noise and mix, as `objective_d` takes them
CACHE = 1 << 20  # bytes of a layer's outputs that the processor keeps at hand


class Copies:
    """Some of the copies: weights of both players that take gradients, and the same memory without."""

    def __init__(self, part: slice, g: Sequence[Tensor], d: Sequence[Tensor]):
        self.part = part
        self.frozen_g, self.frozen_d = [p[part] for p in g], [p[part] for p in d]
        self.g = [p.detach().requires_grad_() for p in self.frozen_g]
        self.d = [p.detach().requires_grad_() for p in self.frozen_d]

    def __call__(self, drawn: Tensor | None) -> Tensor | None:
        """Their share of what was drawn for all: [S, …] → [copies, …]."""
        return None if drawn is None else drawn[self.part]


def blocks(copies: int, bytes_each: int) -> list[slice]:
    """The copies in parts of about equal size, each with no more than fits the cache (one copy at least)."""
    count = math.ceil(copies / max(1, CACHE // bytes_each))
    size = math.ceil(copies / count)
    return [slice(start, min(start + size, copies)) for start in range(0, copies, size)]


class Players:
    """The two networks of S copies, with their optimizers and the random numbers that they train on."""

    def __init__(self, settings: GAN2DSettings, train: Tensor):
        """train: the real points [M, 2]."""
        self.settings = settings
        copies, points = settings.seeds, settings.batch_size * settings.packing
        init = seeded(settings.seed, copies, INIT)
        g_shape = (settings.g_width, settings.g_depth, settings.g_activation)
        d_shape = (settings.d_width, settings.d_depth, settings.d_activation)
        self.g = Generator(settings.latent_dim, *g_shape, init)
        self.d = Discriminator(*d_shape, settings.packing, settings.minibatch, init)
        self.frozen_g, self.frozen_d = self.g.parameters, self.d.parameters
        # A step goes through the copies block by block: wide layers of 16 copies at once would leave the cache, and
        # their memory would come from the system anew at each step. Together they then took longer than one by one.
        outputs = 4 * 2 * points * max(settings.g_width, settings.d_width)  # bytes, of real and generated points
        self.all = Copies(slice(None), self.frozen_g, self.frozen_d)
        self.blocks = [Copies(part, self.frozen_g, self.frozen_d) for part in blocks(copies, outputs)]
        self.average: list[Tensor] | None = None  # of G's weights, where it is asked for
        self.follow_average()
        betas = (settings.beta1, settings.beta2)
        self.optimizer_d = Optimizer(settings.optimizer_d, self.frozen_d, *betas)
        self.optimizer_g = Optimizer(settings.optimizer_g, self.frozen_g, *betas)

        def draws(draw: Draw, shape: tuple[int, ...], purpose: int) -> Draws:
            return Draws(draw, shape, seeded(settings.seed, copies, purpose))

        def real_points(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
            return train[torch.randint(len(train), shape[:-1], generator=generator)]

        def shares(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
            return torch.rand(shape, generator=generator)

        self.latents = draws(LATENTS[settings.latent], (points, settings.latent_dim), LATENT)
        self.real = draws(real_points, (points, 2), REAL)
        self.noise_d = draws(normal, (2 * points, 2), NOISE_D)  # on real and generated points alike
        self.noise_g = draws(normal, (points, 2), NOISE_G)
        self.mix = draws(shares, (settings.batch_size, 1), MIX)

    # ---- steps ----------------------------------------------------------------------------------------------------

    def step_d(self, number: int) -> None:
        """One step of D, G held still. Raises Diverged naming step `number`, before anything changes."""
        settings, latents, points, noises = self.settings, self.latents.next(), self.real.next(), self.d_noises()

        def loss(some: Copies) -> Tensor:
            fake = self.g(some(latents), some.frozen_g)
            return self.objective_d(some(points), fake, some.d, *map(some, noises))

        self.optimizer_d.step(self._gradients(loss, "d", number), settings.lr_d)
        if settings.clips:
            for p in self.frozen_d:
                p.clamp_(-settings.clip, settings.clip)

    def step_g(self, number: int) -> None:
        """One step of G, D held still (or unrolled). Raises Diverged naming step `number`, before anything changes."""
        settings, latents = self.settings, self.latents.next()
        points = self.real.next() if settings.unroll else None
        noises = [self.d_noises() for _ in range(settings.unroll)]
        noise = self.noise_g.next() if settings.instance_noise else None

        def loss(some: Copies) -> Tensor:
            fake = self.g(some(latents), some.g)
            d = some.frozen_d
            if settings.unroll:
                d = self.unrolled(some(points), fake, some, [tuple(map(some, drawn)) for drawn in noises])
            return self.objective_g(fake, d, some(noise))

        self.optimizer_g.step(self._gradients(loss, "g", number), settings.lr_g)
        self.follow_average()

    def _gradients(self, loss: Callable[[Copies], Tensor], player: str, number: int) -> list[Tensor]:
        """Of each copy's loss by its own weights of that player ("g", "d"). Raises Diverged."""
        losses, gradients = [], []
        for some in self.blocks:
            losses.append(loss(some).sum())
            gradients.append(torch.autograd.grad(losses[-1], getattr(some, player)))
        check_finite(number, {f"loss_{player}": sum(losses).item()})
        return [torch.cat(parts) for parts in zip(*gradients, strict=True)] if len(gradients) > 1 else gradients[0]

    @property
    def shown(self) -> list[Tensor]:
        """The generator's weights that are measured and shown: their average where it is asked for."""
        return self.frozen_g if self.average is None else self.average

    def follow_average(self) -> None:
        """Move the average towards G; it begins where G is when it is first asked for."""
        if not self.settings.ema:
            self.average = None
        elif self.average is None:
            self.average = [p.clone() for p in self.frozen_g]
        else:
            for average, p in zip(self.average, self.frozen_g, strict=True):
                average.lerp_(p, 1 - self.settings.ema)

    def d_noises(self) -> Noises:
        """What `objective_d` needs of random numbers: instance noise, and where between the points to penalise."""
        noise = self.noise_d.next() if self.settings.instance_noise else None
        return noise, self.mix.next() if self.settings.loss == "wasserstein_gp" else None

    # ---- objectives -----------------------------------------------------------------------------------------------

    def objective_d(
        self,
        real: Tensor,  # [S, N·m, 2]
        fake: Tensor,  # [S, N·m, 2]
        parameters: Sequence[Tensor],
        noise: Tensor | None,  # [S, 2·N·m, 2], scaled here by the instance noise σ
        mix: Tensor | None,  # [S, N, 1] in 0…1, for the gradient penalty
    ) -> Tensor:
        """What D minimises, penalties included: [S]."""
        settings = self.settings
        both = torch.cat([real, fake], dim=1)
        if noise is not None:
            both = both + settings.instance_noise * noise
        if settings.r1 and not both.requires_grad:
            both.requires_grad_()
        outputs = self.d(both, parameters, groups=2)  # real and generated in one pass
        r, f = outputs.chunk(2, dim=1)
        loss = discriminator_loss(settings.loss, r, f, settings.label_smoothing)
        if settings.r1:
            loss = loss + settings.r1 * r1_penalty(self._slopes(r, both).chunk(2, dim=1)[0])
        if mix is not None:
            loss = loss + settings.gp_weight * self.penalty(*both.chunk(2, dim=1), parameters, mix)
        return loss

    def penalty(self, real: Tensor, fake: Tensor, parameters: Sequence[Tensor], mix: Tensor) -> Tensor:
        """WGAN-GP's penalty at x̂ = real + mix·(fake − real), the same mix for all points of an example: [S]."""
        weight = mix.repeat_interleave(self.settings.packing, dim=1)
        between = torch.lerp(real, fake, weight)
        if not between.requires_grad:
            between.requires_grad_()
        return gradient_penalty(self._slopes(self.d(between, parameters, groups=1), between))

    def _slopes(self, outputs: Tensor, x: Tensor) -> Tensor:
        """∇D of each example, to be differentiated again: [S, N], [S, N·m, 2] → [S, N, 2·m]."""
        (slopes,) = torch.autograd.grad(outputs.sum(), x, create_graph=True)
        return slopes.reshape(len(x), -1, 2 * self.settings.packing)

    def objective_g(self, fake: Tensor, parameters: Sequence[Tensor], noise: Tensor | None) -> Tensor:
        """What G minimises: [S, N·m, 2] → [S]."""
        seen = fake if noise is None else fake + self.settings.instance_noise * noise
        return generator_loss(self.settings.loss, self.d(seen, parameters, groups=1))

    def unrolled(self, real: Tensor, fake: Tensor, some: Copies, noises: Sequence[Noises]) -> list[Tensor]:
        """D's parameters after a step of its own rule for each of `noises`, as functions of the generated points.

        Metz et al. 2017: G's gradient then runs through D's answers to G. All these steps see the same batch. D itself
        does not change.
        """
        settings = self.settings
        parameters, ahead = some.d, LookAhead(self.optimizer_d, some.part)
        for drawn in noises:
            loss = self.objective_d(real, fake, parameters, *drawn).sum()
            gradients = torch.autograd.grad(loss, parameters, create_graph=True)
            parameters = ahead.step(parameters, gradients, settings.lr_d)
            if settings.clips:
                parameters = [p.clamp(-settings.clip, settings.clip) for p in parameters]
        return parameters
