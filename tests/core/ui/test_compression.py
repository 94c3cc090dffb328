"""The measured curves of compression, in words."""

import numpy as np

from core.ui.compression import about, measured, verdict

CURVES = {
    "sizes": np.array([1, 4, 16]),
    "autoencoder": np.array([[[10.0, 9.0]], [[20.0, 19.5]], [[30.0, 30.0]]]),
    "pca": np.array([[9.5, 9.3], [18.0, 18.0], [31.0, 31.0]]),
    "jpeg": np.array([[2.0, 1.0, 100.0, 15.0], [6.0, 5.0, 104.0, 21.0], [20.0, 19.0, 118.0, 28.0]]),
}


def test_who_is_ahead_is_read_off_the_curves():
    said = verdict(CURVES, 0)
    assert "against PCA: ahead at 4 bytes; behind at 1, 16 bytes." in said
    assert "Against JPEG: ahead at 4, 16 bytes; JPEG's smallest has 2.0 bytes" in said  # 4 → 18 dB, 16 → 26 dB


def test_where_jpeg_has_no_file_so_small_nothing_is_compared():
    assert "Against JPEG: nowhere on one scale; JPEG's smallest has 100.0 bytes" in verdict(CURVES, 2)


def test_what_rounding_costs_is_the_largest_loss():
    assert "1.00 dB of the autoencoder's PSNR and 0.20 dB of PCA's" in about(CURVES)


def test_digits_are_measured_and_other_data_are_not():
    assert measured("digits")["autoencoder"].shape == (10, 3, 2)
    assert measured("mnist") is None
