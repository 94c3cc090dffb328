import { PixelImage, numberText, subscript } from "../shared/canvas.js";
import { setText } from "../shared/text.js";

// The panel beside the map: what the decoder makes of z, and the chosen picture with its sample z = μ + σ ⊙ ε.

const RESTED = 500; // milliseconds without a move after which z is said to a screen reader

export class Panel {
  ramp; // colours of the pictures, from paper to ink
  #root; #space; #chosen; #pictures = {}; #speech = 0;

  constructor(root, space, chosen) {
    this.#root = root;
    this.#space = space;
    this.#chosen = chosen;
    for (const name of ["decoded", "real", "mean", "drawn"]) {
      this.#pictures[name] = new PixelImage(this.#find(name === "decoded" ? "canvas.decoded" : `.${name} canvas`));
    }
  }

  close() { clearTimeout(this.#speech); }

  #find(selector) { return this.#root.querySelector(selector); }

  #decode(name, z) {
    const { decoder, header } = this.#space;
    if (z && decoder) this.#pictures[name].draw(decoder.decode(z), header.side, this.ramp);
    else this.#pictures[name].clear();
  }

  /** Rows for the two coordinates on the map. */
  makeNumbers() {
    const list = this.#find(".z");
    list.replaceChildren();
    for (const axis of this.#space.header.axes) {
      list.appendChild(document.createElement("dt")).textContent = `z${subscript(axis + 1)}`;
      list.appendChild(document.createElement("dd"));
    }
  }

  showStep() {
    const { step } = this.#space.frame;
    this.#find(".step").textContent = step === null ? "" : `step ${step.toLocaleString("en")}`;
  }

  showZ() { // the picture and the numbers of z
    const { z, header, empty } = this.#space;
    this.#decode("decoded", z);
    const cells = this.#root.querySelectorAll(".z dd");
    header.axes.forEach((axis, i) => setText(cells[i], empty ? "–" : numberText(z[axis])));
    this.#speak();
  }

  showChosen() { // pictures and formula
    const { header, labels, images, noun } = this.#space;
    const { side, classes, latent_dim: d, axes } = header;
    const { index, epsilon, drawn } = this.#chosen;
    const code = this.#space.code(index);
    this.#find(".chosen").classList.toggle("some", index !== null);
    setText(this.#find(".chosen .title"), index === null ? `No ${noun} chosen` : `Chosen: ${classes[labels[index]]}`);
    const others = d - 2;
    setText(this.#find(".others"), others <= 0 ? "" : `other ${others} ${others === 1 ? "coordinate" : "coordinates"} ${
      index !== null && header.centre === "selected" ? `as in the chosen ${noun}` : "at 0"}`);
    if (index === null) return;
    const size = side * side;
    this.#pictures.real.draw(images.subarray(index * size, index * size + size), side, this.ramp);
    const z = code?.sigma && epsilon ? code.mu.map((m, i) => m + code.sigma[i] * epsilon[i]) : null;
    this.#decode("mean", code?.mu);
    this.#decode("drawn", z);
    this.#showFormula(axes, { z, μ: code?.mu, σ: code?.sigma, ε: epsilon });
    setText(this.#find(".which"), z
      ? (d > 2 ? `coordinates ${axes[0] + 1} and ${axes[1] + 1} of ${d} are shown` : `${drawn} ${drawn === 1 ? "sample" : "samples"} drawn`)
      : "noise ε ~ N(0, 1)");
    for (const name of [".epsilon", ".closer"]) this.#find(name).disabled = !code?.sigma;
  }

  #showFormula(axes, vectors) {
    const formula = this.#find(".formula");
    const parts = [["z"], "=", ["μ"], "+", ["σ"], "⊙", ["ε"]];
    if (!formula.childElementCount) {
      for (const part of parts) {
        const span = formula.appendChild(document.createElement("span"));
        if (typeof part === "string") Object.assign(span, { className: "sign", textContent: part });
        else {
          span.className = "term";
          span.appendChild(Object.assign(document.createElement("span"), { className: "symbol", textContent: part[0] }));
          span.appendChild(Object.assign(document.createElement("span"), { className: "vector" })).dataset.vector = part[0];
        }
      }
    }
    const numbers = (vector) => axes.map((axis) => (vector ? numberText(vector[axis]) : "–"));
    for (const cell of formula.querySelectorAll(".vector")) setText(cell, numbers(vectors[cell.dataset.vector]).join("\n"));
    const tuple = (name) => `(${numbers(vectors[name]).join(", ")})`;
    formula.setAttribute("aria-label", `z = μ + σ ⊙ ε: ${tuple("z")} = ${tuple("μ")} + ${tuple("σ")} ⊙ ${tuple("ε")}`);
  }

  #speak() { // say where z is once the hand rests
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => {
      const { header, z, noun, labels, empty, frame } = this.#space;
      const places = header.axes.map((axis) => `z${axis + 1} ${numberText(z[axis])}`).join(", ");
      const near = this.#space.nearest(...this.#space.placeOf(z), Infinity);
      const text = empty ? "No frame yet." : `${places}. ${
        near === null ? "" : `Nearest ${noun} on the map: ${header.classes[labels[near]]}. `}Step ${frame.step}.`;
      setText(this.#find(".spoken"), text);
      this.#find("canvas.map").setAttribute("aria-label", `Map of the latent space. Move the pointer or use the arrow keys to move z, Enter to choose the nearest ${noun}. ${text}`);
    }, RESTED);
  }
}
