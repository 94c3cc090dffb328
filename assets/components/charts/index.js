import { clockOf } from "../shared/clock.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { unpack } from "../shared/wire.js";
import { drawBars } from "./bars.js";
import { drawCurves, valueText } from "./curves.js";
import { makeFigure } from "./legend.js";

// Charts that follow the run by themselves: they draw the frames that the page's clock keeps, so a training run costs
// the page no chart of its own. A click on a curve takes the stage to that step.

const HEIGHT = 240; // CSS pixels of a plot
const NARROW = 640; // below it the charts stand under one another
const PACE = 200; // milliseconds between two drawings while frames arrive: what is read need not move faster

class Charts {
  #root; #header = null; #text = ""; #clock = null; #unsubscribe = null; #charts = [];
  #theme; #drawn = {}; #pointed = null; #timer = 0; #painted = 0; #resize; #watch; #visible = true;

  constructor(root) {
    this.#root = root;
    root.drawCount = 0;
    root.probe = () => this.#probe();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    this.#watch = new IntersectionObserver(([entry]) => { // out of sight nothing is drawn
      this.#visible = entry.isIntersecting;
      this.#ask();
    });
    this.#watch.observe(root);
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header } = unpack(data);
    const text = JSON.stringify(header);
    this.#theme = themeOf(this.#root);
    if (text !== this.#text) {
      this.#text = text;
      this.#header = header;
      this.#make();
    }
    this.#draw();
  }

  close() {
    this.#unsubscribe?.();
    this.#resize.disconnect();
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  #make() {
    this.#root.replaceChildren();
    this.#charts = this.#header.charts.map((chart) => {
      const figure = makeFigure(this.#root, chart);
      const canvas = figure.querySelector("canvas");
      if (chart.kind === "curves") this.#listen(canvas);
      return { ...chart, canvas, plot: null };
    });
    this.#unsubscribe?.();
    this.#clock = clockOf(this.#header.clock);
    this.#unsubscribe = this.#clock.subscribe(() => this.#ask());
  }

  #listen(canvas) {
    const frameAt = (event) => {
      const { plot } = this.#charts.find((chart) => chart.canvas === canvas);
      const { frames } = this.#clock;
      if (!plot || !frames.length) return null;
      const step = plot.fromX(event.clientX - canvas.getBoundingClientRect().left);
      return frames.reduce((best, frame) => (Math.abs(frame.step - step) < Math.abs(best.step - step) ? frame : best));
    };
    const point = (frame) => {
      this.#pointed = frame && { canvas, frame };
      this.#draw();
    };
    canvas.onpointermove = (event) => point(frameAt(event));
    canvas.onpointerleave = () => point(null);
    canvas.onclick = (event) => {
      const frame = frameAt(event);
      if (!frame) return;
      this.#clock.replay(false);
      this.#clock.seek(this.#clock.frames.indexOf(frame));
    };
  }

  #ask() { // draw soon, if there is anything new
    const { frames, frame, following } = this.#clock;
    const seen = this.#drawn;
    if (!this.#visible || this.#timer) return;
    if (seen.newest === frames[frames.length - 1] && seen.frame === frame && seen.following === following) return;
    const wait = Math.max(0, PACE - (performance.now() - this.#painted));
    this.#timer = setTimeout(() => this.#draw(), wait);
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const total = this.#root.clientWidth;
    if (!total || !this.#header) return;
    this.#root.classList.toggle("narrow", total < NARROW);
    const { frames, frame, following } = this.#clock;
    for (const chart of this.#charts) {
      const width = chart.canvas.parentElement.clientWidth;
      const pointed = this.#pointed?.canvas === chart.canvas ? this.#pointed.frame : null;
      const look = { shown: following ? null : (frame?.step ?? null), pointed, theme: this.#theme };
      chart.plot = chart.kind === "curves"
        ? drawCurves(chart.canvas, width, HEIGHT, chart, frames, look)
        : drawBars(chart.canvas, width, HEIGHT, chart, frame, this.#theme);
      chart.canvas.setAttribute("aria-label", inWords(chart, frame));
    }
    this.#drawn = { newest: frames[frames.length - 1], frame, following };
    this.#painted = performance.now();
    this.#root.drawCount += 1;
  }

  #probe() { // for tests
    return this.#charts.map(({ plot, canvas }) => ({
      x: plot.x, y: plot.y, left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom,
      words: canvas.getAttribute("aria-label"),
    }));
  }
}

function inWords(chart, frame) { // for those who cannot see the chart
  if (!frame) return `${chart.title}: no frames yet`;
  const parts = chart.kind === "curves"
    ? chart.lines.map(({ label, scalar }) => `${label} ${valueText(frame.scalars[scalar])}`)
    : [...(frame.arrays[chart.array] ?? [])].map((value, i) => `${chart.prefix}${i + 1} ${valueText(value)}`);
  return `${chart.title}, ${chart.unit}, step ${frame.step}: ${parts.join(", ")}`;
}

export default function (component) {
  return render(component, ".charts", (root) => new Charts(root));
}
