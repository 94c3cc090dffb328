import { numberText } from "../shared/canvas.js";
import { withAlpha } from "../shared/colors.js";
import { drawMark, drawReadout } from "./curves.js";
import { Plot } from "./plot.js";

// A band for each of a few things over the steps: the stronger its colour, the larger its share at that step.

/** Draws the last axis of frame.arrays[chart.array], shares from 0 to 1, for all frames; returns the plot. */
export function drawBands(canvas, width, height, chart, frames, _, { x, shown, pointed, theme }) {
  const rows = sharesOf(frames[frames.length - 1], chart).length || 1;
  const plot = new Plot(canvas, width, height, { x, y: [rows, 0], theme });
  const { context, left, bottom } = plot;
  const tall = (bottom - plot.top) / rows;
  frames.forEach((frame, i) => {
    const [from, to] = [frame.step, frames[i + 1]?.step ?? frame.step].map((step) => Math.round(plot.toX(step))); // no seams
    sharesOf(frame, chart).forEach((share, row) => {
      if (share < 0.005) return;
      context.fillStyle = withAlpha(chart.color, Math.min(1, Math.sqrt(share)));
      context.fillRect(from, plot.top + row * tall + 1, Math.max(1, to - from), tall - 2);
    });
  });
  context.fillStyle = theme.ink;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const every = Math.ceil(rows / Math.max(1, (bottom - plot.top) / 18)); // numbers that have room
  for (let row = 0; row < rows; row += every) context.fillText(String(row + 1), left - 7, plot.top + (row + 0.5) * tall);
  plot.drawUnit(chart.rows);
  for (const step of chart.marks.filter((mark) => mark > x[0] && mark < x[1])) drawMoment(plot, step);
  plot.drawX("step");
  if (shown !== null) drawMark(plot, shown, [6, 4]);
  if (pointed) {
    drawMark(plot, pointed.step, []);
    const held = [...sharesOf(pointed, chart)].map((share, row) => [share, row]).filter(([share]) => share > 0.02);
    const lines = held.sort(([a], [b]) => b - a).slice(0, 8);
    const texts = lines.map(([share, row]) => [withAlpha(chart.color, Math.sqrt(share)), `${chart.rows} ${row + 1}: ${numberText(100 * share, 0)} %`]);
    drawReadout(plot, plot.toX(pointed.step), [[null, `step ${pointed.step.toLocaleString("en-US")}`], ...texts]);
  }
  return plot;
}

function drawMoment(plot, step) { // a moment that the lesson speaks of
  const { context, theme, top, bottom } = plot;
  const x = Math.round(plot.toX(step)) + 0.5;
  plot.line([[x, top - 4], [x, bottom]], withAlpha(theme.ink, 0.45), 1, [2, 3]);
  context.fillStyle = theme.ink;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(step.toLocaleString("en-US"), x, top - 5);
}

/** The shares of a frame; of many copies, the first one's. */
export function sharesOf(frame, { array }) {
  const shares = frame?.arrays[array];
  return shares ? shares.subarray(0, shares.shape[shares.shape.length - 1]) : [];
}
