import { Follower } from "../shared/alignment.js";
import { numberText } from "../shared/canvas.js";
import { makeLayerChips } from "../shared/chips.js";
import { clockOf } from "../shared/clock.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { Plane } from "../shared/plane.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { drawField, LAYERS } from "./drawing.js";

// What denoising does to every place of a plane, a pane a run, at the moment that the first one's clock shows.

const TALLEST = 420; // CSS pixels of a picture's side
const ABOVE = 450; // of the page, around the pictures
const LEAST = 240; // and at least

class Field {
  #root; #header; #arrays; #text = ""; #panes = []; #ends = []; #theme; #resize; #drawn = 0;
  #shown = Object.fromEntries(Object.keys(LAYERS).map((layer) => [layer, true]));
  #slider;

  constructor(root) {
    this.#root = root;
    makeLayerChips(root.querySelector(".chips"), LAYERS, this.#shown, () => this.#draw());
    for (const chip of root.querySelectorAll("button")) chip.style.setProperty("--color", LAYERS[chip.dataset.layer].color);
    this.#slider = root.querySelector("input");
    this.#slider.oninput = () => this.#draw();
    this.#slider.onkeydown = (event) => event.stopPropagation(); // the run bar has arrow keys of its own
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    root.probe = () => this.#probe();
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#arrays = arrays;
    this.#theme = themeOf(this.#root);
    const text = JSON.stringify(header);
    if (text !== this.#text) this.#make();
    this.#text = text;
    this.#draw();
  }

  close() {
    this.#leave();
    this.#resize.disconnect();
  }

  #make() {
    this.#leave();
    const template = this.#root.querySelector("template");
    this.#panes = this.#header.panes.map(({ clock, title }) => {
      const element = template.content.firstElementChild.cloneNode(true);
      setText(element.querySelector("h4"), title);
      const pane = { element, title, clock: clockOf(clock), plane: Object.assign(new Plane(), { half: this.#header.extent }), frame: null };
      pane.run = new Follower(() => this.#draw([pane]));
      return pane;
    });
    this.#root.querySelector(".panes").replaceChildren(...this.#panes.map(({ element }) => element));
    this.#slider.max = this.#header.times;
    this.#slider.value = 1;
    const leader = this.#panes[0].clock;
    this.#ends = this.#panes.slice(1).map(({ clock }) => leader.accompany(clock));
    for (const { clock, run } of this.#panes) run.follow(clock, leader);
  }

  #leave() {
    for (const { run } of this.#panes) run.close();
    for (const end of this.#ends) end();
  }

  #draw(panes = this.#panes) {
    const times = Number(this.#slider.value);
    setText(this.#root.querySelector("output"), times === 1 ? "once" : `${times} times`);
    for (const pane of panes) {
      const { element, plane, run: { frame } } = pane;
      const room = element.clientWidth;
      if (!room || !frame?.arrays.field) continue;
      plane.size = Math.min(room, TALLEST, Math.max(LEAST, innerHeight - ABOVE));
      const { points, grid, exact } = this.#arrays;
      const view = { plane, shown: this.#shown, theme: this.#theme, points, grid, exact, learned: frame.arrays.field, path: frame.arrays.path, times };
      drawField(element.querySelector("canvas"), view);
      this.#drawn += 1;
      if (pane.frame === frame) continue;
      pane.frame = frame;
      const words = wordsOf(frame);
      setText(element.querySelector("figcaption"), words);
      setAttribute(element.querySelector("canvas"), "aria-label", `${pane.title}: arrows from noisy points to where they are put. ${words}`);
    }
  }

  #probe() { // for tests
    return {
      drawn: this.#drawn, times: Number(this.#slider.value), shown: this.#shown,
      panes: this.#panes.map(({ title, frame, plane }) => ({ title, size: plane.size, step: frame?.step, scalars: frame?.scalars })),
    };
  }
}

function wordsOf({ step, scalars }) {
  return `Step ${step.toLocaleString("en-US")}: the arrows are ${numberText(100 * scalars.field_error, 0)} % off the best ones; error ${numberText(scalars.mse / scalars.best_mse, 2)} × the least there can be.`;
}

export default function (component) {
  return render(component, ".field", (root) => new Field(root));
}
