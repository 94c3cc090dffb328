"""Processor threads of torch, which is not loaded here.

Threads that share a step wait for each other spinning, which is right while each has a core: asleep, they take twice
the time for a step (two threads, a 784-400-20 autoencoder), and with another program on one of their cores a fourth of
the speed is left. So a run gets no more threads than its steps have work for, and one core stays free for the page.
"""

from __future__ import annotations

import os
import sys


def use_threads(n: int) -> None:
    """Let torch use so many threads, where something has loaded it."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(n)


def cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
