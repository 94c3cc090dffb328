import { setAttribute, setText } from "../shared/text.js";

// Bars: the share of mixtures that have an attribute from A (left), from B (right), from neither (between).

const percent = (share) => `${Math.round(100 * share)} %`;

export class Origins {
  #root; #rows = []; #shares = null; shown = null;

  constructor(root) { this.#root = root; }

  /** attributes: labels [K]; shares: [M][K][3] by prepared mask (null where nothing differs), or null; pairs: [K]. */
  take(attributes, shares, pairs) {
    this.#shares = shares;
    this.#root.replaceChildren();
    const title = this.#root.appendChild(document.createElement("h4"));
    title.append("From ", mark("A", "a"), ", from ", mark("B", "b"), ", or neither");
    this.#rows = (shares ? attributes : []).map((name, i) => {
      const row = this.#root.appendChild(Object.assign(document.createElement("div"), { className: "row" }));
      setAttribute(row, "role", "listitem");
      row.title = `${name}: of ${pairs[i]} pairs that differ in it`;
      row.appendChild(Object.assign(document.createElement("span"), { textContent: name }));
      const bar = row.appendChild(Object.assign(document.createElement("i"), { className: "bar" }));
      const [a, b] = ["a", "b"].map((className) => bar.appendChild(Object.assign(document.createElement("b"), { className })));
      return { row, a, b, number: row.appendChild(document.createElement("em")) };
    });
    if (!shares) this.#root.appendChild(Object.assign(document.createElement("p"), { textContent: "Not measured of this model yet: open Mixing below." }));
  }

  /** index: of the prepared mask that is shown; null for one that was not measured. */
  show(index) {
    this.shown = this.#shares && index !== null ? this.#shares[index] : null;
    this.#root.classList.toggle("unknown", Boolean(this.#shares) && index === null);
    this.#rows.forEach(({ row, a, b, number }, i) => {
      const shares = this.shown?.[i];
      a.style.width = shares ? `${100 * shares[0]}%` : "0";
      b.style.width = shares ? `${100 * shares[1]}%` : "0";
      setText(number, shares ? percent(shares[1]) : "–");
      setAttribute(row, "aria-label", shares ? `${row.firstChild.textContent}: ${percent(shares[0])} from A, ${percent(shares[1])} from B` : row.firstChild.textContent);
    });
  }
}

function mark(text, className) { return Object.assign(document.createElement("b"), { textContent: text, className }); }
