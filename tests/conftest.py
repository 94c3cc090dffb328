"""What holds for all tests: two processes share the machine, so each computes on one thread."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch and numpy are loaded; a test may ask for more later
