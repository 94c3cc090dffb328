"""The lesson of pretraining: two phases on one clock, the gain with its spread, the labelled images, who is right."""

import base64
import re

import numpy as np
import pytest

from core.plots.pretraining import ARMS
from core.runs.wire import unpack
from core.ui.catalog import lesson
from core.ui.label_curve import label_curve
from tests.pages.lesson import charts, messages, run_until, session_of, show, texts

PAGE = "autoencoders/pretraining"
QUICK = {"seed": "4", "seeds": "5", "pretraining": "100", "steps": "160"}


def test_the_stage_has_a_chart_for_each_phase_and_a_line_for_each_arm(visit):
    tab = visit(PAGE)
    settings, last = lesson("pretraining").opening, lesson("pretraining").recording.frames[-1]
    header, _ = unpack(messages(tab)["charts"])
    first, second = header["charts"]
    assert (first["ends"], first["during"]) == ([0, settings.pretraining], [0, settings.pretraining])
    assert second["ends"] == [settings.pretraining, settings.steps]
    assert second["during"] == [settings.pretraining + 1, settings.steps]
    assert {(line["scalar"], line["each"]) for line in second["lines"]} == {
        (f"accuracy_{arm}", f"seed_{arm}") for arm in ARMS
    }
    for chart in (first, second):
        assert {line["scalar"] for line in chart["lines"]} <= last.scalars.keys()
    assert {line["each"] for line in second["lines"]} <= last.arrays.keys()


def test_the_gain_is_said_with_its_spread(visit):
    values = lesson("pretraining").recording.frames[-1].scalars
    said = f"{100 * values['gain']:+.1f} ± {100 * values['gain_se']:.1f} points (p\u00a0=\u00a0{values['p_value']:.2g})"
    tab = visit(PAGE)
    assert said in texts(tab)
    show(tab, "Seeds")
    assert texts(tab).count(said) == 2


def test_the_seeds_are_the_pairs(visit):
    tab = visit(PAGE, panel="Seeds")
    (table,) = tab.dataframe
    recording = lesson("pretraining").recording
    arrays, seeds = recording.frames[-1].arrays, recording.settings["seeds"]
    assert list(table.value["seed"]) == [str(i) for i in range(seeds)]
    for i in range(seeds):
        accuracies = {arm: 100 * float(arrays[f"seed_{arm}"][i]) for arm in ARMS}
        for arm, (name, _) in ARMS.items():
            assert table.value[f"{name}, %"][i] == f"{accuracies[arm]:.1f}"
        assert table.value["gain fine-tuned"][i] == f"{accuracies['finetuned'] - accuracies['scratch']:+.1f}"


def numbers(values):
    """A trace's numbers, which Plotly sends as bytes."""
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])


def test_the_labels_show_the_measurement_and_its_command(visit):
    tab, curve = visit(PAGE, panel="Labels"), label_curve("digits")
    (figure,) = charts(tab).values()
    lines = {trace["name"]: trace for trace in figure["data"] if "lines" in trace["mode"]}
    for arm in ("frozen", "finetuned"):
        gains = 100 * (curve.arrays[arm] - curve.arrays["scratch"]).mean(1)
        assert numbers(lines[ARMS[arm][0]]["y"]) == pytest.approx(gains, abs=1e-3)
    assert curve.command in [code.value for code in tab.code]


def test_who_is_right_is_shown_with_what_each_tells(visit):
    tab = visit(PAGE, panel="Images")
    header, arrays = unpack(
        [m.proto.bytes for m in tab.get("bidi_component") if "pictures" in m.proto.component_name][1]
    )
    facts, static = session_of(tab).static
    told = dict(zip(facts["arms"], lesson("pretraining").recording.frames[-1].arrays["told"], strict=True))
    labelled, *rows = header["rows"]
    assert labelled["title"].endswith("50 images")
    assert np.array_equal(arrays["labelled"], static["labelled"])
    for row, (worse, better) in zip(rows, (("scratch", "finetuned"), ("finetuned", "scratch")), strict=True):
        expected = [
            i for i, label in enumerate(static["labels"]) if told[better][i] == label and told[worse][i] != label
        ]
        assert row["title"].endswith(f"{len(expected)} of {len(static['labels'])}")
        assert row["words"] == [f"{told[worse][i]} → {static['labels'][i]}" for i in expected]
        assert np.array_equal(arrays[row["array"]], static["images"][expected])


def test_a_run_goes_through_both_phases(visit):
    tab = visit(PAGE, **QUICK)
    for panel, said in (("Seeds", "have not begun"), ("Images", "Once the classifiers learn")):
        show(tab, panel)
        assert said in texts(tab)
    session_of(tab).play()
    run_until(tab, lambda session: session.status.state == "finished", "the end")
    tab.run()
    assert re.search(r"Gain of fine-tuning [+-][\d.]+ ± [\d.]+ points \(p\s[=<]", texts(tab))
    assert "have not begun" not in texts(tab)
    show(tab, "Seeds")
    assert list(tab.dataframe[0].value["seed"]) == ["4", "5", "6", "7", "8"]
