import { Follower } from "../shared/alignment.js";
import { numberText } from "../shared/canvas.js";
import { clockOf } from "../shared/clock.js";
import { signedRamp, themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText, whole } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { corners, drawCourse } from "./course.js";
import { added, blended, enlarged, paintPlanes, paintSigned, shrunk } from "./fade.js";

// A new size fades in: the images of the smaller one, enlarged, those of the larger one, and their blend at α; and the
// discriminator's maps, which are blended in the same way. The schedule moves α with the frames until a hand takes it.

const ROWS = ["old", "new", "blend", "added"];
const SAID = { // what a row shows, for each network
  generator: { old: "image of the smaller size, each pixel drawn four times", new: "image of the new size", blend: "(1 − α) · old + α · new", added: "α · (new − old); grey: nothing" },
  discriminator: { old: "the face shrunk, and maps that come of it", new: "the face, and the same maps by way of the new layers", blend: "(1 − α) · old + α · new", added: "α · (new − old); blue more, orange less" },
};

class Blend {
  #root; #input; #course; #header; #rest = {}; #run = new Follower(() => this.#follow()); #strips = {};
  #from = null; #fade = null; #held = null; #theme; #ramp; #resize; #watch; #visible = true;

  constructor(root) {
    this.#root = root;
    this.#input = root.querySelector("input");
    this.#course = root.querySelector(".course");
    for (const [network, count] of [["generator", 5], ["discriminator", 4]]) this.#make(network, count);
    this.#input.hoverLatencies = [];
    this.#input.oninput = (event) => {
      this.#held = Number(this.#input.value);
      this.#draw();
      this.#input.hoverLatencies.push(performance.now() - event.timeStamp);
      if (this.#input.hoverLatencies.length > 500) this.#input.hoverLatencies.shift();
    };
    this.#input.onkeydown = (event) => event.stopPropagation(); // the run bar has arrow keys of its own
    root.querySelector(".schedule").onclick = () => {
      this.#held = null;
      this.#draw();
    };
    root.probe = () => this.#probe();
    root.pixels = () => this.#pixels();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    this.#watch = new IntersectionObserver((entries) => { // out of sight nothing is drawn
      this.#visible = entries.at(-1).isIntersecting;
      this.#follow();
    });
    this.#watch.observe(root);
  }

  #make(network, count) {
    const rows = this.#root.querySelector(`.${network} .rows`);
    this.#strips[network] = Object.fromEntries(ROWS.map((name) => {
      rows.appendChild(Object.assign(document.createElement("span"), { textContent: name, title: SAID[network][name] }));
      const strip = rows.appendChild(Object.assign(document.createElement("div"), { className: "strip" }));
      strip.setAttribute("role", "img");
      strip.setAttribute("aria-label", `${name}: ${SAID[network][name]}`);
      const canvases = Array.from({ length: count }, () => strip.appendChild(document.createElement("canvas")));
      if (network === "discriminator" && name !== "old" && name !== "new") canvases[0].className = "nothing";
      return [name, canvases];
    }));
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    [this.#header, this.#rest] = [header, arrays];
    this.#theme = themeOf(this.#root);
    this.#ramp = signedRamp(this.#theme.paper);
    this.#from = null;
    this.#run.follow(clockOf(header.clock));
    this.#follow();
  }

  close() {
    this.#run.close();
    this.#resize.disconnect();
    this.#watch.disconnect();
  }

  #follow() { // another frame may be shown
    if (!this.#header || !this.#visible) return;
    const frame = this.#run.frame;
    const fades = Boolean(frame?.arrays.old);
    const arrays = fades ? frame.arrays : this.#rest;
    if (arrays !== this.#from) this.#take(arrays, fades ? frame : this.#header.rest, fades);
    this.#draw();
  }

  #take(arrays, from, fades) { // what is blended
    this.#from = arrays;
    this.#fade = null;
    if (!arrays.old) return;
    const side = arrays.new.shape[3];
    const { old, d_face, d_old, d_new } = arrays;
    const size = d_old.length / d_old.shape[0];
    const most = Array.from({ length: d_old.shape[0] }, (_, i) => // of each map, in all rows: else the weak ones are blank
      [d_old, d_new].reduce((top, maps) => maps.subarray(i * size, (i + 1) * size).reduce((high, value) => Math.max(high, Math.abs(value)), top), 1e-6));
    this.#fade = {
      fades, side, most, step: from.step, alpha: fades ? from.scalars.alpha : from.alpha,
      old: enlarged(old, side), new: arrays.new, d_old, d_new,
    };
    const { discriminator } = this.#strips;
    paintPlanes(discriminator.new[0], d_face, side);
    paintPlanes(discriminator.old[0], shrunk(d_face, side), side / 2);
    this.#paint("old", this.#fade.old, d_old);
    this.#paint("new", this.#fade.new, d_new);
  }

  get #alpha() { return this.#held ?? this.#fade?.alpha ?? 1; }

  #draw() {
    if (!this.#header || !this.#visible) return;
    const fade = this.#fade;
    this.#root.querySelector(".boards").hidden = !fade;
    this.#input.disabled = !fade;
    if (fade) {
      const alpha = this.#alpha;
      this.#paint("blend", blended(fade.old, fade.new, alpha), blended(fade.d_old, fade.d_new, alpha));
      this.#paint("added", added(fade.old, fade.new, alpha), added(fade.d_old, fade.d_new, alpha));
    }
    this.#say();
  }

  #paint(row, images, maps) {
    const { generator, discriminator } = this.#strips;
    const { side, most } = this.#fade;
    const [size, half] = [3 * side * side, (side * side) / 4];
    generator[row].forEach((canvas, i) => paintPlanes(canvas, images.subarray(i * size, (i + 1) * size), side));
    discriminator[row].slice(1).forEach((canvas, i) => paintSigned(canvas, maps.subarray(i * half, (i + 1) * half), side / 2, most[i], this.#ramp));
  }

  #say() {
    const { schedule } = this.#header;
    const [fade, alpha, frame] = [this.#fade, this.#alpha, this.#run.frame];
    this.#input.value = alpha;
    setText(this.#root.querySelector("output"), numberText(alpha, 2));
    this.#root.querySelector(".schedule").hidden = this.#held === null;
    const now = frame ?? { step: 0, scalars: { side: schedule.sides[0], alpha: 1 } };
    const level = schedule.sides.indexOf(now.scalars.side);
    const height = level ? level - 1 + now.scalars.alpha : 0;
    const byHand = fade?.fades && this.#held !== null ? level - 1 + this.#held : null;
    drawCourse(this.#course, schedule, { step: now.step, height, byHand }, this.#theme);
    setAttribute(this.#course, "aria-label", `Step ${now.step}: ${now.scalars.side} × ${now.scalars.side} pixels, α = ${numberText(now.scalars.alpha, 2)}`);
    setText(this.#root.querySelector(".which"), this.#sentence(now));
  }

  #sentence({ step, scalars: { side } }) {
    const fade = this.#fade;
    const now = `Step ${whole.format(step)}: ${side} × ${side} pixels`;
    if (!fade) return `${now}. Nothing fades yet.`;
    if (fade.fades) return `${now} fade in, α = ${numberText(fade.alpha, 2)} by the schedule${this.#held === null ? "" : `; ${numberText(this.#held, 2)} by hand`}.`;
    return `${now}; nothing fades. Below: the recorded run at step ${whole.format(fade.step)}, where ${fade.side} × ${fade.side} fade in${this.#held === null ? "" : `; α = ${numberText(this.#held, 2)} by hand`}.`;
  }

  #probe() { // for tests
    const { fades, side, step } = this.#fade ?? {};
    const ends = this.#header && corners(this.#header.schedule, this.#header.schedule.steps);
    return { fades, side, step, alpha: this.#alpha, held: this.#held, shown: this.#run.frame?.step, corners: ends };
  }

  #pixels() { // of every canvas, by network and row
    const bytes = (canvas) => Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data);
    const read = (strips) => Object.fromEntries(Object.entries(strips).map(([row, canvases]) => [row, canvases.map(bytes)]));
    return Object.fromEntries(Object.entries(this.#strips).map(([network, strips]) => [network, read(strips)]));
  }
}

export default function (component) {
  return render(component, ".blend", (root) => new Blend(root));
}
