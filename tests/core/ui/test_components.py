"""One module for Streamlit out of a piece's index.js and what it shares."""

import re
import shutil
import subprocess

from core.ui.components import bundle

WIRE = "export function unpack(x) { return x; }\nexport class Reader {}\nconst hidden = 1;\n"
CLOCK = "export const clock = 1;\n"
INDEX = (
    'import { unpack } from "../shared/wire.js";\n'
    'import { clock } from "../shared/clock.js";\n'
    'import { Reader } from "../shared/wire.js";\n'
    "export default function (page) { unpack(clock); }\n"
)


def test_shared_modules_are_written_in_front_once_and_without_their_exports(tmp_path):
    for name, text in {"shared/wire.js": WIRE, "shared/clock.js": CLOCK, "piece/index.js": INDEX}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    source = bundle(tmp_path / "piece")
    assert source.splitlines() == [
        "function unpack(x) { return x; }",
        "class Reader {}",
        "const hidden = 1;",
        "",
        "const clock = 1;",
        "",
        "export default function (page) { unpack(clock); }",
    ]


def test_every_piece_becomes_one_module_that_imports_nothing(components):
    assert components
    for folder in components:
        source = bundle(folder)
        assert not re.search(r"^\s*import\b", source, re.MULTILINE), folder.name
        exports = re.findall(r"^export .*", source, re.MULTILINE)
        assert len(exports) == 1, folder.name
        assert exports[0].startswith("export default function")


def test_every_shared_module_is_in_a_piece_once(components):
    for folder in components:
        source = bundle(folder)
        names = set(re.findall(r'"\.\./shared/(\w+)\.js"', (folder / "index.js").read_text("utf-8")))
        for name in names:
            text = (folder.parent / "shared" / f"{name}.js").read_text("utf-8")
            assert source.count(re.sub(r"^export ", "", text, flags=re.MULTILINE)) == 1


def test_no_name_is_declared_twice_in_a_piece(components):
    """Modules that were apart share one scope once they are written together."""
    for folder in components:
        declared = re.findall(
            r"^(?:export )?(?:async )?(?:const|let|class|function)\s+(\w+)", bundle(folder), re.MULTILINE
        )
        assert len(set(declared)) == len(declared), folder.name


def test_a_piece_is_valid_javascript_where_there_is_a_node_to_ask(components, tmp_path):
    node = shutil.which("node")
    for folder in components if node else []:
        module = tmp_path / f"{folder.name}.mjs"
        module.write_text(bundle(folder), "utf-8")
        done = subprocess.run([node, "--check", str(module)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_every_piece_has_its_page_and_its_style(components):
    for folder in components:
        assert (folder / "index.html").read_text("utf-8").strip()
        assert (folder / "style.css").read_text("utf-8").strip()
