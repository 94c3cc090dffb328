import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { sameBytes, unpack } from "../shared/wire.js";
import { WIDE, drawBoard } from "./board.js";
import { alikeMask, groupMask, later, maskOfCrossover, words } from "./masks.js";
import { drawHeat, heatOf } from "./heat.js";
import { Origins } from "./origins.js";
import { Sheet } from "./sheet.js";

// Faces that take some layers' styles from A and the others from B. What is prepared is drawn at once; any other choice
// of layers is asked of the worker.

const MOST = 500; // latencies that are kept, for tests
const REST = 60; // ms without a change after which the worker is asked
const COLORS = [4, 9]; // of A and of B, among the class colours

class Mixing {
  #root; #header; #given; #sheet = new Sheet(); #mask = null; #turned = false; #layers = []; #origins; #theme; #send; #wait = 0; #asked = ""; #bytes = null; #drawn = []; #resize;

  constructor(root) {
    this.#root = root;
    this.#origins = new Origins(root.querySelector(".origins"));
    const place = root.querySelector(".place");
    place.oninput = () => this.#choose(maskOfCrossover(Number(place.value), this.#header.sides.length, this.#turned));
    root.querySelector(".turn").onclick = () => {
      this.#turned = !this.#turned;
      this.#choose(this.#mask.map((flag) => !flag));
    };
    for (const part of root.querySelectorAll(".crossover, .layers")) part.onkeydown = (event) => event.stopPropagation(); // the run bar has keys of its own
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    root.probe = () => ({ mask: this.#mask, ready: this.#sheet.has(this.#mask), latencies: this.#drawn, shares: this.#origins.shown });
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.#send = setStateValue;
    this.#theme = themeOf(this.#root);
    if (!sameBytes(data, this.#bytes)) this.#take(data);
    const { header, arrays } = this.#given;
    heatOf(header, arrays.mixed).forEach((heat, i) => drawHeat(this.#layers[i].heat, heat, header.side, this.#theme));
    const [a, b] = COLORS.map((i) => this.#theme.classes[i]);
    this.#root.style.setProperty("--a", a);
    this.#root.style.setProperty("--b", b);
    this.#origins.take(header.attributes, header.shares, header.pairs);
    this.#draw();
    this.#ask();
  }

  #take(data) { // other faces, or another answer
    this.#bytes = data.slice();
    this.#given = unpack(this.#bytes);
    const { header, arrays } = this.#given;
    const count = header.sides.length;
    this.#header = header;
    this.#asked = "";
    this.#sheet.take(header, arrays);
    if (this.#mask?.length !== count) this.#mask = groupMask("coarse", header.groups);
    if (this.#layers.length !== count) this.#makeLayers();
  }

  close() {
    clearTimeout(this.#wait);
    this.#resize.disconnect();
  }

  #makeLayers() { // a button for each group of layers, and below it a heatmap and a checkbox for each layer
    const { sides, groups } = this.#header;
    const box = this.#root.querySelector(".layers");
    box.replaceChildren();
    box.style.setProperty("--layers", sides.length);
    for (const group of new Set(groups)) {
      const button = box.appendChild(Object.assign(document.createElement("button"), { type: "button", className: "group", textContent: group }));
      setAttribute(button, "aria-label", `${group} styles from B`);
      button.style.gridColumn = `${groups.indexOf(group) + 1} / ${groups.lastIndexOf(group) + 2}`;
      button.onclick = () => this.#choose(groupMask(group, this.#header.groups));
    }
    this.#layers = sides.map((side, i) => {
      const label = box.appendChild(document.createElement("label"));
      label.title = `Layer ${i + 1}: ${side} × ${side} cells. The picture: which pixels change when its style alone goes from A to B.`;
      const heat = label.appendChild(document.createElement("canvas"));
      const check = label.appendChild(Object.assign(document.createElement("input"), { type: "checkbox" }));
      setAttribute(check, "aria-label", `Layer ${i + 1}, ${side} × ${side} cells, from B`);
      label.appendChild(Object.assign(document.createElement("span"), { textContent: `${side}²` }));
      check.onchange = () => this.#choose(this.#mask.map((flag, j) => (i === j ? check.checked : flag)));
      return { check, heat };
    });
  }

  #choose(mask) {
    const begun = performance.now();
    this.#mask = mask;
    this.#draw();
    this.#drawn = [...this.#drawn, performance.now() - begun].slice(-MOST);
    this.#ask();
  }

  #ask() { // what is not prepared
    clearTimeout(this.#wait);
    if (this.#sheet.has(this.#mask)) return;
    const wanted = this.#mask.join();
    if (wanted === this.#asked) return; // who could not answer would be asked for ever
    this.#wait = setTimeout(() => {
      this.#asked = wanted;
      this.#send("wanted", this.#mask);
    }, REST);
  }

  #draw() {
    const room = this.#root.clientWidth;
    if (!room || !this.#header) return;
    this.#root.classList.toggle("wide", room >= WIDE);
    const { sides, groups, rows, columns } = this.#header;
    this.#layers.forEach(({ check }, i) => { check.checked = this.#mask[i]; });
    const found = alikeMask(this.#mask, this.#turned);
    if (found) this.#turned = found.turned;
    const place = this.#root.querySelector(".place");
    place.max = sides.length;
    if (found) place.value = found.crossover;
    setAttribute(place, "aria-valuetext", words(this.#mask, sides));
    setText(this.#root.querySelector("output"), words(this.#mask, sides));
    const board = this.#root.querySelector(".board");
    const ready = this.#sheet.has(this.#mask);
    if (ready) drawBoard(board, this.#sheet, this.#mask, { rows, columns, room, colors: COLORS.map((i) => this.#theme.classes[i]), theme: this.#theme });
    this.#root.classList.toggle("waiting", !ready);
    setAttribute(board, "aria-label", `${rows} faces A (left) and ${columns} faces B (above), mixing ${words(this.#mask, sides)}`);
    this.#origins.show(this.#sheet.index(this.#mask));
    setText(this.#root.querySelector("figcaption"), later(this.#mask, groups));
  }
}

export default function (component) {
  return render(component, ".mixing", (root) => new Mixing(root));
}
