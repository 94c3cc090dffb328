import { sameBytes, unpack } from "../shared/wire.js";
import { clockOf } from "../shared/clock.js";
import { themeOf } from "../shared/colors.js";
import { makeLayerChips } from "../shared/chips.js";
import { render } from "../shared/instances.js";
import { setText } from "../shared/text.js";
import { canDraw, layersNamed, layersShown } from "./layers.js";
import { Crosshair } from "./crosshair.js";
import { Pane } from "./pane.js";
import { World } from "./world.js";

// Two-dimensional worlds of generative models, up to six side by side on one clock. Everything drawn is of the frames in
// the clocks; the first pane's clock leads. Here the parts come together: data in, and what is to be drawn when.

const WIDE = 700; // CSS pixels of width from which up to three panes stand in a row; two below
const LARGEST = 640; // a picture's side at most
const SMALLEST = 280; // and at least, on a screen that is wide enough
const ABOVE = { one: 340, more: 428 }; // of the page, above the pictures: so high may they be that they are seen whole
const ASIDE = 260; // room for the words beside a picture that stands alone
const GAP = { wide: 20, narrow: 8 };
const RESTED = 700; // milliseconds without news after which the worlds are said; their labels are no older than that
const REMEMBERED = 1000; // drawings whose times are kept

class Stage {
  #root; #chips; #panes = []; #shown = null; #crosshair = new Crosshair(() => this.#pointed());
  #bytes = null; #header = null; #leader = null; #ends = [];
  #loop = 0; #speech = 0; #labelled = -Infinity; #resize; #watch; #visible = true; #ratio = 0; #themed = null; #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #drawCount = 0; #drawnAt = [];

  constructor(root) {
    this.#root = root;
    this.#chips = root.querySelector(".layers");
    root.probe = () => this.#probe();
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(root);
    window.addEventListener("resize", this.#fit);
    this.#watch = new IntersectionObserver((entries) => { // out of sight: draw nothing
      this.#visible = entries.at(-1).isIntersecting;
      this.#mark();
    });
    this.#watch.observe(root);
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    if (data instanceof Uint8Array && !sameBytes(data, this.#bytes)) this.#take(data);
    this.#retheme();
    this.#layout();
    this.#mark();
  }

  close() {
    this.#leave();
    this.#resize.disconnect();
    window.removeEventListener("resize", this.#fit);
    this.#watch.disconnect();
    clearTimeout(this.#speech);
    cancelAnimationFrame(this.#loop);
    this.#loop = -1;
  }

  #take(bytes) {
    this.#bytes = bytes.slice();
    const { header, arrays } = unpack(this.#bytes);
    this.#header = header;
    this.#shown ??= layersShown(header.layers); // from then on the learner's choice
    makeLayerChips(this.#chips, layersNamed(header.words), this.#shown, () => this.#switched());
    this.#leave();
    const clocks = header.panes.map(({ clock }) => clockOf(clock));
    this.#leader = clocks[0];
    const template = this.#root.querySelector("template");
    this.#panes = header.panes.map((pane, i) => {
      const world = new World(pane, arrays[`${i}/real`], clocks[i], header);
      return new Pane(template, pane.title, world, this.#shown, this.#crosshair);
    });
    this.#root.querySelector(".panes").replaceChildren(...this.#panes.map(({ element }) => element));
    this.#ratio = 0;
    this.#themed = null;
    this.#ends = clocks.slice(1).map((clock) => this.#leader.accompany(clock));
    for (const clock of new Set(clocks)) this.#ends.push(clock.subscribe(() => this.#mark()));
  }

  #retheme() { // Streamlit also calls when nothing has changed: then nothing is drawn anew
    const theme = themeOf(this.#root);
    if (JSON.stringify(theme) === this.#themed) return;
    this.#themed = JSON.stringify(theme);
    for (const pane of this.#panes) pane.theme = theme;
  }

  #leave() {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  // ------------------------------------------------------------------------------------------- hands

  #switched() {
    for (const pane of this.#panes) pane.spoil();
    this.#mark();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.localName !== "canvas") return;
    const chip = this.#chips.children[Number(event.key) - 1];
    if (!chip) return;
    chip.click();
    event.preventDefault();
  }

  #pointed() { // drawn at once: at the next refresh it would come a frame late
    for (const pane of this.#panes) pane.point();
    this.#sayOnceRested();
  }

  // ------------------------------------------------------------------------------------------- drawing

  #mark() {
    if (!this.#loop && this.#panes.length) this.#loop = requestAnimationFrame(() => this.#refresh());
  }

  #refresh() {
    this.#loop = 0;
    if ((globalThis.devicePixelRatio || 1) !== this.#ratio) this.#layout();
    if (!this.#visible || !this.#ratio) return;
    const drawn = this.#panes.filter((pane) => pane.show(this.#leader, this.#calm.matches));
    if (!drawn.length) return;
    this.#drawCount += 1;
    this.#drawnAt.push(performance.now());
    if (this.#drawnAt.length > REMEMBERED) this.#drawnAt.shift();
    for (const chip of this.#chips.children) chip.disabled = !this.#panes.some(({ world }) => canDraw(chip.dataset.layer, world));
    this.#sayOnceRested();
  }

  #fit = () => this.#layout(); // a higher or lower window

  #layout() {
    const width = this.#root.clientWidth;
    if (!width || !this.#panes.length) return;
    const wide = width >= WIDE;
    const columns = Math.min(this.#panes.length, wide ? 3 : 2);
    const gap = wide ? GAP.wide : GAP.narrow;
    const alone = wide && columns === 1;
    const across = Math.floor(((alone ? width - ASIDE : width) - gap * (columns - 1)) / columns);
    const high = wide ? Math.max(SMALLEST, innerHeight - (alone ? ABOVE.one : ABOVE.more)) : across;
    const size = Math.min(LARGEST, across, high);
    this.#root.classList.toggle("alone", alone);
    this.#root.classList.toggle("small", size < SMALLEST);
    this.#root.classList.toggle("flat", this.#header.tallness < 1);
    this.#root.style.setProperty("--side", `${size}px`);
    Object.assign(this.#root.querySelector(".panes").style, { gridTemplateColumns: `repeat(${columns}, ${size}px)`, columnGap: `${gap}px` });
    for (const pane of this.#panes) pane.layout(size);
    this.#ratio = globalThis.devicePixelRatio || 1;
    this.#mark();
  }

  #label() {
    this.#labelled = performance.now();
    for (const pane of this.#panes) pane.label();
  }

  #sayOnceRested() {
    if (performance.now() - this.#labelled > RESTED) this.#label();
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => {
      this.#label();
      setText(this.#root.querySelector(".spoken"), this.#panes.map(({ said }) => said).join(". "));
    }, RESTED);
  }

  #probe() { // for tests
    return {
      drawCount: this.#drawCount, drawnAt: this.#drawnAt, crosshair: this.#crosshair.place, shown: this.#shown,
      panes: this.#panes.map(({ world }) => ({
        step: world.frame?.step ?? null, fraction: world.moment?.fraction ?? 0, size: world.plane.size, range: world.plane.range,
        copies: world.copies, outside: world.outside,
      })),
    };
  }
}

export default function (component) {
  return render(component, ".stage", (root) => new Stage(root));
}
