import { unpack } from "../shared/wire.js";
import { clockOf } from "../shared/clock.js";
import { Decoder } from "../shared/decoder.js";
import { ROLE, inkRamp, themeOf, withAlpha } from "../shared/colors.js";
import { PixelImage, fitCanvas, niceTicks, numberText, subscript } from "../shared/canvas.js";
import { normalDraw } from "../shared/random.js";
import { Plane } from "../shared/plane.js";
import { Manifold, TILE_GAP } from "../shared/manifold.js";
import { render } from "../shared/instances.js";

// The latent space of a VAE as a map: hover to decode, click a digit to see its posterior and to sample from it.
// Everything drawn is of the frame that the page's clock shows.

const WIDE = 700; // CSS pixels of width from which the panel stands beside the map
const ROOMY = 900; // … and from which its pictures are larger
const LARGEST = 456; // the map's side at most
const EDGE = { left: 46, top: 8, right: 10, bottom: 42 }; // room for ticks
const TILE = 27; // a tile of the manifold, in CSS pixels, about
const BUDGET = { resting: 4, moving: 2 }; // milliseconds of manifold per screen refresh, as the hand does
const FRESH = 6; // milliseconds between two pictures drawn for the hand
const TRAIL = 12; // samples that stay on the map
const NEAR = { mouse: 12, pen: 14, touch: 22 }; // how far from a dot a click may be
const LAYERS = { manifold: "manifold", codes: "codes μ", prior: "prior 1σ, 2σ", ellipse: "posterior" };
const EMPTY = { step: null, scalars: {}, arrays: {} };

class LatentPad {
  #root; #base; #map; #plane = new Plane(); #manifold = new Manifold();
  #bytes = null; #header = null; #labels; #images;
  #clock = null; #unsubscribe = null; #frame = EMPTY; #generation; #decoder = null;
  #z = new Float32Array(2); #selected = null; #heard = null; #sent = []; #epsilons = []; #counter = 0;
  #highlight = null; #layers = { manifold: true, codes: true, prior: true, ellipse: true };
  #theme; #sprites; #ramp; #width = 0; #columns = 16; #ratio = 1;
  #loop = 0; #dirty = new Set(); #hoverStamp = null; #painted = 0; #pointers = new Map(); #gesture = null; #speech = 0;
  #resize; #watch; #visible = true; #pictures = {};

  constructor(parent) {
    this.#root = parent.querySelector(".pad");
    this.#base = this.#find("canvas.base");
    this.#map = this.#find("canvas.map");
    for (const name of ["decoded", "real", "mean", "drawn"]) {
      this.#pictures[name] = new PixelImage(this.#find(name === "decoded" ? "canvas.decoded" : `.${name} canvas`));
    }
    Object.assign(this.#map, { hoverLatencies: [], drawCount: 0 });
    this.#map.decodeAt = (z) => (this.#decoder ? [...this.#decoder.decode(Float32Array.from(z))] : null);
    this.#map.probe = () => this.#probe();
    this.#listen();
    this.#makeLayerChips();
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(this.#root);
    this.#watch = new IntersectionObserver(([entry]) => { // out of sight: decode no tiles
      this.#visible = entry.isIntersecting;
      if (this.#visible) this.#mark("base", "map");
    });
    this.#watch.observe(this.#map);
  }

  #find(selector) { return this.#root.querySelector(selector); }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (data instanceof Uint8Array && !sameBytes(data, this.#bytes)) this.#take(data);
    this.#retheme();
    this.#layout();
    this.#mark("base", "map", "digit");
  }

  close() {
    this.#unsubscribe?.();
    this.#resize.disconnect();
    this.#watch.disconnect();
    cancelAnimationFrame(this.#loop);
    clearTimeout(this.#speech);
    this.#loop = -1;
  }

  #take(bytes) {
    this.#bytes = bytes.slice();
    const before = this.#header;
    const { header, arrays } = unpack(this.#bytes);
    this.#header = header;
    this.#labels = arrays.labels;
    this.#images = arrays.images;
    const others = (h) => JSON.stringify([h.clock, h.latent_dim, h.axes, h.side, h.classes]);
    const changed = !before || others(before) !== others(header);
    if (changed) {
      this.#manifold.clear();
      this.#makeClassChips();
      this.#makeNumbers();
    }
    if (!before || before.latent_dim !== header.latent_dim || before.clock !== header.clock) {
      this.#z = new Float32Array(header.latent_dim);
      this.#choose(null);
    }
    if (before?.epsilon_seed !== header.epsilon_seed) [this.#epsilons, this.#counter] = [[], 0];
    this.#hear(header.selected ?? null);
    if (!this.#unsubscribe || before?.clock !== header.clock) {
      this.#unsubscribe?.();
      this.#clock = clockOf(header.clock);
      this.#unsubscribe = this.#clock.subscribe(() => this.#tick());
    }
    this.#setFrame(this.#clock.frame ?? EMPTY);
  }

  #hear(selected) { // the page's choice, where it is news: not an echo of an older click here
    if (selected === this.#heard) return;
    this.#heard = selected;
    const echo = this.#sent.indexOf(selected);
    if (echo >= 0) this.#sent = this.#sent.slice(echo + 1);
    else if (selected !== this.#selected) this.#choose(selected);
  }

  #choose(index) {
    const known = Number.isInteger(index) && index >= 0 && index < (this.#labels?.length ?? 0);
    this.#selected = known ? index : null;
    this.#epsilons = [];
    this.#counter = 0;
    this.#setOthers();
    this.#askManifold();
    this.#mark("base", "map", "digit");
  }

  // ------------------------------------------------------------------------------------------- frames

  #tick() {
    const frame = this.#clock.frame ?? EMPTY;
    if (frame !== this.#frame) this.#setFrame(frame);
  }

  #setFrame(frame) {
    this.#frame = frame;
    this.#decoder = decoderOf(frame, this.#header);
    const fresh = this.#clock.generation !== this.#generation;
    this.#generation = this.#clock.generation;
    const mu = this.#mu;
    if (mu) this.#plane.fit(extentOf(mu, this.#header.axes, this.#count), fresh && !this.#plane.free);
    this.#setOthers();
    this.#askManifold();
    this.#find(".waiting").hidden = frame !== EMPTY;
    this.#find(".step").textContent = frame.step === null ? "" : `step ${frame.step.toLocaleString("en")}`;
    this.#mark("base", "map", "digit");
  }

  get #mu() { // the codes, where they fit the pictures on the map
    const mu = this.#frame.arrays.mu;
    return mu?.shape?.[1] === this.#header?.latent_dim ? mu : null;
  }

  get #count() { return Math.min(this.#labels?.length ?? 0, this.#mu?.shape[0] ?? 0); }

  #code(index) { // {mu, sigma} of one picture, all coordinates
    const mu = this.#mu, logVar = this.#frame.arrays.log_var, d = this.#header?.latent_dim;
    if (!mu || index === null || index >= this.#count) return null;
    const row = mu.subarray(index * d, index * d + d);
    const sigma = logVar ? Float32Array.from(logVar.subarray(index * d, index * d + d), (v) => Math.exp(v / 2)) : null;
    return { mu: row, sigma };
  }

  #centre() { // the coordinates that are not on the map
    const chosen = this.#header?.centre === "selected" ? this.#code(this.#selected)?.mu : null;
    return chosen ?? new Float32Array(this.#header?.latent_dim ?? 2);
  }

  #setOthers() {
    if (!this.#header) return;
    const centre = this.#centre();
    const [a, b] = this.#header.axes;
    for (let i = 0; i < this.#z.length; i++) if (i !== a && i !== b) this.#z[i] = centre[i];
  }

  #askManifold() {
    if (!this.#decoder || !this.#width || !this.#layers.manifold) return;
    const { axes, side, latent_dim: d } = this.#header;
    const range = this.#plane.range;
    const key = [this.#generation, range, axes, this.#columns, side, d > 2 ? this.#selected : ""].join("|");
    this.#manifold.request({ decoder: this.#decoder, base: this.#z, axes, range, columns: this.#columns, side, key });
    this.#mark("base");
  }

  // ------------------------------------------------------------------------------------------- drawing

  #mark(...what) {
    what.forEach((name) => this.#dirty.add(name));
    if (!this.#loop && this.#header && this.#width) this.#loop = requestAnimationFrame(() => this.#refresh());
  }

  #refresh() {
    this.#loop = 0;
    if ((globalThis.devicePixelRatio || 1) !== this.#ratio) this.#layout();
    const dirty = this.#dirty;
    this.#dirty = new Set();
    const moving = performance.now() - this.#painted < 100;
    if (dirty.has("map")) this.#paint();
    if (dirty.has("digit")) this.#drawDigit();
    const grown = this.#visible && this.#layers.manifold && this.#manifold.work(moving ? BUDGET.moving : BUDGET.resting);
    if (dirty.has("base") || grown) this.#drawBase();
    if (this.#visible && this.#layers.manifold && this.#decoder && !this.#manifold.done) this.#mark();
  }

  #paint() { // what follows the hand
    this.#dirty.delete("map");
    this.#drawProbe();
    this.#drawMap();
    this.#painted = performance.now();
    this.#map.drawCount += 1;
    if (this.#hoverStamp === null) return;
    const latencies = this.#map.hoverLatencies;
    latencies.push(this.#painted - this.#hoverStamp);
    if (latencies.length > 500) latencies.shift();
    this.#hoverStamp = null;
  }

  #retheme() {
    this.#theme = themeOf(this.#root);
    const { paper, ink } = this.#theme;
    this.#ramp = inkRamp(paper, ink);
    this.#manifold.ramp = inkRamp(paper, ink, this.#layers.codes ? 0.42 : 0.9); // dots need a calm ground
    this.#sprites = this.#theme.classes.map((color) => dotSprite(color, paper));
    this.#root.querySelectorAll(".classes button").forEach((chip, i) => chip.style.setProperty("--swatch", this.#color(i)));
  }

  get #noun() { return this.#header.noun ?? "digit"; } // what the pictures show

  #color(label) { return this.#theme.classes[label % this.#theme.classes.length]; }

  #layout() {
    const width = this.#root.clientWidth;
    if (!width || !this.#header) return;
    this.#root.classList.toggle("wide", width >= WIDE);
    this.#root.classList.toggle("roomy", width >= ROOMY);
    const room = Math.min(LARGEST, this.#find(".map-side").clientWidth);
    const ratio = globalThis.devicePixelRatio || 1;
    if (room === this.#width && ratio === this.#ratio) return;
    [this.#width, this.#ratio] = [room, ratio];
    // the plot is a whole number of tiles, a tile's pixel a whole number of the screen's: nothing blurs
    const { side } = this.#header;
    const inner = room - EDGE.left - EDGE.right;
    const cell = side + TILE_GAP;
    const scale = Math.max(1, Math.round((TILE * ratio) / cell));
    this.#columns = Math.max(3, Math.floor((inner * ratio) / (cell * scale)));
    const size = (this.#columns * cell * scale) / ratio;
    Object.assign(this.#plane, { left: EDGE.left, top: EDGE.top, size });
    const [w, h] = [Math.ceil(EDGE.left + size + EDGE.right), Math.ceil(EDGE.top + size + EDGE.bottom)];
    fitCanvas(this.#base, w, h);
    fitCanvas(this.#map, w, h);
    Object.assign(this.#find(".stage").style, { width: `${w}px`, height: `${h}px` });
    this.#askManifold();
    this.#mark("base", "map", "digit");
  }

  #context(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    return context;
  }

  #clip(context) {
    const { left, top, size } = this.#plane;
    context.save();
    context.beginPath();
    context.rect(left, top, size, size);
    context.clip();
  }

  #drawBase() { // manifold, prior, dots, axes
    const context = this.#context(this.#base);
    const { left, top, size } = this.#plane;
    const { paper, line } = this.#theme;
    context.fillStyle = paper;
    context.fillRect(left, top, size, size);
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, size + 1, size + 1);
    if (this.#frame === EMPTY) return;
    this.#clip(context);
    if (this.#layers.manifold && this.#decoder) this.#manifold.draw(context, this.#plane);
    this.#drawOrigin(context);
    if (this.#layers.prior) this.#drawPrior(context);
    if (this.#layers.codes) this.#drawDots(context);
    if (this.#layers.prior) this.#drawPriorLabels(context);
    context.restore();
    this.#drawAxes(context);
  }

  #drawOrigin(context) {
    const plane = this.#plane;
    context.strokeStyle = withAlpha(this.#theme.ink, 0.18);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(plane.toX(0), plane.top);
    context.lineTo(plane.toX(0), plane.top + plane.size);
    context.moveTo(plane.left, plane.toY(0));
    context.lineTo(plane.left + plane.size, plane.toY(0));
    context.stroke();
  }

  #drawPrior(context) {
    const plane = this.#plane;
    for (const sigmas of [1, 2]) {
      context.beginPath();
      context.arc(plane.toX(0), plane.toY(0), plane.toLength(sigmas), 0, 2 * Math.PI);
      haloStroke(context, withAlpha(this.#theme.paper, 0.7), ROLE.prior, 1.75, [6, 4]);
    }
  }

  #drawPriorLabels(context) {
    const plane = this.#plane;
    const { paper, ink, font } = this.#theme;
    context.font = `600 13px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const sigmas of [1, 2]) {
      const across = plane.toLength(sigmas) * Math.SQRT1_2; // on the circle, at the lower right
      haloText(context, sigmas === 1 ? "prior 1σ" : "2σ", plane.toX(0) + across, plane.toY(0) + across, paper, ink);
    }
  }

  #drawDots(context) {
    const mu = this.#mu;
    if (!mu) return;
    const plane = this.#plane;
    const d = this.#header.latent_dim;
    const [a, b] = this.#header.axes;
    const rows = [];
    for (let i = 0; i < this.#count; i++) if (this.#labels[i] === this.#highlight) rows.push(i);
    for (let pass = 0; pass < 2; pass++) { // the highlighted class last, on top
      if (pass === 0) context.globalAlpha = this.#highlight === null ? 1 : 0.16;
      else context.globalAlpha = 1;
      for (let i = 0; i < (pass ? rows.length : this.#count); i++) {
        const index = pass ? rows[i] : i;
        if (!pass && this.#labels[index] === this.#highlight) continue;
        const x = plane.toX(mu[index * d + a]), y = plane.toY(mu[index * d + b]);
        if (!plane.holds(x, y)) continue;
        const sprite = this.#sprites[this.#labels[index] % this.#sprites.length];
        context.drawImage(sprite.canvas, x - sprite.radius, y - sprite.radius, 2 * sprite.radius, 2 * sprite.radius);
      }
    }
    context.globalAlpha = 1;
  }

  #drawAxes(context) {
    const { left, top, size, range } = this.#plane;
    const { ink, font } = this.#theme;
    context.fillStyle = withAlpha(ink, 0.85);
    context.font = `13px ${font}`;
    const draw = (low, high, place) => {
      const [ticks, digits] = niceTicks(low, high, 6);
      ticks.forEach((tick) => place(tick, numberText(tick, digits)));
    };
    context.textBaseline = "top";
    context.textAlign = "center";
    draw(range[0], range[1], (tick, text) => {
      const x = this.#plane.toX(tick);
      if (x < left + 12 || x > left + size - 4) return;
      context.fillText(text, x, top + size + 5);
    });
    context.textBaseline = "middle";
    context.textAlign = "right";
    draw(range[2], range[3], (tick, text) => {
      const y = this.#plane.toY(tick);
      if (y < top + 6 || y > top + size - 12) return;
      context.fillText(text, left - 6, y);
    });
    const [a, b] = this.#header.axes;
    context.fillStyle = ink;
    context.font = `600 15px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(`z${subscript(a + 1)}`, left + size / 2, top + size + 20);
    context.save();
    context.translate(2, top + size / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "top";
    context.fillText(`z${subscript(b + 1)}`, 0, 0);
    context.restore();
  }

  #drawMap() { // what moves with the hand: crosshair, posterior, samples
    const context = this.#context(this.#map);
    if (this.#frame === EMPTY) return;
    this.#clip(context);
    const code = this.#code(this.#selected);
    if (code && this.#layers.ellipse && code.sigma) this.#drawPosterior(context, code);
    else if (code) this.#ringDot(context, this.#selected, ROLE.real);
    this.#drawCross(context);
    context.restore();
  }

  #drawPosterior(context, { mu, sigma }) {
    const plane = this.#plane;
    const { paper, ink } = this.#theme;
    const [a, b] = this.#header.axes;
    const [x, y] = [plane.toX(mu[a]), plane.toY(mu[b])];
    const [rx, ry] = [plane.toLength(sigma[a]), plane.toLength(sigma[b])];
    for (const sigmas of [2, 1]) {
      context.beginPath();
      context.ellipse(x, y, Math.max(0.5, rx * sigmas), Math.max(0.5, ry * sigmas), 0, 0, 2 * Math.PI);
      context.fillStyle = withAlpha(ROLE.real, 0.16);
      context.fill();
      haloStroke(context, withAlpha(paper, 0.8), ROLE.real, sigmas === 1 ? 2.25 : 1.5, sigmas === 1 ? [] : [5, 3]);
    }
    const place = (epsilon) => [plane.toX(mu[a] + sigma[a] * epsilon[a]), plane.toY(mu[b] + sigma[b] * epsilon[b])];
    this.#epsilons.forEach((epsilon, i) => {
      const newest = i === this.#epsilons.length - 1;
      const [px, py] = place(epsilon);
      if (newest) drawArrow(context, x, y, px, py, paper, ink);
      drawDisc(context, px, py, newest ? 5.5 : 3.5, ROLE.reconstruction, paper, newest ? 1 : 0.75);
    });
    drawDisc(context, x, y, 3, ROLE.real, paper, 1);
  }

  #drawCross(context) {
    const { left, top, size } = this.#plane;
    const { paper, ink, font } = this.#theme;
    const [a, b] = this.#header.axes;
    const [x, y] = [this.#plane.toX(this.#z[a]), this.#plane.toY(this.#z[b])];
    context.beginPath();
    for (const [x0, y0, x1, y1] of [[left, y, x - 11, y], [x + 11, y, left + size, y], [x, top, x, y - 11], [x, y + 11, x, top + size]]) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    haloStroke(context, withAlpha(paper, 0.6), withAlpha(ink, 0.6), 1);
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    haloStroke(context, paper, ROLE.reconstruction, 3);
    const near = this.#nearest(x, y, NEAR.mouse);
    if (near === null) return;
    this.#ringDot(context, near, ink); // a click would choose this one
    context.font = `700 15px ${font}`;
    context.textBaseline = "middle";
    const toLeft = x > left + size - 120;
    context.textAlign = toLeft ? "right" : "left";
    haloText(context, String(this.#header.classes[this.#labels[near]]), x + (toLeft ? -16 : 16), y - 14, paper, ink);
  }

  #ringDot(context, index, color) {
    const { mu } = this.#code(index);
    const [a, b] = this.#header.axes;
    context.beginPath();
    context.arc(this.#plane.toX(mu[a]), this.#plane.toY(mu[b]), 6, 0, 2 * Math.PI);
    haloStroke(context, this.#theme.paper, color, 2);
  }

  #drawProbe() { // the picture and the numbers of z
    if (this.#decoder) this.#pictures.decoded.draw(this.#decoder.decode(this.#z), this.#header.side, this.#ramp);
    else this.#pictures.decoded.clear();
    const [a, b] = this.#header.axes;
    const cells = this.#root.querySelectorAll(".z dd");
    [a, b].forEach((axis, i) => setText(cells[i], this.#frame === EMPTY ? "–" : numberText(this.#z[axis])));
    this.#speak();
  }

  #drawDigit() { // the chosen digit: pictures and formula
    const code = this.#code(this.#selected);
    const { side, classes, latent_dim: d, axes } = this.#header;
    const index = this.#selected;
    const section = this.#find(".chosen");
    section.classList.toggle("some", index !== null);
    setText(this.#find(".chosen .title"), index === null ? `No ${this.#noun} chosen` : `Chosen: ${classes[this.#labels[index]]}`);
    const others = d - 2;
    setText(this.#find(".others"), others <= 0 ? "" : `other ${others} ${others === 1 ? "coordinate" : "coordinates"} ${
      index !== null && this.#header.centre === "selected" ? `as in the chosen ${this.#noun}` : "at 0"}`);
    if (index === null) return;
    const size = side * side;
    this.#pictures.real.draw(this.#images.subarray(index * size, index * size + size), side, this.#ramp);
    const epsilon = this.#epsilons[this.#epsilons.length - 1];
    const z = code?.sigma && epsilon ? code.mu.map((m, i) => m + code.sigma[i] * epsilon[i]) : null;
    if (code && this.#decoder) this.#pictures.mean.draw(this.#decoder.decode(code.mu), side, this.#ramp);
    else this.#pictures.mean.clear();
    if (z && this.#decoder) this.#pictures.drawn.draw(this.#decoder.decode(z), side, this.#ramp);
    else this.#pictures.drawn.clear();
    this.#drawFormula(axes, { z, μ: code?.mu, σ: code?.sigma, ε: epsilon });
    setText(this.#find(".which"), z
      ? (d > 2 ? `coordinates ${axes[0] + 1} and ${axes[1] + 1} of ${d} are shown` : `${this.#counter} ${this.#counter === 1 ? "sample" : "samples"} drawn`)
      : "noise ε ~ N(0, 1)");
    for (const name of [".epsilon", ".closer"]) this.#find(name).disabled = !code?.sigma;
  }

  #drawFormula(axes, vectors) {
    const formula = this.#find(".formula");
    const parts = [["z"], "=", ["μ"], "+", ["σ"], "⊙", ["ε"]];
    if (!formula.childElementCount) {
      for (const part of parts) {
        const span = formula.appendChild(document.createElement("span"));
        if (typeof part === "string") Object.assign(span, { className: "sign", textContent: part });
        else {
          span.className = "term";
          span.appendChild(Object.assign(document.createElement("span"), { className: "symbol", textContent: part[0] }));
          span.appendChild(Object.assign(document.createElement("span"), { className: "vector" })).dataset.vector = part[0];
        }
      }
    }
    const numbers = (vector) => axes.map((axis) => (vector ? numberText(vector[axis]) : "–"));
    for (const cell of formula.querySelectorAll(".vector")) setText(cell, numbers(vectors[cell.dataset.vector]).join("\n"));
    const tuple = (name) => `(${numbers(vectors[name]).join(", ")})`;
    formula.setAttribute("aria-label", `z = μ + σ ⊙ ε: ${tuple("z")} = ${tuple("μ")} + ${tuple("σ")} ⊙ ${tuple("ε")}`);
  }

  #speak() { // say where z is once the hand rests
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => {
      const { axes, classes } = this.#header;
      const places = axes.map((axis) => `z${axis + 1} ${numberText(this.#z[axis])}`).join(", ");
      const near = this.#nearest(this.#plane.toX(this.#z[axes[0]]), this.#plane.toY(this.#z[axes[1]]), Infinity);
      const text = this.#frame === EMPTY ? "No frame yet." : `${places}. ${
        near === null ? "" : `Nearest ${this.#noun} on the map: ${classes[this.#labels[near]]}. `}Step ${this.#frame.step}.`;
      setText(this.#find(".spoken"), text);
      this.#map.setAttribute("aria-label", `Map of the latent space. Move the pointer or use the arrow keys to move z, Enter to choose the nearest ${this.#noun}. ${text}`);
    }, 500);
  }

  // ------------------------------------------------------------------------------------------- chips

  #makeClassChips() {
    const group = this.#find(".classes");
    group.replaceChildren();
    group.classList.remove("picked");
    group.classList.toggle("short", this.#header.classes.every((name) => String(name).length <= 2));
    this.#highlight = null;
    this.#header.classes.forEach((name, label) => {
      const chip = group.appendChild(document.createElement("button"));
      chip.type = "button";
      chip.title = `Highlight class ${name}`;
      chip.append(document.createElement("i"), String(name));
      chip.setAttribute("aria-pressed", "false");
      chip.onclick = () => {
        this.#highlight = this.#highlight === label ? null : label;
        group.classList.toggle("picked", this.#highlight !== null);
        [...group.children].forEach((other, i) => other.setAttribute("aria-pressed", String(i === this.#highlight)));
        this.#mark("base", "map");
      };
    });
  }

  #makeLayerChips() {
    for (const [layer, label] of Object.entries(LAYERS)) {
      const chip = this.#find(".layers").appendChild(document.createElement("button"));
      Object.assign(chip, { type: "button", textContent: label, title: `Show or hide: ${label}` });
      chip.dataset.layer = layer;
      chip.setAttribute("aria-pressed", "true");
      chip.onclick = () => {
        this.#layers[layer] = !this.#layers[layer];
        chip.setAttribute("aria-pressed", String(this.#layers[layer]));
        this.#retheme();
        this.#askManifold();
        this.#mark("base", "map");
      };
    }
  }

  #makeNumbers() {
    const list = this.#find(".z");
    list.replaceChildren();
    for (const axis of this.#header.axes) {
      list.appendChild(document.createElement("dt")).textContent = `z${subscript(axis + 1)}`;
      list.appendChild(document.createElement("dd"));
    }
  }

  // ------------------------------------------------------------------------------------------- hands

  #listen() {
    const map = this.#map;
    // raw updates come at once, pointermove waits for the screen; they exist in Chromium over https or localhost
    map.addEventListener("onpointerrawupdate" in map ? "pointerrawupdate" : "pointermove", (event) => this.#move(event));
    map.onpointerdown = (event) => this.#press(event);
    map.onpointerup = (event) => this.#release(event);
    map.onpointercancel = (event) => { this.#pointers.delete(event.pointerId); this.#gesture = null; };
    map.ondblclick = () => this.#resetView();
    map.onkeydown = (event) => this.#key(event);
    map.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    const zooms = { in: () => this.#zoom(1.5), out: () => this.#zoom(1 / 1.5), reset: () => this.#resetView() };
    for (const button of this.#root.querySelectorAll("[data-zoom]")) button.onclick = zooms[button.dataset.zoom];
    this.#find(".epsilon").onclick = () => this.#drawEpsilon();
    this.#find(".closer").onclick = () => this.#zoomToPosterior();
  }

  #place(event) {
    const box = this.#map.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #setZ(px, py, stamp = null) {
    if (this.#frame === EMPTY) return;
    const { left, top, size } = this.#plane;
    const [a, b] = this.#header.axes;
    this.#z[a] = this.#plane.fromX(Math.max(left, Math.min(left + size, px)));
    this.#z[b] = this.#plane.fromY(Math.max(top, Math.min(top + size, py)));
    this.#hoverStamp ??= stamp;
    // draw at once rather than at the next refresh, where it would come a frame late; but not for every
    // one of the thousand events a second that some mice send
    if (stamp !== null && performance.now() - this.#painted > FRESH) this.#paint();
    else this.#mark("map");
  }

  #press(event) {
    if (!this.#header || event.button > 0) return;
    const [x, y] = this.#place(event);
    this.#pointers.set(event.pointerId, [x, y]);
    this.#map.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 1) this.#gesture = { kind: "press", x, y };
    else this.#gesture = { kind: "pinch", ...this.#pinch() };
    if (event.pointerType !== "mouse" && this.#pointers.size === 1) this.#setZ(x, y, event.timeStamp);
  }

  #move(event) {
    if (!this.#header) return;
    const [x, y] = this.#place(event);
    const held = this.#pointers.get(event.pointerId);
    if (!held) {
      if (event.pointerType === "mouse" && this.#plane.holds(x, y)) this.#setZ(x, y, event.timeStamp);
      return;
    }
    this.#pointers.set(event.pointerId, [x, y]);
    if (this.#gesture?.kind === "pinch") {
      const now = this.#pinch();
      this.#plane.pan(now.x - this.#gesture.x, now.y - this.#gesture.y);
      this.#plane.zoom(now.spread / this.#gesture.spread, now.x, now.y);
      Object.assign(this.#gesture, now);
      this.#viewChanged();
      return;
    }
    if (this.#gesture?.kind === "press" && Math.hypot(x - this.#gesture.x, y - this.#gesture.y) > 5) this.#gesture.kind = "drag";
    if (event.pointerType !== "mouse") this.#setZ(x, y, event.timeStamp);
    else if (this.#gesture?.kind === "drag") {
      this.#plane.pan(x - held[0], y - held[1]);
      this.#viewChanged();
    }
  }

  #pinch() {
    const [[x0, y0], [x1, y1]] = [...this.#pointers.values()];
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, spread: Math.max(10, Math.hypot(x1 - x0, y1 - y0)) };
  }

  #release(event) {
    const [x, y] = this.#place(event);
    this.#pointers.delete(event.pointerId);
    if (this.#gesture?.kind === "press") {
      const near = this.#nearest(x, y, NEAR[event.pointerType] ?? 12);
      if (near !== null) this.#select(near);
    }
    if (!this.#pointers.size) this.#gesture = null;
  }

  #nearest(px, py, within) {
    const mu = this.#mu;
    if (!mu || !this.#layers.codes) return null;
    const d = this.#header.latent_dim;
    const [a, b] = this.#header.axes;
    let best = null, least = within;
    for (let i = 0; i < this.#count; i++) {
      if (this.#highlight !== null && this.#labels[i] !== this.#highlight) continue;
      const far = Math.hypot(this.#plane.toX(mu[i * d + a]) - px, this.#plane.toY(mu[i * d + b]) - py);
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  #select(index) {
    if (index === this.#selected) return;
    this.#choose(index);
    this.#sent.push(index);
    this.setStateValue("selected", index);
  }

  #drawEpsilon() {
    if (this.#selected === null) return;
    this.#epsilons.push(normalDraw(this.#header.epsilon_seed ?? 0, this.#counter++, this.#header.latent_dim));
    if (this.#epsilons.length > TRAIL) this.#epsilons.shift();
    this.#mark("map", "digit");
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#frame === EMPTY) return;
    const [a, b] = this.#header.axes;
    const far = event.shiftKey ? 0.25 : 0.05;
    const moves = { ArrowLeft: [a, -far], ArrowRight: [a, far], ArrowDown: [b, -far], ArrowUp: [b, far] };
    const others = {
      Enter: () => this.#selectAtZ(), " ": () => this.#selectAtZ(), "+": () => this.#zoom(1.25), "=": () => this.#zoom(1.25),
      "-": () => this.#zoom(0.8), 0: () => this.#resetView(),
    };
    if (event.key in moves) {
      const [axis, by] = moves[event.key];
      const [x0, x1, y0, y1] = this.#plane.range;
      const [low, high] = axis === a ? [x0, x1] : [y0, y1];
      this.#z[axis] = Math.max(low, Math.min(high, this.#z[axis] + by));
      this.#mark("map");
    } else if (event.key in others) others[event.key]();
    else return;
    event.preventDefault();
  }

  #selectAtZ() {
    const [a, b] = this.#header.axes;
    const near = this.#nearest(this.#plane.toX(this.#z[a]), this.#plane.toY(this.#z[b]), Infinity);
    if (near !== null) this.#select(near);
  }

  #wheel(event) { // only once the map has been clicked, or with a pinch: the page must stay easy to scroll
    const focused = this.#map.getRootNode().activeElement === this.#map;
    if (this.#frame === EMPTY || (!event.ctrlKey && !focused)) return;
    const pixels = event.deltaY * [1, 33, 400][event.deltaMode];
    if (this.#zoom(Math.exp(-Math.max(-200, Math.min(200, pixels)) / (event.ctrlKey ? 100 : 400)), ...this.#place(event))) event.preventDefault();
  }

  #zoom(factor, px, py) {
    const changed = this.#plane.zoom(factor, px, py);
    if (changed) this.#viewChanged();
    return changed;
  }

  #resetView() {
    const mu = this.#mu;
    this.#plane.fit(mu ? extentOf(mu, this.#header.axes, this.#count) : 0, true);
    this.#viewChanged();
  }

  #zoomToPosterior() {
    const code = this.#code(this.#selected);
    if (!code?.sigma) return;
    const axes = this.#header.axes;
    this.#plane.look(axes.map((axis) => code.mu[axis]), 3.5 * Math.max(...axes.map((axis) => code.sigma[axis])));
    this.#viewChanged();
  }

  #viewChanged() {
    this.#askManifold();
    this.#mark("base", "map");
  }

  #probe() { // for tests
    const code = this.#code(this.#selected);
    const epsilon = this.#epsilons[this.#epsilons.length - 1];
    return {
      z: [...this.#z], selected: this.#selected, step: this.#frame.step, drawCount: this.#map.drawCount,
      manifoldDone: this.#manifold.done, range: this.#plane.range, columns: this.#columns, trail: this.#epsilons.length,
      mu: code ? [...code.mu] : null, sigma: code?.sigma ? [...code.sigma] : null, epsilon: epsilon ? [...epsilon] : null,
      plot: [this.#plane.left, this.#plane.top, this.#plane.size],
    };
  }
}

function decoderOf(frame, header) { // null where the frame's decoder is not one of these pictures
  try {
    const decoder = new Decoder(frame.arrays);
    return decoder.inputs === header.latent_dim && decoder.outputs === header.side ** 2 ? decoder : null;
  } catch {
    return null;
  }
}

function extentOf(mu, axes, count) { // the size that 99% of the coordinates keep within, with a margin
  const d = mu.shape[1];
  const sizes = [];
  for (let i = 0; i < count; i++) for (const axis of axes) {
    const size = Math.abs(mu[i * d + axis]);
    if (Number.isFinite(size)) sizes.push(size);
  }
  sizes.sort((a, b) => a - b);
  return sizes.length ? sizes[Math.floor((sizes.length - 1) * 0.99)] * 1.04 : 0;
}

function sameBytes(a, b) {
  if (!b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

function dotSprite(color, paper) {
  const radius = 5, ratio = 3;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * radius * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  drawDisc(context, radius, radius, radius - 1, color, paper, 1);
  return { canvas, radius };
}

function drawDisc(context, x, y, radius, color, outline, alpha) {
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = outline;
  context.stroke();
  context.globalAlpha = 1;
}

function haloStroke(context, halo, color, width, dash = []) {
  context.setLineDash([]);
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.stroke();
  context.setLineDash(dash);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}

function haloText(context, text, x, y, halo, color) {
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = 4;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

function drawArrow(context, x0, y0, x1, y1, halo, color) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 4) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(9, length * 0.6);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.moveTo(x1 - head * (ux - 0.5 * uy), y1 - head * (uy + 0.5 * ux));
  context.lineTo(x1, y1);
  context.lineTo(x1 - head * (ux + 0.5 * uy), y1 - head * (uy - 0.5 * ux));
  haloStroke(context, halo, color, 2);
}

export default function (component) {
  return render(component, ".pad", (_, parentElement) => new LatentPad(parentElement));
}
