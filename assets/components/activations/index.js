import { Follower } from "../shared/alignment.js";
import { numberText } from "../shared/canvas.js";
import { clockOf } from "../shared/clock.js";
import { inkRamp, themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText, whole } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { drawMap, drawShares, layOut } from "./drawing.js";
import { ORDERS, sorted } from "./order.js";

// The activations of a code at the frame that the clock shows: units × images sorted by class, each unit's mean against
// its target, the histogram of all. Pointing says which activation it is; a click chooses its unit and its image.

const HEIGHT = 250; // CSS pixels of the plots
const NARROW = 520; // CSS pixels below which the histogram stands under the map
const SIDE = 210; // CSS pixels of the histogram beside it
const PACE = 80; // milliseconds between two drawings

class Activations {
  #root; #map; #shares; #header = null; #labels = []; #columns = []; #run = new Follower(() => this.#ask());
  #order = "number"; #units = []; #box = null; #frame = null; #hovered = null; #selected = 0; #theme; #ramp;
  #timer = 0; #painted = 0; #drawn = 0; #resize; #send;

  constructor(root) {
    this.#root = root;
    this.#map = root.querySelector(".map");
    this.#shares = root.querySelector(".shares");
    root.probe = () => this.#probe();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    this.#makeOrders();
    this.#listen();
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#labels = Array.from(arrays.labels);
    this.#columns = Array.from(arrays.columns);
    this.#selected = header.selected;
    this.#send = setStateValue;
    this.#theme = themeOf(this.#root);
    const ramp = inkRamp(this.#theme.paper, this.#theme.ink);
    this.#ramp = ramp.map((_, i) => ramp[Math.round(Math.sqrt(i * 255))]); // its root, so that faint activations are seen
    setText(this.#root.querySelector("h4"), header.title);
    this.#run.follow(clockOf(header.clock), clockOf(header.leader));
    this.#draw();
  }

  close() {
    this.#run.close();
    clearTimeout(this.#timer);
    this.#resize.disconnect();
  }

  #makeOrders() {
    const group = this.#root.querySelector(".orders");
    group.replaceChildren();
    for (const [order, { name, title }] of Object.entries(ORDERS)) {
      const button = group.appendChild(Object.assign(document.createElement("button"), { type: "button", textContent: name, title }));
      button.setAttribute("aria-pressed", String(order === this.#order));
      button.onclick = () => {
        this.#order = order;
        [...group.children].forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        this.#draw();
      };
    }
  }

  #listen() {
    const canvas = this.#map;
    const at = ({ offsetX, offsetY }) => {
      const { left, right, top, bottom } = this.#box ?? {};
      if (!this.#units.length || offsetY < top || offsetY >= bottom) return null;
      const row = Math.floor(((offsetY - top) / (bottom - top)) * this.#units.length);
      const column = offsetX >= left && offsetX < right ? Math.floor(((offsetX - left) / (right - left)) * this.#labels.length) : null;
      return { row, column };
    };
    const point = (place) => {
      this.#hovered = place;
      this.#draw();
    };
    canvas.onpointermove = (event) => point(at(event));
    canvas.onpointerleave = () => point(null);
    canvas.onclick = (event) => this.#choose(at(event));
    canvas.onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      const row = this.#units.indexOf(this.#selected) + by;
      if (row >= 0 && row < this.#units.length) this.#choose({ row, column: null });
    };
  }

  #choose(place) {
    if (!place) return;
    this.#selected = this.#units[place.row];
    this.#draw();
    this.#send("chosen", { unit: this.#selected, image: place.column === null ? null : this.#columns[place.column] });
  }

  #ask() {
    if (this.#timer || this.#run.frame === this.#frame) return;
    this.#timer = setTimeout(() => this.#draw(), Math.max(0, PACE - (performance.now() - this.#painted)));
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const room = this.#root.clientWidth;
    const frame = this.#header && this.#run.frame;
    if (!room || !frame?.arrays.units) return;
    const { units, means, dead, histogram } = frame.arrays;
    if (units.length !== means.length * this.#labels.length) return; // of another data set, which is on its way
    this.#frame = frame;
    this.#units = sorted(this.#order, units, this.#labels, means);
    const beside = room >= NARROW;
    this.#box = layOut(beside ? room - SIDE - 10 : room, HEIGHT);
    const { classes, rho } = this.#header;
    drawMap(this.#map, this.#box, {
      units, means, dead, order: this.#units, labels: this.#labels, classes, rho, selected: this.#selected,
      hovered: this.#hovered, theme: this.#theme, ramp: this.#ramp,
    });
    drawShares(this.#shares, beside ? SIDE : room, beside ? HEIGHT : HEIGHT * 0.6, histogram, this.#header.quiet, this.#theme);
    this.#painted = performance.now();
    this.#drawn += 1;
    this.#say(frame);
  }

  #say({ step, scalars, arrays }) {
    const { rho, noun } = this.#header;
    const target = rho ? ` (target ${numberText(rho, 2)})` : "";
    const now = `Step ${whole.format(step)}: mean activation ${numberText(scalars.mean_activation, 3)}${target}, ${numberText(100 * scalars.quiet_share, 0)} % of all below 0.1, ${scalars.dead_units} of ${this.#units.length} units dead.`;
    setText(this.#root.querySelector(".now"), now);
    setAttribute(this.#map, "aria-label", `${this.#header.title}. ${now} Arrow keys choose a unit.`);
    setAttribute(this.#shares, "aria-label", `Histogram of activations: ${Array.from(arrays.histogram, (share) => numberText(share, 3)).join(", ")}`);
    setText(this.#root.querySelector(".at"), this.#pointed(arrays, noun));
  }

  #pointed({ units, means, dead }, noun) {
    const unit = this.#hovered ? this.#units[this.#hovered.row] : this.#selected;
    if (!(unit < means.length)) return "";
    const column = this.#hovered?.column ?? null;
    const said = `Unit ${unit}: mean ${numberText(means[unit], 3)}${dead[unit] ? ", dead" : ""}`;
    if (column === null) return `${said}.`;
    const value = units[unit * this.#labels.length + column] / 255;
    return `${said}; ${noun} ${this.#columns[column]} (${this.#header.classes[this.#labels[column]]}): ${numberText(value, 2)}.`;
  }

  #probe() { // for tests
    return { step: this.#frame?.step, order: this.#units, box: this.#box, selected: this.#selected, drawn: this.#drawn };
  }
}

export default function (component) {
  return render(component, ".activations", (root) => new Activations(root));
}
