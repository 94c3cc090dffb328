"""Importing this module in a worker makes its first run start at once: torch, all trainers, a first gradient."""

from __future__ import annotations

import importlib
import logging

import torch

from core.settings import TRAINERS

LOG = logging.getLogger(__name__)


def warm_up() -> None:
    """Load every trainer's code, and have torch set up what it sets up at the first gradient."""
    for spec in TRAINERS.values():
        try:
            importlib.import_module(spec.location.partition(":")[0])
        except Exception as error:  # the other lessons work without it, and its own runs say why they fail
            LOG.warning("trainer %s cannot be loaded", spec.name, exc_info=error)
    layer = torch.nn.Linear(8, 8)
    torch.autograd.grad(layer(torch.zeros(4, 8)).sum(), list(layer.parameters()))


warm_up()
