import { Follower } from "../shared/alignment.js";
import { clockOf } from "../shared/clock.js";
import { inkRamp, signedRamp, themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { boxOf, drawSheet, layOut, pictureAt } from "./sheet.js";

const TITLE = 160; // CSS pixels of a title that stands beside its row
const WIDE = 700; // from where on there is room for it

// Rows of small pictures: those of the frame that the page's clock shows, and some that never change. What hangs
// together stands in one column: pointing at a picture marks it in every such row, a click chooses it.

class Rows {
  #root; #header; #text = ""; #arrays = {}; #runs = {}; #rows = [];
  #ramps = {}; #line = ""; #hovered = null; #selected = null; #dirty = true; #drawn = 0; #resize; #watch; #visible = true; #send;

  constructor(root) {
    this.#root = root;
    root.style.setProperty("--title", `${TITLE}px`);
    root.probe = () => this.#probe();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    this.#watch = new IntersectionObserver((entries) => { // out of sight nothing is drawn
      this.#visible = entries.at(-1).isIntersecting;
      if (this.#visible && this.#dirty) this.#draw();
    });
    this.#watch.observe(root);
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#arrays = arrays;
    this.#send = setStateValue;
    this.#retheme();
    const text = JSON.stringify(header.rows);
    if (text !== this.#text) this.#make();
    this.#text = text;
    this.#selected = header.selected;
    this.#root.classList.toggle("selectable", Number.isInteger(header.selected));
    for (const row of this.#rows) { // arrow keys reach what can be chosen, also past a screen reader
      row.canvas.tabIndex = this.#selectable(row) ? 0 : -1;
      setAttribute(row.canvas, "role", this.#selectable(row) ? "application" : "img");
    }
    this.#follow();
    this.#draw();
    this.#say();
  }

  #follow() { // the session's own run, and those beside it that rows are of
    const { clock, leader, rows } = this.#header;
    const names = new Set([clock, ...rows.map((row) => this.#clockOf(row))]);
    for (const name of Object.keys(this.#runs)) {
      if (names.has(name)) continue;
      this.#runs[name].close();
      delete this.#runs[name];
    }
    for (const name of names) {
      this.#runs[name] ??= new Follower(() => this.#draw(this.#rows.filter((row) => row.of === "frame" && this.#clockOf(row) === name)));
      this.#runs[name].follow(clockOf(name), clockOf(leader));
    }
  }

  #clockOf(row) { return row.clock || this.#header.clock; }

  #frameOf(row) { return this.#runs[this.#clockOf(row)].frame; }

  close() {
    for (const run of Object.values(this.#runs)) run.close();
    this.#resize.disconnect();
    this.#watch.disconnect();
  }

  #retheme() {
    const { paper, ink, line } = themeOf(this.#root);
    this.#ramps = { ink: inkRamp(paper, ink), signed: signedRamp(paper), color: null };
    this.#line = line;
  }

  #make() {
    const lines = this.#root.querySelector(".lines");
    lines.replaceChildren();
    this.#rows = this.#header.rows.map((row) => {
      const section = lines.appendChild(document.createElement("section"));
      const title = section.appendChild(document.createElement("h4"));
      if (row.color) title.appendChild(Object.assign(document.createElement("span"), { className: "of" })).style.setProperty("--color", row.color);
      title.append(row.title);
      const board = section.appendChild(Object.assign(document.createElement("div"), { className: "board" }));
      const canvas = board.appendChild(document.createElement("canvas"));
      const marks = ["hover", "chosen"].map((name) => board.appendChild(Object.assign(document.createElement("i"), { className: `mark ${name}`, hidden: true })));
      const captions = section.appendChild(Object.assign(document.createElement("div"), { className: "numbers" }));
      const made = { ...row, canvas, marks, captions, layout: null, count: 0 };
      this.#listen(made);
      return made;
    });
  }

  #listen(row) {
    const { canvas } = row;
    const at = ({ offsetX, offsetY }) => (row.layout ? pictureAt(offsetX, offsetY, row.count, row.layout) : null);
    const point = (i) => {
      this.#hovered = i === null ? null : { row, i };
      this.#mark();
      this.#say();
    };
    canvas.onpointermove = (event) => point(at(event));
    canvas.onpointerleave = () => point(null);
    canvas.onclick = (event) => this.#choose(row, at(event));
    canvas.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -(row.layout?.columns ?? 1), ArrowDown: row.layout?.columns ?? 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey || !this.#selectable(row)) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      const next = (this.#selected ?? 0) + by;
      if (next >= 0 && next < row.count) this.#choose(row, next);
    };
  }

  #selectable(row) { return row.picks && Number.isInteger(this.#header.selected); }

  #choose(row, i) {
    if (i === null || !this.#selectable(row) || i === this.#selected) return;
    this.#selected = i;
    this.#mark();
    this.#say();
    this.#send("selected", i);
  }

  #draw(rows = this.#rows) {
    const wide = this.#root.clientWidth;
    if (!wide || !this.#visible || !this.#header) {
      this.#dirty = true;
      return;
    }
    const aside = this.#header.aside && wide >= WIDE;
    const room = wide - (aside ? TITLE : 0);
    this.#root.classList.toggle("aside", aside);
    for (const row of rows) {
      const frame = row.of === "frame" ? this.#frameOf(row) : null;
      const pixels = row.of === "frame" ? frame?.arrays[row.array] : this.#arrays[row.array];
      row.count = pixels ? Math.min(pixels.shape[0], row.most || Infinity) : 0;
      if (!row.count) continue;
      const [width, height] = [row.width || this.#header.side, row.height || this.#header.side];
      row.layout = layOut({ count: row.count, width, height, most: row.columns, cut: !row.columns, size: row.size, least: row.least }, room);
      drawSheet(row.canvas, pixels, row.count, row.layout, this.#ramps[row.ramp], this.#line);
      this.#caption(row, frame?.arrays[row.numbers]);
      setAttribute(row.canvas, "aria-label", `${row.title}: ${row.count} picture${row.count > 1 ? "s" : ""}${frame ? `, step ${frame.step}` : ""}`);
    }
    if (rows === this.#rows) this.#dirty = false;
    this.#drawn += 1;
    this.#mark();
  }

  #caption(row, values) { // numbers of the frame, or words given with the row
    const texts = values ? Array.from(values, (value) => value.toFixed(row.digits)) : row.words;
    const { columns, lines } = row.layout;
    row.captions.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    row.captions.style.width = row.canvas.style.width;
    const shown = Math.min(texts.length, row.count, columns * lines);
    while (row.captions.childElementCount < shown) row.captions.appendChild(document.createElement("span"));
    while (row.captions.childElementCount > shown) row.captions.lastChild.remove();
    for (let i = 0; i < shown; i++) setText(row.captions.children[i], texts[i]);
  }

  #mark() {
    for (const row of this.#rows) {
      const pointed = this.#hovered && (row === this.#hovered.row || (row.picks && this.#hovered.row.picks));
      [pointed ? this.#hovered.i : null, row.picks ? this.#selected : null].forEach((i, k) => {
        const mark = row.marks[k];
        const there = Number.isInteger(i) && i >= 0 && row.layout && i < Math.min(row.count, row.layout.columns * row.layout.lines);
        mark.hidden = !there;
        if (!there) return;
        for (const [side, value] of Object.entries(boxOf(i, row.layout))) mark.style[side] = `${value}px`;
      });
    }
  }

  #say() { // which picture is meant
    const { labels, classes, noun } = this.#header;
    const named = (i) => `${noun} ${i}${labels?.length > i ? ` (${classes[labels[i]]})` : ""}`;
    const { row, i } = this.#hovered ?? {};
    const hovered = row && (`${row.title}: ${row.picks ? named(i) : `${row.noun} ${i + 1}`}`);
    const chosen = Number.isInteger(this.#selected) && this.#selected >= 0 ? `Chosen: ${named(this.#selected)}` : "";
    setText(this.#root.querySelector("figcaption"), hovered ?? chosen);
  }

  #probe() { // for tests
    return {
      step: this.#runs[this.#header?.clock]?.frame?.step, drawn: this.#drawn, selected: this.#selected,
      rows: this.#rows.map(({ title, count, layout, canvas }) => ({ title, count, columns: layout?.columns, lines: layout?.lines, size: [canvas.width, canvas.height], scale: layout?.scale, gap: layout?.gap })),
    };
  }
}

export default function (component) {
  return render(component, ".rows", (root) => new Rows(root));
}
