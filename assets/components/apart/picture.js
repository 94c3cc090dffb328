import { fitCanvas, niceTicks, numberText } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";
import { dotSprite, drawArrow, haloText } from "../shared/strokes.js";
import { slopeOf } from "./words.js";

// Draws the two distributions: their points and W₁'s plan between them; on the line also their densities, q's upwards and
// p's downwards; above them an arrow for each measure that pulls; below them the ruler.

const LOWEST = 220, HIGHEST = 430; // CSS pixels of the picture's height
const ABOVE = 424; // of the page, above the picture and below it: so high may it be that all is seen without scrolling
const ROW = 26; // of an arrow
const RULER = 34;
const UNIT = 90; // CSS pixels of an arrow of slope 1
const LONGEST = 200; // steeper slopes have arrows no longer than that
const RUG = 0.16; // on the line: how far from its middle the points lie
const PEAK = 0.8; // and how high the densities are, in the unit of the ruler

export class Picture {
  scale = 1; // CSS pixels a unit
  #canvas; #header; #arrays; #sprites = null; #theme = null; #size = [0, 0]; #middle = 0; #seen = { lines: 0, arrows: {} };

  constructor(canvas) { this.#canvas = canvas; }

  /** The page's header and the arrays that never change: p, q at θ = 0 [n, dimension], densities on the line. */
  take(header, arrays) { this.#header = header; this.#arrays = arrays; }

  /** Draw that frame (or none yet) on so many CSS pixels of width. */
  draw(width, frame, shown, theme) {
    const { facts, measures } = this.#header;
    const pulls = measures.filter((measure) => shown[measure.pulls ? "pulls" : "others"]);
    const top = pulls.length * ROW + 12;
    const height = Math.round(Math.max(LOWEST, Math.min(HIGHEST, innerHeight - ABOVE, 0.7 * width)));
    const [across, up] = this.#reach(facts);
    this.scale = Math.min(width / (2 * across), (height - top - RULER) / (2 * up));
    this.#middle = top + (height - top - RULER) / 2;
    this.#size = [width, height];
    const context = fitCanvas(this.#canvas, width, height);
    fitCanvas(this.#canvas.nextElementSibling, width, height);
    if (theme !== this.#theme) this.#paint(theme);
    context.clearRect(0, 0, width, height);
    context.font = `16px ${theme.font}`;
    this.#drawRuler(context, frame?.scalars.theta ?? 0);
    this.#seen = { lines: 0, arrows: {} };
    if (!frame) return;
    const { theta } = frame.scalars;
    if (this.#arrays.ticks) this.#drawDensities(context, theta);
    if (shown.plan) this.#drawPlan(context, frame, theta);
    this.#drawPoints(context, this.#arrays.p, 0, this.#sprites.real, 1);
    this.#drawPoints(context, this.#arrays.q, theta, this.#sprites.generated, -1);
    pulls.forEach((measure, i) => this.#drawPull(context, frame, measure, 18 + i * ROW));
  }

  probe() { return { ...this.#seen, scale: this.scale, size: this.#size }; }

  #paint(theme) {
    this.#theme = theme;
    const radius = this.#arrays.p.shape[0] > 40 ? 3.5 : 7;
    this.#sprites = { real: dotSprite(ROLE.real, theme.paper, radius), generated: dotSprite(ROLE.generated, theme.paper, radius) };
  }

  #reach({ way, dimension }) { // half of what is to be seen: along the ruler, and across it
    const { p, q } = this.#arrays;
    const most = (points, axis) => {
      let far = 0;
      for (let i = axis; i < points.length; i += dimension) far = Math.max(far, Math.abs(points[i]));
      return far;
    };
    const along = Math.max(most(p, 0), way + most(q, 0)) + 0.15;
    return [along, dimension === 1 ? PEAK + RUG + 0.1 : Math.max(most(p, 1), most(q, 1)) + 0.15];
  }

  #toX(x) { return this.#size[0] / 2 + x * this.scale; }
  #toY(y) { return this.#middle - y * this.scale; }

  /** Where a point lies: on the line q's stand on a row above and p's on one below. */
  #place(points, i, shift, row) {
    const { dimension } = this.#header.facts;
    return [this.#toX(points[i * dimension] + shift), this.#toY(dimension === 1 ? -row * RUG : points[i * dimension + 1])];
  }

  #drawPoints(context, points, shift, { picture, radius }, row) {
    for (let i = 0; i < points.shape[0]; i++) {
      const [x, y] = this.#place(points, i, shift, row);
      context.drawImage(picture, x - radius, y - radius, 2 * radius, 2 * radius);
    }
  }

  #drawPlan(context, { arrays: { rows, columns, mass } }, theta) {
    const { p, q } = this.#arrays;
    const mean = 1 / Math.max(p.shape[0], q.shape[0]);
    const usual = Math.max(0.7, Math.min(3, 60 / q.shape[0]));
    context.strokeStyle = withAlpha(this.#theme.ink, rows.length > 100 ? 0.35 : 0.55);
    for (let k = 0; k < rows.length; k++) {
      context.beginPath();
      context.moveTo(...this.#place(q, rows[k], theta, -1));
      context.lineTo(...this.#place(p, columns[k], 0, 1));
      context.lineWidth = usual * Math.min(4, mass[k] / mean);
      context.stroke();
    }
    this.#seen.lines = rows.length;
  }

  #drawDensities(context, theta) {
    const { ticks, density_p: p, density_q: q } = this.#arrays;
    const most = Math.max(...p, ...q);
    for (const [values, shift, row, color] of [[p, 0, -1, ROLE.real], [q, theta, 1, ROLE.generated]]) {
      context.beginPath();
      context.moveTo(this.#toX(ticks[0] + shift), this.#toY(row * RUG));
      values.forEach((value, i) => context.lineTo(this.#toX(ticks[i] + shift), this.#toY(row * (RUG + (PEAK * value) / most))));
      context.lineTo(this.#toX(ticks[ticks.length - 1] + shift), this.#toY(row * RUG));
      context.fillStyle = withAlpha(color, 0.25);
      context.fill();
      context.strokeStyle = color;
      context.lineWidth = 2;
      context.stroke();
    }
  }

  #drawRuler(context, theta) {
    const [width, height] = this.#size;
    const y = height - RULER + 4.5;
    const { ink } = this.#theme;
    context.strokeStyle = withAlpha(ink, 0.4);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    const half = width / 2 / this.scale;
    const [ticks, digits] = niceTicks(-half, half, width / 70);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = withAlpha(ink, 0.75);
    for (const tick of ticks) {
      const x = Math.round(this.#toX(tick)) + 0.5;
      context.moveTo(x, y);
      context.lineTo(x, y + 5);
      if (Math.abs(tick) < half * 0.96) context.fillText(numberText(tick, digits), x, y + 8);
    }
    context.stroke();
    for (const [place, color] of [[0, ROLE.real], [theta, ROLE.generated]]) { // the middles of p and q
      context.beginPath();
      context.moveTo(this.#toX(place), y - 11);
      context.lineTo(this.#toX(place) - 7, y - 0.5);
      context.lineTo(this.#toX(place) + 7, y - 0.5);
      context.fillStyle = color;
      context.fill();
    }
  }

  /** What descent on the measure would do with q: an arrow from above its middle, minus the slope long. */
  #drawPull(context, frame, { name, label, color }, y) {
    const { paper, ink } = this.#theme;
    const slope = frame.scalars[`grad_${name}`] ?? 0;
    const x = this.#toX(frame.scalars.theta);
    const length = -Math.sign(slope) * Math.min(LONGEST, Math.abs(slope) * UNIT);
    this.#seen.arrows[name] = length;
    context.textBaseline = "middle";
    if (Math.abs(length) < 4) { // no pull worth an arrow
      context.beginPath();
      context.arc(x, y, 4, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
    } else {
      context.lineCap = "round";
      drawArrow(context, x, y, x + length, y, paper, color, 4);
    }
    const infinite = frame.scalars[name] === undefined ? "∞, " : "";
    const words = `${label}: ${infinite}slope ${slopeOf(frame, name)}`;
    const side = Math.sign(length) || -Math.sign(frame.scalars.theta) || 1; // words stand behind the arrow, else before its tip
    const width = context.measureText(words).width + 12;
    const behind = side > 0 ? x - width > 0 : x + width < this.#size[0];
    context.textAlign = (side > 0) === behind ? "right" : "left";
    haloText(context, words, behind ? x - 12 * side : x + length + 12 * side, y, paper, ink);
  }
}
