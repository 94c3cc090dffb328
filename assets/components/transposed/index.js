import { convolved, difference, flipped, reaching, sideOf, stamped, stuffed } from "./arithmetic.js";
import { Cells, cellText, mapOf } from "../shared/cells.js";
import { render } from "../shared/instances.js";
import { setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";

// Transposed convolution by hand, computed in two ways beside each other, and compared with what the worker found.

const X = [[1, 2, 0], [3, 1, 2], [0, 1, 4]];
const KERNEL = [[1, 2, 1, 1], [0, 1, 0, 2], [2, 0, -1, 1], [1, 0, 1, -1]];
const REST = 400; // ms without a change after which the worker is asked
const WIDE = 5; // cells along the input whose coverage is shown
const GRIDS = {
  x: "Input", kernel: "Kernel", stamped: "Result of stamping", stuffed: "Input with zeros", flipped: "Flipped kernel",
  convolved: "Result of convolving", coverage: "Times reached",
};

class Transposed {
  #root; #x = structuredClone(X); #kernel = structuredClone(KERNEL); #at = [0, 0]; #grids = {}; #wait = 0; #send; #answer = null;

  constructor(root) {
    this.#root = root;
    const edits = { x: this.#x, kernel: this.#kernel };
    for (const [name, title] of Object.entries(GRIDS)) {
      const ofResult = name === "stamped" || name === "convolved";
      this.#grids[name] = new Cells(root.querySelector(`.${name}`), {
        name: title,
        edited: edits[name] ? (r, c, value) => { edits[name][r][c] = value; this.#changed(); } : null,
        pointed: (r, c) => { if (ofResult && r !== null) { this.#at = [r, c]; this.#draw(); } },
      });
    }
    for (const select of root.querySelectorAll("select")) select.onchange = () => this.#changed();
    root.querySelector(".choices").onkeydown = (event) => event.stopPropagation(); // the run bar has keys of its own
    root.querySelector(".step").onclick = () => this.#next();
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.#send = setStateValue;
    this.#answer = unpack(data).header.answer;
    this.#draw();
    if (!this.#answer) this.#ask();
  }

  close() { clearTimeout(this.#wait); }

  /** What is asked: the maps as far as they are used, and how they are combined. */
  get #question() {
    const [n, k, stride, padding] = ["n", "k", "stride", "padding"].map((name) => Number(this.#root.querySelector(`.${name}`).value));
    const cut = (map, size) => map.slice(0, size).map((row) => row.slice(0, size));
    return { x: cut(this.#x, n), kernel: cut(this.#kernel, k), stride, padding };
  }

  #changed() {
    this.#draw();
    this.#ask();
  }

  #ask() {
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => this.#send("question", this.#question), REST);
  }

  #next() {
    const { x, kernel, stride, padding } = this.#question;
    const side = sideOf(x.length, kernel.length, stride, padding);
    const next = (this.#at[0] * side + this.#at[1] + 1) % side ** 2;
    this.#at = [Math.floor(next / side), next % side];
    this.#draw();
  }

  #draw() {
    const { x, kernel, stride, padding } = this.#question;
    const [n, k] = [x.length, kernel.length];
    const side = sideOf(n, k, stride, padding);
    this.#at = this.#at.map((place) => Math.min(place, side - 1));
    const [r, c] = this.#at;
    const ways = reaching(r, c, n, k, stride, padding);
    const among = (a, b, row, column) => (ways.some((way) => way[a] === row && way[b] === column) ? "lit" : "");
    const here = (row, column) => (row === r && column === c ? "at" : "");
    const one = stamped(x, kernel, stride, padding);
    const zeros = stuffed(x, k, stride, padding);
    const turned = flipped(kernel);
    const other = convolved(zeros, turned);
    const border = k - 1 - padding;
    const isInput = (row, column) => (row - border) % stride === 0 && (column - border) % stride === 0
      && x[(row - border) / stride]?.[(column - border) / stride] !== undefined;
    const under = (row, column) => (row >= r && row < r + k && column >= c && column < c + k ? "under" : "");
    this.#grids.x.show(x, (row, column) => among("i", "j", row, column));
    this.#grids.kernel.show(kernel, (row, column) => among("u", "v", row, column));
    this.#grids.stamped.show(one, here);
    this.#grids.stuffed.show(zeros, (row, column) => `${isInput(row, column) ? "given" : "zero"} ${under(row, column)} ${under(row, column) && isInput(row, column) ? "lit" : ""}`);
    this.#grids.flipped.show(turned, (row, column) => among("u", "v", k - 1 - row, k - 1 - column));
    this.#grids.convolved.show(other, here);
    const products = ways.map(({ i, j, u, v }) => `${cellText(x[i][j])} · ${cellText(kernel[u][v])}`);
    setText(this.#root.querySelector(".sum"), `Row ${r + 1}, column ${c + 1}: ${products.join(" + ") || "nothing reaches it"} = ${cellText(one[r][c])}`);
    this.#judge(one, other);
    this.#cover(k, stride);
  }

  #judge(one, other) {
    const asked = this.#answer && JSON.stringify(this.#answer.question) === JSON.stringify(this.#question);
    const torch = asked ? `, and from PyTorch's own by at most ${amount(difference(one, this.#answer.result))}` : "; PyTorch is being asked";
    setText(this.#root.querySelector(".verdict"), `The two results differ by at most ${amount(difference(one, other))}${torch}.`);
  }

  #cover(k, stride) {
    const side = sideOf(WIDE, k, stride, 0);
    const counts = mapOf(side, side, (r, c) => reaching(r, c, WIDE, k, stride, 0).length);
    this.#grids.coverage.show(counts, (r, c) => `n${Math.min(9, counts[r][c])}`);
    const evenly = k % stride === 0;
    setText(this.#root.querySelector(".even"), evenly
      ? `Kernel ${k}, stride ${stride}: away from the border every cell is reached ${(k / stride) ** 2} times, for ${stride} divides ${k}.`
      : `Kernel ${k}, stride ${stride}: some cells are reached more often than their neighbours, for ${stride} does not divide ${k}. That is the checkerboard.`);
  }
}

function amount(value) { return value === 0 ? "0" : value.toExponential(0); }

export default function (component) {
  return render(component, ".transposed", (root) => new Transposed(root));
}
