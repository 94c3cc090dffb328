import numpy as np
import pytest

from core.runs.wire import DTYPES, frames_message, pack, pack_frames, unpack, unpack_frames
from core.training.trainer import Frame


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1,), (3, 5), (2, 1, 7)])
def test_arrays_survive(dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    header, arrays = unpack(pack({"name": "β"}, {"first": array, "second": array}))
    assert header == {"name": "β"}
    for copy in arrays.values():
        assert copy.dtype == array.dtype
        assert copy.shape == array.shape
        assert (copy == array).all()


def test_non_contiguous_arrays_survive():
    array = np.arange(24, dtype=np.int32).reshape(4, 6)
    views = {
        "transposed": array.T,
        "strided": array[::2, 1::3],
        "reversed": array[::-1],
        "fortran": np.asfortranarray(array),
    }
    for name, copy in unpack(pack({}, views))[1].items():
        np.testing.assert_array_equal(copy, views[name])


def test_special_values_survive_to_the_bit():
    array = np.array([np.nan, -0.0, np.inf, 65504], np.float16)
    assert unpack(pack({}, {"a": array}))[1]["a"].tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "array", [np.array(["text"]), np.array([object()]), np.zeros(2, complex), np.zeros(2, np.uint64)]
)
def test_other_dtypes_are_refused_by_name(array):
    with pytest.raises(TypeError, match="array 'odd' has dtype"):
        pack({}, {"odd": array})


def test_frames_survive_beside_other_arrays():
    frames = [Frame(s, {"loss": s / 3}, {"x": np.full(s, s, np.uint8), "a/b": np.zeros(2)}) for s in (0, 3, 11)]
    header, arrays = unpack(pack_frames({"status": "ok"}, frames, extra=np.ones(3)))
    back = unpack_frames(header, arrays)
    assert header["status"] == "ok"
    assert [(f.step, f.scalars) for f in back] == [(f.step, f.scalars) for f in frames]
    for frame, copy in zip(frames, back, strict=True):
        assert frame.arrays.keys() == copy.arrays.keys()
        np.testing.assert_array_equal(frame.arrays["x"], copy.arrays["x"])
    np.testing.assert_array_equal(arrays["extra"], np.ones(3))


def test_no_frames():
    assert unpack_frames(*frames_message({}, [])) == []
