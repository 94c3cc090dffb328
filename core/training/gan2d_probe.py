"""What can be seen of two players at a moment, on points and latents that are the same for every run and frame.

Everything here is measured without instance noise. Shapes: S copies, N examples of m points (packing).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.data.points import EXTENT, HELD_OUT, World
from core.objectives.adversarial import boundary, discriminator_loss, generator_losses
from core.settings.gan2d import LOGS, SIGMOID, GAN2DSettings
from core.training.players import LATENTS, Players
from core.training.trainer import half

JUDGED = 192  # points of each kind that the players are measured on; whole packs of 1, 2, 3 or 4
ARROWS = 128  # of them with an arrow
SIDE = 48  # points an axis at which D is drawn
MESH = 17  # latents an axis at which G is drawn
LOW, HIGH = 0.02, 0.98  # quantiles of the latent distribution between which they lie


def ticks(n: int) -> Tensor:
    """n coordinates from edge to edge of the square that is drawn."""
    return torch.linspace(-EXTENT, EXTENT, n)


def plane(n: int) -> Tensor:
    """n² points of the square, row by row from the lowest y: [n², 2]."""
    y, x = torch.cartesian_prod(ticks(n), ticks(n)).unbind(1)
    return torch.stack([x, y], dim=1)


def latent_ticks(latent: str) -> Tensor:
    """17 values of a latent, evenly spaced between two quantiles of its distribution."""
    ends = torch.tensor([LOW, HIGH])
    low, high = torch.special.ndtri(ends) if latent == "normal" else ends * 2 - 1
    return torch.linspace(float(low), float(high), MESH)


def latent_mesh(settings: GAN2DSettings) -> Tensor:
    """A regular grid in the first two latents, the others 0: [17·17, Z], the lowest z₂ first (Z = 1: [17, 1])."""
    values = latent_ticks(settings.latent)
    if settings.latent_dim == 1:
        return values[:, None]
    z = torch.zeros(MESH * MESH, settings.latent_dim)
    z[:, 1], z[:, 0] = torch.cartesian_prod(values, values).unbind(1)
    return z


class Probe:
    """The fixed points and latents, and what the players do with them."""

    def __init__(self, settings: GAN2DSettings, world: World):
        generator = torch.Generator().manual_seed(0)
        self.mesh = latent_mesh(settings)
        samples = LATENTS[settings.latent]((HELD_OUT, settings.latent_dim), generator)
        self.latents = torch.cat([samples, self.mesh])[None]  # one pass of G for both
        self.real = torch.from_numpy(world.held_out[:JUDGED])[None]
        self.mix = torch.rand(1, JUDGED // settings.packing, 1, generator=generator)
        self.plane = plane(SIDE)

    @torch.no_grad()
    def generate(self, players: Players) -> tuple[Tensor, Tensor]:
        """2,500 points of the shown G [S, 2500, 2], and the mesh of the first copy [17·17, 2]."""
        points = players.g(self.latents.expand(players.settings.seeds, -1, -1), players.shown)
        return points[:, :HELD_OUT], points[0, HELD_OUT:]

    def game(self, players: Players) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Scalars of the game on 192 points of each kind, and arrays.

        gradients float16 [128, 2]: the arrows of the first copy. An arrow is −∂L/∂x at a generated point, L being the
        sum of the generator's loss over the examples, so that its length does not depend on how many there are.
        Of several copies also seed_slope and seed_estimate, float32 [S]: D's mean slope at generated points, and minus
        its loss without penalties, which is a critic's estimate of the distance.
        """
        settings, copies = players.settings, players.settings.seeds
        real, mix, z = (a.expand(copies, -1, -1) for a in (self.real, self.mix, self.latents[:, :JUDGED]))
        noises = (None, mix if settings.loss == "wasserstein_gp" else None)
        weights = [p.detach().requires_grad_() for p in players.shown]
        fake = players.g(z, weights)

        loss_d = players.objective_d(real, fake.detach(), players.all.d, *noises)
        gradient_d = torch.autograd.grad(loss_d.sum(), players.all.d)
        judging = (
            players.unrolled(real, fake, players.all, [noises] * settings.unroll)
            if settings.unroll
            else players.frozen_d
        )
        losses_g = generator_losses(settings.loss, players.d(fake, judging, groups=1))  # [S, N]
        pull, *gradient_g = torch.autograd.grad(losses_g.sum(), [fake, *weights])

        scalars = {
            "loss_d": loss_d.mean().item(),
            "loss_g": losses_g.mean().item(),
            "grad_d": _norm(gradient_d),
            "grad_g": _norm(gradient_g) / losses_g.shape[1],  # of the mean, as in training
        }
        judgement, of_copies = self._judgement(players, real, fake.detach())
        arrays = {"gradients": half(-pull[0, :ARROWS].numpy())}
        return scalars | judgement, arrays | (of_copies if copies > 1 else {})

    def _judgement(
        self, players: Players, real: Tensor, fake: Tensor
    ) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """What D, as it stands, makes of real and generated points: scalars, and arrays of each copy."""
        name = players.settings.loss
        both = torch.cat([real, fake], dim=1).requires_grad_()
        r, f = players.d(both, players.frozen_d, groups=2).chunk(2, dim=1)  # [S, N]
        (gradients,) = torch.autograd.grad(f.sum(), both)
        slopes = gradients.chunk(2, dim=1)[1].norm(dim=-1).mean(1)  # [S]
        score_real, score_fake = r.mean().item(), f.mean().item()
        undecided = boundary(name, players.settings.label_smoothing)
        if undecided is None:
            undecided = (score_real + score_fake) / 2
        scalars = {
            "score_real": score_real,
            "score_fake": score_fake,
            "boundary": undecided,
            "accuracy_real": (r > undecided).float().mean().item(),
            "accuracy_fake": (f <= undecided).float().mean().item(),
            "slope": slopes.mean().item(),
        }
        if name in LOGS:
            scalars |= {
                "ce_d": discriminator_loss(name, r, f).mean().item() / 2,
                "ce_g": generator_losses("non_saturating", f).mean().item(),
            }
        estimates = -discriminator_loss(name, r, f, players.settings.label_smoothing)
        return scalars, {"seed_slope": slopes.numpy(), "seed_estimate": estimates.detach().numpy()}

    @torch.no_grad()
    def judge(self, players: Players, x: Tensor) -> Tensor:
        """D of the first copy at points [N, 2], each among the same real companions: [N]."""
        first = [p[:1] for p in players.frozen_d]
        return players.d.judge(x[None], self.real, first)[0]

    def surface(self, players: Players) -> tuple[dict[str, float], np.ndarray]:
        """D of the first copy over the square: the values of 0 and 255, and uint8 [48, 48] with the lowest y first."""
        values = self.judge(players, self.plane)
        low, high = 0.0, 1.0
        if players.settings.loss in SIGMOID:
            values = torch.sigmoid(values)
        else:
            low, high = values.min().item(), values.max().item()
        scaled = (values - low) / max(high - low, 1e-12) * 255
        picture = scaled.round().to(torch.uint8).reshape(SIDE, SIDE).numpy()
        return {"surface_low": low, "surface_high": high}, picture


def _norm(gradients: Sequence[Tensor]) -> float:
    """The length of each copy's whole gradient, averaged over the copies."""
    return sum(g.square().sum((1, 2)) for g in gradients).sqrt().mean().item()
