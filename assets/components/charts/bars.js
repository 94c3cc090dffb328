import { valueText } from "./curves.js";
import { Plot } from "./plot.js";

// One number for each of a few things, from an array of the frame that is shown.

const LABELLED = 12; // bars up to which each has its number written on it

/** Draws frame.arrays[chart.array] as bars, coloured by the flags in frame.arrays[chart.flags]. */
export function drawBars(canvas, width, height, chart, frames, frame, { theme }) {
  const values = [...(frame?.arrays[chart.array] ?? [])];
  const flags = frame?.arrays[chart.flags] ?? [];
  const most = Math.max(chart.least, ...values);
  const plot = new Plot(canvas, width, height, { x: [0, Math.max(1, values.length)], y: [0, 1.14 * most], theme });
  const { context, bottom } = plot;
  plot.drawY(chart.unit);
  context.textAlign = "center";
  const every = Math.ceil(values.length / Math.max(1, (plot.right - plot.left) / 34)); // labels that have room
  values.forEach((value, i) => {
    const [left, right, top] = [plot.toX(i + 0.12), plot.toX(i + 0.88), plot.toY(Math.max(0, value))];
    context.fillStyle = flags[i] ? chart.on : chart.off;
    context.fillRect(left, top, right - left, Math.max(1, bottom - top));
    context.fillStyle = theme.ink;
    context.textBaseline = "bottom";
    if (values.length <= LABELLED) context.fillText(value < most / 1000 ? "0" : valueText(value), (left + right) / 2, top - 2);
    context.textBaseline = "top";
    const label = chart.labels ? chart.labels[i] : i % every === 0 ? `${chart.prefix}${i + 1}` : "";
    context.fillText(label, (left + right) / 2, bottom + 5);
  });
  return plot;
}
