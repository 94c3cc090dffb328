"""Measurements, not tests: nothing here passes or fails. Each is a ratio against something in the same run.

python -m tests.benchmarks.training [--quick]    steps a second against a plain PyTorch loop and the pytorch/examples way
python -m tests.benchmarks.opening [--quick]     opening a page against a bare Streamlit app with one Plotly chart
python -m tests.benchmarks.live [--quick]        training on the page against the same training from the command line
python -m tests.benchmarks.classroom [--quick]   twelve learners at once: progress, answers, memory, and what closing frees

Leave the machine alone while they run: on a busy one the medians of interleaved rounds still compare, single times don't.
"""
