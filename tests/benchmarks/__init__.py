"""Measurements, not tests: nothing here passes or fails. Each is a ratio against something in the same run.

python -m tests.benchmarks.training [--quick]
    steps a second against plain PyTorch and the pytorch/examples way
python -m tests.benchmarks.autoencoders [--quick]
    the same for every other autoencoder's trainer, against plain loops
python -m tests.benchmarks.opening [--quick]
    opening a page against a bare Streamlit app with one Plotly chart
python -m tests.benchmarks.live [--quick]
    training on a page against the same training from the command line
python -m tests.benchmarks.classroom [--quick]
    twelve learners at once: progress, answers, memory, leases

Leave the machine alone while they run. On a busy one the ratios of interleaved rounds still say something, times don't.
"""
