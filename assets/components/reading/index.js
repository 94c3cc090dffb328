import { Follower } from "../shared/alignment.js";
import { clockOf } from "../shared/clock.js";
import { inkRamp, signedRamp, themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { drawScene } from "./drawing.js";
import { LAYERS, layOut, unitAt } from "./layout.js";
import { wordsOf } from "./words.js";

// A test image is read row by row, becomes a code, and is written row by row, by the network of the frame that the
// page's clock shows. The hand plays it, or goes to any row; pointing at a unit shows what it does over the rows.

const SPEEDS = [1, 2, 4, 8, 16]; // rows a second

class Reading {
  #root; #canvas; #slider; #header; #arrays; #run = new Follower(() => this.#draw()); #look; #layout; #resize;
  #at = null; #playing = 0; #speed = 4; #last = 0; #chosen = null; #drawn = 0;

  constructor(root) {
    this.#root = root;
    this.#canvas = root.querySelector("canvas");
    this.#slider = root.querySelector("input");
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    root.probe = () => this.#probe();
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#arrays = arrays;
    const theme = themeOf(this.#root);
    this.#look = { theme, ramps: { ink: inkRamp(theme.paper, theme.ink), signed: signedRamp(theme.paper) } };
    const rows = arrays.reading.length;
    if (this.#slider.max !== String(2 * rows)) this.#at = 2 * rows; // other images: all of it is seen
    this.#slider.max = 2 * rows;
    this.#run.follow(clockOf(header.clock));
    this.#draw();
  }

  close() {
    this.#run.close();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#playing);
  }

  // ---- by hand --------------------------------------------------------------------------------------------------

  #listen() {
    const select = this.#root.querySelector("select");
    for (const speed of SPEEDS) select.add(new Option(speed === 1 ? "1 row/s" : `${speed} rows/s`, speed, speed === this.#speed, speed === this.#speed));
    select.onchange = () => { this.#speed = Number(select.value); };
    this.#root.querySelector(".play").onclick = () => (this.#playing ? this.#rest() : this.#play());
    this.#slider.oninput = () => this.#go(Number(this.#slider.value));
    const canvas = this.#canvas;
    canvas.onpointermove = canvas.onpointerdown = ({ offsetX, offsetY }) => this.#choose(offsetX, offsetY);
    canvas.onpointerleave = (event) => { if (event.pointerType === "mouse") this.#choose(-1, -1); };
    canvas.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      this.#go(this.#at + by);
    };
  }

  #choose(x, y) {
    this.#chosen = this.#layout ? unitAt(x, y, this.#layout, this.#states() ?? {}) : null;
    this.#draw();
  }

  #go(at) {
    this.#rest();
    this.#at = Math.max(0, Math.min(Number(this.#slider.max), at));
    this.#draw();
  }

  #play() {
    if (this.#at >= Number(this.#slider.max)) this.#at = 0;
    this.#last = performance.now();
    const tick = (now) => {
      this.#at = Math.min(Number(this.#slider.max), this.#at + (Math.max(0, now - this.#last) / 1000) * this.#speed);
      this.#last = now;
      this.#playing = this.#at < Number(this.#slider.max) ? requestAnimationFrame(tick) : 0;
      this.#draw();
    };
    this.#playing = requestAnimationFrame(tick);
    this.#draw();
  }

  #rest() {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#draw();
  }

  // ---- drawing --------------------------------------------------------------------------------------------------

  /** The frame's states, by name; null where there are none. */
  #states() {
    const arrays = this.#run.frame?.arrays;
    if (!arrays?.reader_hidden) return null;
    return Object.fromEntries(Object.entries(arrays).filter(([name]) => LAYERS.includes(name.split("_")[0])));
  }

  #moment() {
    const { reading, writing } = this.#arrays;
    const [T, at] = [reading.length, Math.floor(this.#at)];
    const [read, written] = [Math.min(T, at), Math.max(0, at - T)];
    const now = written ? writing[written - 1] : reading[read - 1];
    const place = at === 0 || at === 2 * T ? null : now;
    return { T, read, written, place, reading, writing };
  }

  #draw() {
    const [width, states] = [this.#root.clientWidth, this.#states()];
    if (!width || !states || !this.#header) return;
    const { selected, feedback } = this.#header;
    const frame = this.#run.frame;
    const of = (array, i) => array.subarray(i * (array.length / array.shape[0]), (i + 1) * (array.length / array.shape[0]));
    const [image, back] = [of(this.#arrays.images, selected), of(frame.arrays.reconstructions, selected)];
    const mine = Object.fromEntries(Object.entries(states).map(([name, array]) => [name, { values: of(array, selected), units: array.shape[2] }]));
    const moment = this.#moment();
    this.#layout = layOut(width, "reader_cell" in states);
    if (this.#chosen && !(mine[this.#chosen.name]?.units > this.#chosen.unit)) this.#chosen = null; // another network
    drawScene(this.#canvas, this.#layout, { moment, image, back, states: mine, chosen: this.#chosen, look: this.#look });
    const error = image.reduce((sum, value, i) => sum + (value - back[i]) ** 2, 0) / image.length / 255 ** 2;
    const words = wordsOf(moment, { step: frame.step, pixels: image.length, code: mine.coder_hidden.units, feedback, error });
    setText(this.#root.querySelector("figcaption"), words);
    setAttribute(this.#canvas, "aria-label", `A test image read and written row by row. ${words} Arrow keys go a row on or back.`);
    this.#slider.value = Math.floor(this.#at);
    setAttribute(this.#slider, "aria-valuetext", `${moment.read} rows read, ${moment.written} written`);
    const button = this.#root.querySelector(".play");
    setText(button, this.#playing ? "❚❚" : "▶");
    setAttribute(button, "aria-label", this.#playing ? "Pause the reading" : "Play the reading");
    this.#drawn += 1;
  }

  #probe() { // for tests
    const { boxes } = this.#layout ?? {};
    return { step: this.#run.frame?.step, drawn: this.#drawn, at: Math.floor(this.#at), playing: Boolean(this.#playing), chosen: this.#chosen, boxes };
  }
}

export default function (component) {
  return render(component, ".reading", (root) => new Reading(root));
}
