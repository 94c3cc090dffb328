import { Follower } from "../shared/alignment.js";
import { PixelImage, fitCanvas } from "../shared/canvas.js";
import { colorClassChips, makeClassChips } from "../shared/classes.js";
import { clockOf } from "../shared/clock.js";
import { inkRamp, themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { dotSprite } from "../shared/strokes.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { Window } from "./window.js";

// The codes of the test images as dots of a plane, in the colours of their classes, at the frame that the clock shows.
// Pointing at a dot shows its picture.

const TALLEST = 400; // CSS pixels
const WIDE = 560; // CSS pixels from which the picture stands beside the map
const NEAR = 16; // CSS pixels around the pointer in which a dot is found

class Codes {
  #root; #canvas; #header; #arrays; #run = new Follower(() => this.#draw()); #generation; #window = new Window();
  #theme; #sprites = []; #picture; #chips = { header: null, highlight: null }; #pointed = null; #held = null; #size = 0; #drawn = 0; #resize;

  constructor(root) {
    this.#root = root;
    this.#canvas = root.querySelector(".dots");
    this.#picture = new PixelImage(root.querySelector(".picture"));
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    root.probe = () => ({ step: this.#run.frame?.step, dots: this.#map?.shape[0] ?? 0, drawn: this.#drawn, pointed: this.#pointed, size: this.#size, places: this.#places() });
  }

  get #map() { return this.#run.frame?.arrays.map; }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    const others = JSON.stringify(header.classes) !== JSON.stringify(this.#header?.classes);
    this.#header = this.#chips.header = header;
    this.#arrays = arrays;
    this.#theme = themeOf(this.#root);
    this.#sprites = this.#theme.classes.map((color) => dotSprite(color, this.#theme.paper));
    const chips = this.#root.querySelector(".chips");
    if (others) makeClassChips(chips, this.#chips, () => this.#draw());
    colorClassChips(chips, this.#theme.classes);
    this.#run.follow(clockOf(header.clock));
    this.#draw();
    this.#show();
  }

  close() {
    this.#run.close();
    this.#resize.disconnect();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.onpointermove = ({ offsetX, offsetY }) => this.#point(this.#nearest(offsetX, offsetY));
    canvas.onpointerleave = () => this.#point(null);
    canvas.onclick = ({ offsetX, offsetY }) => { // stays when the pointer goes
      this.#held = this.#nearest(offsetX, offsetY);
      this.#point(this.#held);
    };
    canvas.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || !this.#map || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      const count = this.#map.shape[0];
      this.#held = this.#held === null ? 0 : (this.#held + by + count) % count;
      this.#point(this.#held);
    };
  }

  #point(i) {
    const meant = i ?? this.#held;
    if (meant === this.#pointed) return;
    this.#pointed = meant;
    this.#draw();
    this.#show();
  }

  #places() {
    const map = this.#map;
    return map ? Array.from({ length: map.shape[0] }, (_, i) => this.#window.place(map[2 * i], map[2 * i + 1], this.#size)) : [];
  }

  #nearest(px, py) {
    let best = null, least = NEAR;
    this.#places().forEach(([x, y], i) => {
      if (this.#chips.highlight !== null && this.#arrays.labels[i] !== this.#chips.highlight) return;
      const far = Math.hypot(x - px, y - py);
      if (far < least) [best, least] = [i, far];
    });
    return best;
  }

  #draw() {
    const width = this.#root.clientWidth;
    const map = this.#map;
    this.#root.querySelector(".waiting").hidden = Boolean(map);
    if (!width || !this.#header) return;
    this.#root.classList.toggle("wide", width >= WIDE);
    this.#size = Math.min(TALLEST, this.#root.querySelector(".map").clientWidth);
    const context = fitCanvas(this.#canvas, this.#size, this.#size);
    context.clearRect(0, 0, this.#size, this.#size);
    if (!map) return;
    if (this.#run.generation !== this.#generation) this.#window = new Window();
    this.#generation = this.#run.generation;
    this.#window.follow(map);
    const { highlight } = this.#chips;
    const places = this.#places();
    places.forEach(([x, y], i) => {
      const label = this.#arrays.labels[i];
      const { picture, radius } = this.#sprites[label % this.#sprites.length];
      context.globalAlpha = highlight === null || label === highlight ? 1 : 0.12;
      context.drawImage(picture, x - radius, y - radius, 2 * radius, 2 * radius);
    });
    context.globalAlpha = 1;
    if (this.#pointed !== null && places[this.#pointed]) {
      context.beginPath();
      context.arc(...places[this.#pointed], 9, 0, 2 * Math.PI);
      Object.assign(context, { strokeStyle: this.#theme.ink, lineWidth: 2.5 });
      context.stroke();
    }
    this.#drawn += 1;
    setAttribute(this.#canvas, "aria-label", `Map of the codes of ${places.length} ${this.#header.noun}s, step ${this.#run.frame.step}. Arrow keys go from one to the next.`);
  }

  #show() { // the picture of the dot that is pointed at
    const { side, classes, noun } = this.#header;
    const i = this.#pointed;
    const known = i !== null && i < this.#arrays.labels.length;
    this.#root.querySelector(".picture").hidden = !known;
    if (known) this.#picture.draw(this.#arrays.images.subarray(i * side * side, (i + 1) * side * side), side, inkRamp(this.#theme.paper, this.#theme.ink));
    setText(this.#root.querySelector(".which"), known ? `Held-out ${noun} ${i}: ${classes[this.#arrays.labels[i]]}` : `Point at a dot to see its ${noun}.`);
  }
}

export default function (component) {
  return render(component, ".codes", (root) => new Codes(root));
}
