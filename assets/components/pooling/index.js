import { maxPool, unpool } from "./arithmetic.js";
import { Cells, cellText } from "../shared/cells.js";
import { render } from "../shared/instances.js";
import { setText } from "../shared/text.js";

// Max pooling by hand: the largest of each window, its place remembered, and what comes back put there again.

const LECTURE = { input: [[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]], returned: [[1, 2], [3, 4]] };

class Pooling {
  #root; #maps; #window = null; #grids = {};

  constructor(root) {
    this.#root = root;
    this.#reset();
    const grid = (name, title, size, edit) => {
      this.#grids[name] = new Cells(root.querySelector(`.${name}`), {
        name: title,
        edited: edit ? (r, c, value) => { this.#maps[name][r][c] = value; this.#draw(); } : null,
        pointed: (r, c) => { this.#window = r === null ? null : [Math.floor(r / size), Math.floor(c / size)]; this.#draw(); },
      });
    };
    grid("input", "Map", 2, true);
    grid("pooled", "Pooled", 1, false);
    grid("returned", "What comes back", 1, true);
    grid("unpooled", "Unpooled", 2, false);
    root.querySelector(".lecture").onclick = () => { this.#reset(); this.#draw(); };
  }

  update() { this.#draw(); }

  close() { /* nothing is held */ }

  #reset() { this.#maps = structuredClone(LECTURE); }

  #draw() {
    const { input, returned } = this.#maps;
    const { values, switches } = maxPool(input);
    const lit = (i, j) => (this.#window?.[0] === i && this.#window?.[1] === j ? "lit" : "");
    const taken = (r, c) => {
      const [i, j] = [Math.floor(r / 2), Math.floor(c / 2)];
      const here = switches[i][j][0] === r && switches[i][j][1] === c ? "taken" : "";
      return `w${i}${j} ${lit(i, j)} ${here}`;
    };
    this.#grids.input.show(input, taken);
    this.#grids.pooled.show(values, (i, j) => `w${i}${j} taken ${lit(i, j)}`);
    this.#grids.returned.show(returned, (i, j) => `w${i}${j} taken ${lit(i, j)}`);
    this.#grids.unpooled.show(unpool(returned, switches), taken);
    setText(this.#root.querySelector(".said"), this.#words(values, switches));
  }

  #words(values, switches) {
    if (!this.#window) return "Ringed: where the largest of each window stood. Point at a window.";
    const [i, j] = this.#window;
    const [r, c] = switches[i][j];
    return `The window's largest is ${cellText(values[i][j])}, in row ${r + 1}, column ${c + 1}. That place is its switch: `
      + `the ${cellText(this.#maps.returned[i][j])} that comes back goes there, and zeros go to the other three.`;
  }
}

export default function (component) {
  return render(component, ".pooling", (root) => new Pooling(root));
}
