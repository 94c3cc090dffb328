// A map of numbers as cells of a page, which may be edited, pointed at and walked through with the arrow keys.

const LARGEST = 99; // either way
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Cells {
  #host; #name; #edited; #pointed; #cells = []; #size = "";

  /** name: what a screen reader calls it; edited(r, c, value): numbers may be typed; pointed(r, c), null when left. */
  constructor(host, { name, edited = null, pointed }) {
    [this.#host, this.#name, this.#edited, this.#pointed] = [host, name, edited, pointed];
    host.classList.add("cells");
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", name);
    host.onpointerleave = () => pointed(null);
    host.onkeydown = (event) => this.#walk(event);
  }

  /** rows: number[][]; mark(r, c): the class of a cell, or "". */
  show(rows, mark = () => "") {
    this.#make(rows.length, rows[0].length);
    rows.forEach((row, r) => row.forEach((value, c) => {
      const cell = this.#cells[r][c];
      const text = cellText(value);
      if (!this.#edited) {
        if (cell.textContent !== text) cell.textContent = text;
      } else if (cell.getRootNode().activeElement !== cell) cell.value = text;
      const marked = `cell ${mark(r, c)}`.trim();
      if (cell.className !== marked) cell.className = marked;
    }));
  }

  #make(rows, columns) {
    if (this.#size === `${rows} ${columns}`) return;
    this.#size = `${rows} ${columns}`;
    this.#host.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    this.#host.style.setProperty("--columns", columns);
    this.#host.replaceChildren();
    this.#cells = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => this.#cell(r, c)));
  }

  #cell(r, c) {
    const cell = this.#host.appendChild(document.createElement(this.#edited ? "input" : "span"));
    cell.setAttribute("aria-label", `${this.#name}, row ${r + 1}, column ${c + 1}`);
    cell.onpointerenter = cell.onfocus = () => this.#pointed(r, c);
    if (!this.#edited) {
      cell.tabIndex = r || c ? -1 : 0;
      cell.setAttribute("role", "img");
      return cell;
    }
    cell.inputMode = "decimal";
    cell.maxLength = 6;
    cell.oninput = () => {
      const value = numberOf(cell.value);
      cell.setAttribute("aria-invalid", String(value === null));
      if (value !== null) this.#edited(r, c, value);
    };
    cell.onblur = () => { cell.removeAttribute("aria-invalid"); this.#pointed(null); };
    return cell;
  }

  #walk(event) {
    event.stopPropagation(); // the run bar has keys of its own
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const r = this.#cells.findIndex((row) => row.includes(event.target));
    const c = this.#cells[r]?.indexOf(event.target);
    const next = this.#cells[r + step[0]]?.[c + step[1]];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select?.();
  }
}

/** A typed number between the largest either way, or null. */
export function numberOf(text) {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  return text.trim() && Number.isFinite(value) && Math.abs(value) <= LARGEST ? value : null;
}

/** At most two digits after the point, and none that say nothing. */
export function cellText(value) {
  return String(Number(value.toFixed(2)) + 0).replace("-", "−");
}

/** A map of that size, its numbers given by value(r, c). */
export function mapOf(rows, columns, value) {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => value(r, c)));
}
