import { momentOf } from "../shared/alignment.js";
import { clockOf } from "../shared/clock.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { unpack } from "../shared/wire.js";
import { drawBands, sharesOf } from "./bands.js";
import { drawBars } from "./bars.js";
import { drawCurves, placeOf, valueText } from "./curves.js";
import { makeFigure } from "./legend.js";

// Charts that follow the run by themselves: they draw the frames that the page's clocks keep, so a training run costs
// the page no chart of its own. A click on one over the steps takes the stage to that step. Of two runs on one clock
// each has its own charts; those of one title have the same scale.

const HEIGHT = 240; // CSS pixels of a plot, where the page does not say
const NARROW = 640; // below it the charts stand under one another
const PACE = 200; // milliseconds between two drawings while a run trains or is replayed: what is read need not move faster

class Charts {
  #root; #header = null; #text = ""; #leader = null; #unsubscribe = []; #charts = [];
  #theme; #drawn = ""; #pointed = null; #timer = 0; #painted = 0; #resize; #watch; #visible = true;

  constructor(root) {
    this.#root = root;
    root.drawCount = 0;
    root.probe = () => this.#probe();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    this.#watch = new IntersectionObserver((entries) => { // out of sight nothing is drawn
      this.#visible = entries.at(-1).isIntersecting;
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
    for (const end of this.#unsubscribe) end();
    this.#resize.disconnect();
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  #make() {
    this.#root.replaceChildren();
    this.#charts = this.#header.charts.map((chart) => {
      const figure = makeFigure(this.#root, chart);
      const canvas = figure.querySelector("canvas");
      if (chart.kind !== "bars") this.#listen(canvas);
      return { ...chart, canvas, plot: null, clock: clockOf(chart.clock) };
    });
    for (const end of this.#unsubscribe) end();
    this.#leader = clockOf(this.#header.clock);
    const clocks = new Set([this.#leader, ...this.#charts.map(({ clock }) => clock)]);
    this.#unsubscribe = [...clocks].map((clock) => clock.subscribe(() => this.#ask()));
  }

  #listen(canvas) {
    const frameAt = (event) => {
      const chart = this.#charts.find((one) => one.canvas === canvas);
      const { plot, clock: { frames } } = chart;
      if (!plot || !frames.length) return null;
      const place = plot.fromX(event.clientX - canvas.getBoundingClientRect().left);
      const far = (frame) => Math.abs(placeOf(chart, frame) - place);
      return frames.reduce((best, frame) => (far(frame) < far(best) ? frame : best));
    };
    const point = (frame) => {
      this.#pointed = frame && { canvas, frame };
      this.#draw();
    };
    const go = (event) => {
      const frame = frameAt(event);
      if (!frame) return;
      this.#leader.replay(false);
      this.#leader.seek(this.#leader.steps.findLastIndex((step) => step <= frame.step));
    };
    canvas.onpointermove = (event) => {
      point(frameAt(event));
      if (event.buttons & 1) go(event);
    };
    canvas.onpointerleave = () => point(null);
    canvas.onclick = go;
  }

  #ask() { // draw soon, if there is anything new
    if (!this.#visible || this.#timer || this.#state() === this.#drawn) return;
    const pace = this.#leader.training || this.#leader.playing ? PACE : 0; // a hand that scrubs is followed at once
    this.#timer = setTimeout(() => this.#draw(), Math.max(0, pace - (performance.now() - this.#painted)));
  }

  #state() { // what the drawing depends on, beside size and theme
    const { step, following } = this.#leader;
    const runs = this.#charts.map(({ clock }) => [clock.generation, clock.frames.length, clock.frames[clock.frames.length - 1]?.step]);
    return JSON.stringify([step, following, runs]);
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const total = this.#root.clientWidth;
    if (!total || !this.#header) return;
    this.#root.classList.toggle("narrow", total < NARROW);
    const last = Math.max(1, ...this.#charts.map(({ clock: { frames } }) => frames[frames.length - 1]?.step ?? 0));
    for (const chart of this.#charts) {
      const { canvas, clock: { frames } } = chart;
      const frame = momentOf(chart.clock, this.#leader)?.frame;
      const look = {
        x: [Math.min(frames[0]?.step ?? 0, last - 1), last], shown: this.#leader.following ? null : (frame?.step ?? null),
        pointed: this.#pointed?.canvas === canvas ? this.#pointed.frame : null, theme: this.#theme,
        alike: this.#charts.filter(({ kind, title }) => kind === chart.kind && title === chart.title),
      };
      chart.plot = DRAW[chart.kind](canvas, canvas.parentElement.clientWidth, this.#header.height ?? HEIGHT, chart, frames, frame, look);
      if (chart.during) light(canvas.closest("figure"), chart.during, frame);
      canvas.setAttribute("aria-label", IN_WORDS[chart.kind](chart, frame));
    }
    this.#drawn = this.#state();
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

const DRAW = { curves: drawCurves, bands: drawBands, bars: drawBars };

const IN_WORDS = { // for those who cannot see the chart
  curves: (chart, frame) => said(chart, chart.unit, frame, () => chart.lines.map(({ label, scalar, beyond }) => `${label} ${valueText(frame.scalars[scalar] ?? (beyond ? Infinity : NaN))}`)),
  bars: (chart, frame) => said(chart, chart.unit, frame, () => numbered(chart.prefix, frame.arrays[chart.array])),
  bands: (chart, frame) => said(chart, chart.label, frame, () => numbered(`${chart.rows} `, sharesOf(frame, chart))),
};

function said({ title }, unit, frame, parts) {
  return frame ? `${title}, ${unit}, step ${frame.step}: ${parts().join(", ")}` : `${title}: no frames yet`;
}

function light(figure, [from, to], frame) { // whether what the chart shows trains at the frame that is shown
  const now = Boolean(frame) && from <= frame.step && frame.step <= to;
  figure.classList.toggle("lit", now);
  figure.classList.toggle("dim", !now);
}

function numbered(name, values = []) { return [...values].map((value, i) => `${name}${i + 1} ${valueText(value)}`); }

export default function (component) {
  return render(component, ".charts", (root) => new Charts(root));
}
