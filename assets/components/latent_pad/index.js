import { sameBytes, unpack } from "../shared/wire.js";
import { clockOf } from "../shared/clock.js";
import { inkRamp, themeOf } from "../shared/colors.js";
import { makeLayerChips } from "../shared/chips.js";
import { Manifold } from "../shared/manifold.js";
import { render } from "../shared/instances.js";
import { LatentSpace, NO_FRAME } from "./space.js";
import { ChosenPicture } from "./chosen.js";
import { MapDrawing } from "./map.js";
import { Panel } from "./panel.js";
import { Gestures } from "./gestures.js";
import { colorClassChips, makeClassChips } from "../shared/classes.js";

// The latent space of a VAE as a map: hover to decode, click a digit to see its posterior and to sample from it.
// Everything drawn is of the frame that the page's clock shows. Here the parts come together: data in, and what is to
// be drawn when.

const WIDE = 700; // CSS pixels of width from which the panel stands beside the map
const ROOMY = 900; // … and from which its pictures are larger
const LARGEST = 456; // the map's side at most
const BUDGET = { resting: 4, moving: 2 }; // milliseconds of manifold per screen refresh, as the hand does
const FRESH = 6; // milliseconds between two pictures drawn for the hand
const LAYERS = {
  manifold: { name: "manifold", title: "Show or hide: what the decoder makes of every place" },
  codes: { name: "codes μ", title: "Show or hide: the mean code of each picture" },
  prior: { name: "prior 1σ, 2σ", title: "Show or hide: one and two standard deviations of the prior" },
  ellipse: { name: "posterior", title: "Show or hide: the posterior of the chosen picture" },
};

class LatentPad {
  #root; #map; #space = new LatentSpace(); #chosen = new ChosenPicture(); #manifold = new Manifold(); #drawing; #panel;
  #bytes = null; #clock = null; #unsubscribe = null; #generation;
  #loop = 0; #dirty = new Set(); #hoverStamp = null; #painted = 0;
  #resize; #watch; #visible = true;

  constructor(parent) {
    this.#root = parent.querySelector(".pad");
    this.#map = this.#find("canvas.map");
    this.#drawing = new MapDrawing(this.#root, this.#space, this.#chosen, this.#manifold);
    this.#panel = new Panel(this.#root, this.#space, this.#chosen);
    Object.assign(this.#map, { hoverLatencies: [], drawCount: 0 });
    this.#map.decodeAt = (z) => (this.#space.decoder ? [...this.#space.decoder.decode(Float32Array.from(z))] : null);
    this.#map.probe = () => this.#probe();
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(this.#root);
    this.#watch = new IntersectionObserver((entries) => { // out of sight: decode no tiles
      this.#visible = entries.at(-1).isIntersecting;
      if (this.#visible) this.#mark("base", "map");
    });
    this.#watch.observe(this.#map);
  }

  #find(selector) { return this.#root.querySelector(selector); }

  #listen() {
    new Gestures(this.#root, this.#space, {
      pointed: (stamp) => this.#pointed(stamp), chose: (index) => this.#select(index), viewChanged: () => this.#viewChanged(),
    });
    this.#find(".epsilon").onclick = () => this.#drawEpsilon();
    this.#find(".closer").onclick = () => this.#zoomToPosterior();
  }

  #makeLayers() { // a plain autoencoder has neither prior nor posterior
    const names = Object.keys(LAYERS).filter((name) => !(this.#space.header.plain && ["prior", "ellipse"].includes(name)));
    const shown = this.#space.layers = Object.fromEntries(Object.keys(LAYERS).map((name) => [name, names.includes(name)]));
    makeLayerChips(this.#find(".layers"), Object.fromEntries(names.map((name) => [name, LAYERS[name]])), shown, () => {
      this.#retheme(); // the manifold's strength depends on the dots
      this.#viewChanged();
    });
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (data instanceof Uint8Array && !sameBytes(data, this.#bytes)) this.#take(data);
    this.#retheme();
    this.#layout();
    this.#mark("base", "map", "chosen");
  }

  close() {
    this.#unsubscribe?.();
    this.#resize.disconnect();
    this.#watch.disconnect();
    cancelAnimationFrame(this.#loop);
    this.#panel.close();
    this.#loop = -1;
  }

  #take(bytes) {
    this.#bytes = bytes.slice();
    const before = this.#space.header;
    const { header, arrays } = unpack(this.#bytes);
    this.#space.take(header, arrays);
    this.#root.classList.toggle("compact", Boolean(header.compact));
    if (!before || before.plain !== header.plain) this.#makeLayers();
    const others = (h) => JSON.stringify([h.clock, h.latent_dim, h.axes, h.side, h.classes]);
    if (!before || others(before) !== others(header)) {
      this.#manifold.clear();
      makeClassChips(this.#find(".classes"), this.#space, () => this.#mark("base", "map"));
      this.#panel.makeNumbers();
    }
    if (!before || before.latent_dim !== header.latent_dim || before.clock !== header.clock) {
      this.#space.z = new Float32Array(header.latent_dim);
      this.#choose(null);
    }
    if (before?.epsilon_seed !== header.epsilon_seed) this.#chosen.forgetSamples();
    const selected = header.selected ?? null;
    if (this.#chosen.isNews(selected)) this.#choose(selected);
    if (!this.#unsubscribe || before?.clock !== header.clock) {
      this.#unsubscribe?.();
      this.#clock = clockOf(header.clock);
      this.#unsubscribe = this.#clock.subscribe(() => this.#tick());
    }
    this.#setFrame(this.#clock.frame ?? NO_FRAME);
  }

  #tick() {
    const frame = this.#clock.frame ?? NO_FRAME;
    if (frame !== this.#space.frame) this.#setFrame(frame);
  }

  #setFrame(frame) {
    const space = this.#space;
    space.show(frame);
    const fresh = this.#clock.generation !== this.#generation;
    this.#generation = this.#clock.generation;
    if (space.mu) space.plane.fit(space.extent, fresh && !space.plane.free);
    space.setOthers(this.#chosen.index);
    this.#askManifold();
    this.#find(".waiting").hidden = !space.empty;
    this.#panel.showStep();
    this.#mark("base", "map", "chosen");
  }

  // ------------------------------------------------------------------------------------------- the chosen picture

  #choose(index) {
    this.#chosen.choose(this.#space.has(index) ? index : null);
    this.#space.setOthers(this.#chosen.index);
    this.#askManifold();
    this.#mark("base", "map", "chosen");
  }

  #select(index) { // by hand: the page is to know
    if (index === this.#chosen.index) return;
    this.#choose(index);
    this.#chosen.noteSent(index);
    this.setStateValue("selected", index);
  }

  #drawEpsilon() {
    if (this.#chosen.index === null) return;
    const { epsilon_seed: seed, latent_dim: size } = this.#space.header;
    this.#chosen.draw(seed ?? 0, size);
    this.#mark("map", "chosen");
  }

  #zoomToPosterior() {
    const code = this.#space.code(this.#chosen.index);
    if (!code?.sigma) return;
    const { axes } = this.#space.header;
    this.#space.plane.look(axes.map((axis) => code.mu[axis]), 3.5 * Math.max(...axes.map((axis) => code.sigma[axis])));
    this.#viewChanged();
  }

  // ------------------------------------------------------------------------------------------- drawing

  #pointed(stamp) {
    this.#clearTheView();
    this.#hoverStamp ??= stamp;
    // draw at once rather than at the next refresh, where it would come a frame late; but not for every
    // one of the thousand events a second that some mice send
    if (stamp !== null && performance.now() - this.#painted > FRESH) this.#paint();
    else this.#mark("map");
  }

  #clearTheView() { // the picture on a compact map gives way to the pointer
    const { plane, z } = this.#space;
    const [x, y] = this.#space.placeOf(z);
    this.#root.classList.toggle("away", x < plane.left + plane.size / 2 && y < plane.top + plane.size / 2);
  }

  #viewChanged() {
    this.#askManifold();
    this.#mark("base", "map");
  }

  #mark(...what) {
    what.forEach((name) => this.#dirty.add(name));
    if (!this.#loop && this.#space.header && this.#drawing.width) this.#loop = requestAnimationFrame(() => this.#refresh());
  }

  #refresh() {
    this.#loop = 0;
    if (this.#drawing.blurred) this.#layout();
    const dirty = this.#dirty;
    this.#dirty = new Set();
    const moving = performance.now() - this.#painted < 100;
    if (dirty.has("map")) this.#paint();
    if (dirty.has("chosen")) this.#panel.showChosen();
    const tiles = this.#visible && this.#space.layers.manifold;
    const grown = tiles && this.#manifold.work(moving ? BUDGET.moving : BUDGET.resting);
    if (dirty.has("base") || grown) this.#drawing.drawBase();
    if (tiles && this.#space.decoder && !this.#manifold.done) this.#mark();
  }

  #paint() { // what follows the hand
    this.#dirty.delete("map");
    this.#panel.showZ();
    this.#drawing.drawHand();
    this.#painted = performance.now();
    this.#map.drawCount += 1;
    if (this.#hoverStamp === null) return;
    const latencies = this.#map.hoverLatencies;
    latencies.push(this.#painted - this.#hoverStamp);
    if (latencies.length > 500) latencies.shift();
    this.#hoverStamp = null;
  }

  #askManifold() {
    const { decoder, layers, header, plane, z } = this.#space;
    if (!decoder || !this.#drawing.width || !layers.manifold) return;
    const { columns } = this.#drawing;
    const { axes, side, latent_dim: d } = header;
    const key = [this.#generation, plane.range, axes, columns, side, d > 2 ? this.#chosen.index : ""].join("|");
    this.#manifold.request({ decoder, base: z, axes, range: plane.range, columns, side, key });
    this.#mark("base");
  }

  #retheme() {
    const theme = themeOf(this.#root);
    const { paper, ink, classes } = theme;
    this.#panel.ramp = inkRamp(paper, ink);
    this.#manifold.ramp = inkRamp(paper, ink, this.#space.layers.codes ? 0.42 : 0.9); // dots need a calm ground
    this.#drawing.theme = theme;
    colorClassChips(this.#find(".classes"), classes);
  }

  #layout() {
    const width = this.#root.clientWidth;
    if (!width || !this.#space.header) return;
    this.#root.classList.toggle("wide", width >= WIDE && !this.#space.header.compact);
    this.#root.classList.toggle("roomy", width >= ROOMY && !this.#space.header.compact);
    if (!this.#drawing.layout(Math.min(LARGEST, this.#find(".map-side").clientWidth))) return;
    this.#askManifold();
    this.#mark("base", "map", "chosen");
  }

  #probe() { // for tests
    const { z, frame, plane } = this.#space;
    const { index, epsilon, epsilons } = this.#chosen;
    const code = this.#space.code(index);
    return {
      z: [...z], selected: index, step: frame.step, drawCount: this.#map.drawCount,
      manifoldDone: this.#manifold.done, range: plane.range, columns: this.#drawing.columns, trail: epsilons.length,
      mu: code ? [...code.mu] : null, sigma: code?.sigma ? [...code.sigma] : null, epsilon: epsilon ? [...epsilon] : null,
      plot: [plane.left, plane.top, plane.size],
    };
  }
}

export default function (component) {
  return render(component, ".pad", (_, parentElement) => new LatentPad(parentElement));
}
