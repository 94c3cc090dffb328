"""The rooms of DESIGN.md: what each part may import, and what the web process must never load."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB_SIDE = [ROOT / "explorer.py", *sorted((ROOT / "pages").rglob("*.py"))]
CORE = sorted((ROOT / "core").rglob("*.py"))
SOURCES = [*WEB_SIDE, *CORE]
TREE = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
TORCH = {
    "torch",
    "torchvision",
    "ot",
    "sklearn",
}  # POT and scikit-learn bring along much that the web process can do without
FRAME = "core.training.trainer"  # the contract, without torch: the one module of training/ that the web side may know
KNOWS = {  # a room, and which of core's rooms it may import
    "core/settings": {"core.settings"},
    "core/data": {"core.data"},
    "core/models": {"core.models"},
    "core/objectives": {"core.objectives"},
    "core/training": {"core.training", "core.models", "core.objectives", "core.data", "core.settings"},
    "core/runs": {"core.runs", "core.settings", FRAME},
    "core/plots": {"core.plots", FRAME},
    "core/ui": {"core.ui", "core.runs", "core.plots", "core.settings", "core.data", FRAME},
    "core/__main__.py": {"core.runs", "core.settings", "core.training", "core.data"},
    "pages": {"core.ui", "core.runs", "core.plots", "core.settings", "core.data", FRAME},
    "explorer.py": {"core.ui"},
}
NEEDS_TORCH = ("core/models", "core/objectives", "core/training", "core/runs/warmup.py", "core/runs/serve.py")
IN_WORKERS_ONLY = {"core/__main__.py"}  # imports torch inside a function, for its own process


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> set[str]:
    """The full names of all modules that a file imports, also within functions; `from a import b` counts as a.b too."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: a relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def in_room(path: Path, room: str) -> bool:
    return name_of(path) == room or name_of(path).startswith(f"{room}/")


def test_the_scan_sees_imports_of_every_kind(tmp_path):
    file = tmp_path / "some.py"
    file.write_text("import a.b as c\nfrom d import e\ndef f():\n    from g.h import i\n")
    assert imported(file) == {"a.b", "d", "d.e", "g.h", "g.h.i"}
    assert len(CORE) > 30


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_only_the_user_interface_imports_streamlit(path):
    assert in_room(path, "core/ui") or "streamlit" not in packages(path)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_run_one_way(path):
    if path.parent == ROOT / "core" and path.name == "__init__.py":
        assert imported(path) == set()
        return
    (room,) = [room for room in KNOWS if in_room(path, room)]
    ours = {name for name in imported(path) if name.startswith("core.")}
    for name in ours:
        known = [allowed for allowed in KNOWS[room] if f"{name}.".startswith(f"{allowed}.")]
        parent_of_known = any(f"{allowed}.".startswith(f"{name}.") for allowed in ours if allowed != name)
        assert known or parent_of_known, f"{name_of(path)} imports {name}; {room} may know {sorted(KNOWS[room])}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_torch_stays_in_the_rooms_that_compute(path):
    if name_of(path) in IN_WORKERS_ONLY:
        assert not TORCH & {name for node in tree_of(path).body for name in _top_level(node)}
    elif name_of(path) == FRAME.replace(".", "/") + ".py" or not any(in_room(path, room) for room in NEEDS_TORCH):
        assert not TORCH & packages(path)


def _top_level(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module.partition(".")[0]


RENDER_EVERYTHING = """
import json, sys
from streamlit.testing.v1 import AppTest
from core.ui.catalog import LESSONS, ROOT
from core.ui.engine import engine

seen = []

def look(at, what):
    assert not at.exception, (what, [exception.message for exception in at.exception])
    seen.append(what)

at = AppTest.from_file(str(ROOT / "explorer.py"), default_timeout=100).run()
look(at, "home")
for item in LESSONS:
    at.switch_page(str(item.page.relative_to(ROOT))).run()
    look(at, item.name)
    for key, options in [(control.key, control.options) for control in at.segmented_control]:
        for option in options:
            at.segmented_control(key=key).set_value(option).run()
            look(at, f"{item.name}: {option}")
    for tab in [tab.label for tab in at.tabs]:
        at.session_state["reading"] = tab
        at.run()
        look(at, f"{item.name}: {tab}")
engine().close()
print(json.dumps({"seen": seen, "modules": sorted(sys.modules)}))
"""


def test_the_web_process_renders_every_panel_of_every_page_without_torch():
    """In a process of its own: what is loaded here must have come from the pages."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", RENDER_EVERYTHING], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert {"home", "variational", "variational: Exact ELBO", "variational: Reconstruction"} <= set(answer["seen"])
    assert any("Code" in name for name in answer["seen"])
    assert "streamlit" in answer["modules"]
    assert not TORCH & set(answer["modules"])


@pytest.mark.parametrize("path", TREE, ids=name_of)
def test_nothing_is_pickled(path):
    """A pickle runs code when it is read: arrays travel as safetensors and as our own bytes."""
    assert not {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"} & packages(path)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call = ast.unparse(node.func)
            assert call not in ("torch.load", "torch.save", "np.save")
            assert not (name_of(path).startswith("core/runs") and node.func.attr in ("recv", "send")), call
            assert not any(keyword.arg == "allow_pickle" for keyword in node.keywords), call


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_longer_than_400_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_html_is_passed_on_unchecked(path):
    keywords = [word.arg for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call) for word in node.keywords]
    assert "unsafe_allow_html" not in keywords
    assert "unsafe_allow_javascript" not in keywords
