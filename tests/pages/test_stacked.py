"""The lesson on stacked autoencoders: what its pieces are given, and what its own controls do."""

import pytest

from core.runs.wire import unpack
from core.settings.stacked_ae import StackedAESettings, turned
from core.ui.catalog import lesson
from tests.pages.lesson import beside_of, charts, messages, run_until, session_of, show, texts, warnings

PAGE = "autoencoders/stacked"


def pieces(tab, name):
    """What every piece of that name is given: (header, arrays) by key."""
    found = [e.proto for e in tab.get("bidi_component") if e.proto.component_name == f"explorer_{name}"]
    return [unpack(proto.bytes) for proto in found]


def test_the_sandwich_is_given_the_stack_of_the_recording(visit):
    header, _ = unpack(messages(visit(PAGE))["sandwich"])
    assert header["sizes"] == [64, 32, 8]
    assert header["parameters"] == 4744
    assert (header["clock"], header["leader"]) == ("stacked", "stacked")
    assert not header["tied"]
    assert not header["greedy"]


def test_layers_are_a_text_that_is_checked(visit):
    tab = visit(PAGE, seed="3")
    tab.get_by_key("layers").set_value("20, 5").run()
    assert session_of(tab).settings.layers == "20-5"
    assert unpack(messages(tab)["sandwich"])[0]["sizes"] == [64, 20, 5]
    tab.get_by_key("layers").set_value("20-0").run()
    assert "a layer of 0 units; allowed is 1 to 5 whole numbers" in tab.error[0].value
    assert session_of(tab).settings.layers == "20-5"


def test_layers_in_the_address_are_checked_too(visit):
    tab = visit(PAGE, layers="9-8-7-6-5-4")
    assert any("layers=9-8-7-6-5-4: 6 layers; allowed is 1 to 5" in said for said in warnings(tab))
    assert session_of(tab).settings == lesson("stacked").opening


@pytest.mark.parametrize("rival", ["tied", "greedy"])
def test_beside_it_stands_the_recorded_rival_on_the_same_clock(visit, rival):
    tab = visit(PAGE, beside=rival)
    beside = beside_of(tab)
    assert beside.recorded
    assert beside.settings == turned(session_of(tab).settings, rival)
    (left, _), (right, _) = pieces(tab, "sandwich")
    assert (left["leader"], right["leader"]) == ("stacked", "stacked")
    assert (left["clock"], right["clock"]) == ("stacked", f"stacked-{rival}")
    assert right["parameters"] == (2440 if rival == "tied" else 4744)
    assert {header["clock"] for header, _ in pieces(tab, "pictures")} == {"stacked", f"stacked-{rival}"}
    drawn = unpack(messages(tab)["charts"])[0]["charts"]
    assert {chart["clock"] for chart in drawn} == {"stacked", f"stacked-{rival}"}
    tab.get_by_key("beside").set_value("nothing").run()
    assert len(pieces(tab, "sandwich")) == 1
    assert not tab.exception


def test_a_rival_takes_the_learners_settings_and_its_own_turn(visit):
    tab = visit(PAGE, beside="tied", layers="20-5", tied="true", seed="3")
    assert beside_of(tab).settings == StackedAESettings(layers="20-5", tied=False, seed=3)
    assert "Left: tied weights" in texts(tab)
    assert "Right: free weights" in texts(tab)


def test_the_stages_of_a_greedy_run_are_drawn_and_of_no_other(visit):
    tab = visit(PAGE, panel="Stages")
    assert "All layers train at once" in tab.info[0].value
    tab.get_by_key("beside").set_value("greedy").run()
    first = unpack(messages(tab)["charts"])[0]["charts"][0]
    assert first["clock"] == "stacked-greedy"
    assert [line["scalar"] for line in first["lines"]] == ["stage_1_mse", "stage_2_mse"]
    last = lesson("stacked").beside("greedy").recording.frames[-1]
    assert {line["scalar"] for line in first["lines"]} < last.scalars.keys()


def test_neighbours_of_the_chosen_image_are_shown_with_their_classes(visit):
    tab = visit(PAGE, panel="Neighbours", image="5")
    run_until(tab, lambda session: session.status.state != "starting", "the worker")
    (_, arrays) = pieces(tab, "pictures")[-1]
    images = lesson("stacked").recording.static_arrays["images"]
    assert (arrays["image"][0] == images[5]).all()
    assert len(arrays["codes"]) == len(arrays["pixels"]) == 8
    assert "by chance it would be 10%" in texts(tab)


def test_a_walk_goes_from_one_chosen_image_to_the_other(visit):
    tab = visit(PAGE, panel="Walk", image="5", goal="9")
    _, arrays = pieces(tab, "pictures")[-1]
    images = lesson("stacked").recording.static_arrays["images"]
    assert (arrays["images"] == images[[5, 9]]).all()
    assert arrays["walk"].shape == (11, 64)
    back = lesson("stacked").recording.frames[-1].arrays["reconstructions"]
    assert abs(arrays["walk"][[0, -1]].astype(int) - back[[5, 9]]).max() <= 2


def test_compression_has_the_present_run_and_every_way_to_count(visit):
    tab = visit(PAGE, panel="Compression")
    last = lesson("stacked").recording.frames[-1]
    bytes_of = {}
    for counted in ("one file for all", "coded pixels only", "a file each"):
        tab.segmented_control(key="jpeg").set_value(counted).run()
        assert not tab.exception
        ours, pca, jpeg, here = charts(tab)["compression"]["data"]
        assert (here["x"], here["y"]) == ([8], [pytest.approx(last.scalars["byte_psnr"])])
        assert jpeg["name"] == f"JPEG, {counted}"
        bytes_of[counted] = jpeg["x"][0]
        assert len(ours["x"]) == len(pca["x"]) == 10
    assert bytes_of["coded pixels only"] < bytes_of["one file for all"] < bytes_of["a file each"]


def test_there_is_no_curve_for_other_data(visit):
    tab = visit(PAGE, panel="Compression", dataset="mnist", layers="10", steps="1")
    assert any("8×8 digits only" in info.value for info in tab.info)


def test_every_panel_works_with_a_single_layer_and_a_rival(visit):
    tab = visit(PAGE, layers="1", beside="greedy", seed="2")
    run_until(tab, lambda session: session.latest is not None, "a frame")
    for panel in tab.segmented_control(key="panel").options:
        show(tab, panel)
        assert not tab.error, panel
