import { numberText } from "../shared/canvas.js";
import { withAlpha } from "../shared/colors.js";
import { Plot } from "./plot.js";

// Scalars over the steps of a run, or over one of its scalars, with the frame that is shown on the stage, and what the
// pointer points at.

/**
 * Draws chart.lines over the frames; returns the plot. x: range of steps; frame: the one on the stage; shown: its step, or
 * null where it is the newest; pointed: a frame or null; alike: the charts that share the scale, each with its clock.
 */
export function drawCurves(canvas, width, height, chart, frames, frame, { x, shown, pointed, alike, theme }) {
  const lines = linesOf(chart, frames);
  const y = rangeOf(alike.flatMap((other) => linesOf(other, other.clock.frames)), chart);
  const plot = new Plot(canvas, width, height, { x: chart.ends ?? x, y, log: chart.log, theme });
  plot.drawY(chart.unit);
  plot.drawX(chart.along ?? "step");
  plot.within(() => { // of a scale with fixed ends, lines may leave
    for (const line of lines) drawBand(plot, line);
    for (const line of lines) drawEach(plot, line);
    for (const line of lines) drawLine(plot, line);
  });
  if (chart.over ? frame : shown !== null) drawShown(plot, placeOf(chart, frame));
  if (pointed) drawPointed(plot, pointed, lines, chart);
  return plot;
}

/** Where a frame lies on the chart's x axis. */
export function placeOf({ over }, frame) { return over ? frame.scalars[over] : frame.step; }

function linesOf(chart, frames) { return chart.lines.map((line) => ({ ...line, points: pointsOf(line, frames, chart) })); }

function pointsOf({ scalar, error, each, beyond }, frames, chart) {
  const points = [];
  for (const frame of frames) {
    const { step, scalars, arrays } = frame;
    const value = scalars[scalar] ?? (beyond ? Infinity : NaN);
    if (Number.isNaN(value) || (chart.log && !(value > 0))) continue;
    points.push({ step, x: placeOf(chart, frame), value, error: 2 * (scalars[error] ?? 0), copies: [...(arrays[each] ?? [])] });
  }
  return points;
}

function rangeOf(lines, { log, low, high }) {
  let [least, most] = [Infinity, -Infinity];
  for (const { points } of lines) {
    for (const { value, error, copies } of points) {
      if (value === Infinity) continue;
      least = Math.min(least, log ? value : value - error, ...copies);
      most = Math.max(most, value + error, ...copies);
    }
  }
  if (least > most) [least, most] = log ? [0.1, 1] : [0, 1];
  if (log) return least * 10 > most ? [least / 3, most * 3] : [least / 1.3, most * 1.3];
  const air = 0.06 * (most - least) || 0.5;
  return [low ?? least - air, high ?? most + air];
}

function drawBand(plot, { points, color, error, floor }) { // ± 2 standard errors, or all that is below the floor
  if (!(error || floor) || points.length < 2) return;
  const upper = points.map(({ x, value, error: e }) => [plot.toX(x), plot.toY(value + e)]);
  const lower = points.map(({ x, value, error: e }) => [plot.toX(x), floor ? plot.bottom : plot.toY(value - e)]);
  plot.area([...upper, ...lower.reverse()], withAlpha(color, floor ? 0.28 : 0.18));
}

function drawEach(plot, { points, color }) { // the copies that the line is the mean of
  const [first] = points;
  first?.copies.forEach((_, i) => plot.line(points.map(({ x, copies }) => [plot.toX(x), plot.toY(copies[i])]), withAlpha(color, 0.4), 1));
}

function drawLine(plot, { points, color, dashed, thin, floor }) {
  if (floor) return;
  const edge = plot.top + 2;
  const places = points.map(({ x, value }) => [plot.toX(x), value === Infinity ? edge : plot.toY(value)]);
  if (places.length === 1) drawDot(plot, places[0], color);
  else plot.line(places, thin ? plot.theme.ink : color, thin ? 1 : dashed ? 2 : 3, dashed ? [3, 4] : []);
}

function drawDot({ context }, [x, y], color) {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

function drawShown(plot, place) { // of an axis with fixed ends it may lie beyond
  if (plot.x[0] <= place && place <= plot.x[1]) drawMark(plot, place, [6, 4]);
}

/** The step (or place) that is meant, as an upright line. */
export function drawMark(plot, step, dash) {
  const x = plot.toX(step);
  plot.line([[x, plot.top], [x, plot.bottom]], withAlpha(plot.theme.ink, 0.6), 1.5, dash);
}

function drawPointed(plot, frame, lines, chart) {
  const { step, scalars } = frame;
  const x = placeOf(chart, frame);
  drawMark(plot, x, []);
  const seen = lines.filter(({ points }) => points.some((point) => point.step === step));
  const at = ({ scalar }) => scalars[scalar] ?? Infinity;
  for (const line of seen) if (!line.thin && !line.floor && Number.isFinite(at(line))) drawDot(plot, [plot.toX(x), plot.toY(at(line))], line.color);
  const rows = seen.map((line) => [line.thin ? plot.theme.ink : line.color, `${line.label} ${valueText(at(line))}`]);
  const place = chart.over ? `${chart.along} ${numberText(x)}` : `step ${step.toLocaleString("en-US")}`;
  drawReadout(plot, plot.toX(x), [[null, place], ...rows]);
}

/** Three significant digits, without needless ones. */
export function valueText(value) {
  if (value === Infinity) return "∞";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(1).replace("-", "−");
  return numberText(value, size >= 100 ? 1 : size >= 1 ? 2 : 3);
}

/** A box of lines beside x: [[colour or null, text]]. */
export function drawReadout({ context, theme, left, right, top }, x, rows) {
  const width = 34 + Math.max(...rows.map(([, text]) => context.measureText(text).width));
  const height = 19 * rows.length + 10;
  const start = x + 10 + width < right ? x + 10 : Math.max(left, x - 10 - width);
  context.fillStyle = withAlpha(theme.panel, 0.94);
  context.fillRect(start, top + 2, width, height);
  context.textAlign = "left";
  context.textBaseline = "middle";
  rows.forEach(([color, text], i) => {
    const y = top + 17 + 19 * i;
    if (color) {
      context.fillStyle = color;
      context.fillRect(start + 8, y - 4, 9, 9);
    }
    context.fillStyle = theme.ink;
    context.fillText(text, start + 24, y);
  });
}
