import { tally, wasteOf } from "./ledger.js";
import { plainNumber } from "./ink.js";
import { setAttribute, setText } from "../shared/text.js";

// The costs as a table, a row for each pile and a column for each hole, with the plan over it: the darker a cell, the
// dearer; its large number: blocks that go this way. A tap carries one.

export class Matrix {
  #table; #carry; #takeBack; #cells = []; #heads = { f: [], g: [] };

  /** carry(i, j, all), takeBack(i, j): what a tap and the Delete key on a cell do. */
  constructor(table, carry, takeBack) {
    this.#table = table;
    this.#carry = carry;
    this.#takeBack = takeBack;
  }

  /** A new table for these piles. */
  make({ earth, holes, costs }) {
    const dearest = Math.max(...costs.flat()) || 1;
    this.#table.replaceChildren();
    this.#heads = { f: [], g: [] };
    const head = this.#table.createTHead().insertRow();
    addTo(head, "th").className = "corner";
    for (const place of holes) this.#heads.g.push(header(head, "hole", plainNumber(place)));
    const body = this.#table.createTBody();
    this.#cells = costs.map((row, i) => {
      const line = body.insertRow();
      this.#heads.f.push(header(line, "pile", plainNumber(earth[i])));
      return row.map((cost, j) => {
        const cell = addTo(addTo(line, "td"), "button");
        cell.type = "button";
        cell.style.setProperty("--cost", cost / dearest);
        const [price, units] = [addTo(cell, "small"), addTo(cell, "b")];
        price.textContent = plainNumber(cost);
        cell.onclick = (event) => this.#carry(i, j, event.shiftKey);
        cell.onkeydown = (event) => { if (event.key === "Delete" || event.key === "Backspace") this.#takeBack(i, j); };
        return { cell, units, words: `From ${plainNumber(earth[i])} to ${plainNumber(holes[j])}: costs ${plainNumber(cost)}` };
      });
    });
  }

  /** Shows the plan of these moves. prices: whether f and g are shown; asleep: whether no cell can be tapped. */
  show(piles, moves, prices, asleep) {
    const units = tally(piles, moves);
    this.#table.classList.toggle("priced", prices);
    this.#cells.forEach((row, i) => row.forEach(({ cell, units: number, words }, j) => {
      const waste = wasteOf(piles, i, j);
      setText(number, units[i][j] ? String(units[i][j]) : "");
      cell.classList.toggle("tight", prices && !waste);
      cell.classList.toggle("wasteful", prices && waste > 0 && units[i][j] > 0);
      if (cell.disabled !== asleep) cell.disabled = asleep;
      const beyond = prices ? `, ${plainNumber(waste)} beyond its prices` : "";
      setAttribute(cell, "aria-label", `${words}${beyond}; ${units[i][j]} carried`);
    }));
    for (const name of ["f", "g"]) {
      this.#heads[name].forEach((price, k) => setText(price, prices ? plainNumber(piles[name][k]) : ""));
    }
  }
}

function addTo(parent, name) { return parent.appendChild(document.createElement(name)); }

function header(row, kind, place) { // returns where its price is written
  const head = addTo(row, "th");
  head.scope = kind === "pile" ? "row" : "col";
  head.className = kind;
  addTo(head, "span").textContent = place;
  return addTo(head, "i");
}
