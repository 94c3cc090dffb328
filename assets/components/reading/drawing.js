import { fitCanvas } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// One image being read and written, with the units' states beside its rows, at one moment.

const FAINT = 0.22; // of an image's rows that are still to be read

const TITLES = {
  read: ["Read", "Read"], written: ["Written", "Written"],
  reader_hidden: ["Layer 1 says", "Layer 1"], reader_cell: ["its cells hold", "cells"],
  coder_hidden: ["Layer 2 says", "L. 2"], coder_cell: ["cells", "cells"],
  writer_hidden: ["Writer says", "Writer"], writer_cell: ["its cells hold", "cells"],
};

/**
 * layout: from layOut.   moment: {read, written, T: rows, reading, writing: the rows in these orders, place: the row that
 * is read or written now, or null}.   image, back: pixels of the test image and of what came back, uint8.
 * states: {name: {values: uint8 [T · units], units, layer}}.   chosen: {name, unit} or null.   look: {ramps, theme}.
 */
export function drawScene(canvas, layout, { moment, image, back, states, chosen, look }) {
  const context = fitCanvas(canvas, layout.width, layout.height);
  context.clearRect(0, 0, layout.width, layout.height);
  context.imageSmoothingEnabled = false;
  const { boxes, narrow } = layout;
  const { T, reading, writing, read, written } = moment;
  const names = Object.keys(states);
  const side = image.length / T;
  for (const name of ["read", "written", ...names]) title(context, TITLES[name][narrow ? 1 : 0], boxes[name], look.theme, narrow);
  context.globalAlpha = FAINT;
  rows(context, boxes.read, image, side, reading, look.ramps.ink);
  context.globalAlpha = 1;
  rows(context, boxes.read, image, side, reading.slice(0, read), look.ramps.ink);
  rows(context, boxes.written, back, side, writing.slice(0, written), look.ramps.ink);
  for (const [name, { values, units }] of Object.entries(states)) {
    const [order, done] = name.startsWith("writer") ? [writing, written] : [reading, read];
    strip(context, boxes[name], values, units, T, order.slice(0, done), look.ramps.signed);
  }
  for (const name of ["read", "written", ...names]) frame(context, boxes[name], look.theme);
  now(context, moment, boxes, names, look.theme);
  drawCode(context, boxes.code, states.coder_hidden, moment, look, narrow);
  drawUnit(context, boxes.unit, states, chosen, moment, look, narrow);
  if (chosen) column(context, boxes[chosen.name], chosen.unit, states[chosen.name].units, look.theme);
}

function title(context, text, { left, top }, theme, narrow) {
  context.fillStyle = theme.ink;
  context.font = `600 ${narrow ? 13 : 15}px ${theme.font}`;
  context.textBaseline = "alphabetic";
  context.fillText(text, left, top - 6);
}

/** Some rows of a picture, each in its place. */
function rows(context, box, pixels, side, which, ramp) {
  paint(context, box, side, pixels.length / side, which, (row, x) => ramp[pixels[row * side + x]]);
}

/** What units held at the first so many steps, each beside the row of its step. */
function strip(context, box, values, units, T, order, ramp) {
  const step = new Map([...order].map((row, t) => [row, t]));
  paint(context, box, units, T, order, (row, unit) => ramp[values[step.get(row) * units + unit]]);
}

function paint(context, { left, top, width, height }, columns, count, which, colorOf) {
  const small = new OffscreenCanvas(columns, count);
  const image = new ImageData(columns, count);
  const words = new Uint32Array(image.data.buffer); // 0: nothing there
  for (const row of which) for (let x = 0; x < columns; x++) words[row * columns + x] = colorOf(row, x);
  small.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(small, left, top, width, height);
}

function frame(context, { left, top, width, height }, theme) {
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}

/** The row of the present step, across the image and the states beside it. */
function now(context, { place, T, written }, boxes, names, theme) {
  if (place === null) return;
  const writes = written > 0;
  context.strokeStyle = theme.primary;
  context.lineWidth = 2.5;
  for (const name of [writes ? "written" : "read", ...names.filter((other) => other.startsWith("writer") === writes)]) {
    const { left, top, width, height } = boxes[name];
    context.strokeRect(left - 1, top + (place * height) / T - 1, width + 2, height / T + 2);
  }
}

function column(context, { left, top, width, height }, unit, units, theme) {
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.strokeRect(left + (unit * width) / units - 1, top - 1, width / units + 2, height + 2);
}

/** The second layer's units after the last row; empty before. */
function drawCode(context, box, { values, units }, { read, T }, { ramps, theme }, narrow) {
  const there = read === T;
  const numbers = units === 1 ? "1 number" : `${units} numbers`;
  title(context, there ? `Code: ${numbers}${narrow ? "" : ", what layer 2 says after the last row"}` : "Code: not there yet", box, theme, narrow);
  if (there) paint(context, box, units, 1, [0], (_, unit) => ramps.signed[values[(T - 1) * units + unit]]);
  context.strokeStyle = there ? theme.primary : theme.line;
  context.lineWidth = there ? 2 : 1;
  context.strokeRect(box.left, box.top, box.width, box.height);
}

/** What one unit says over the steps, and what its cell holds. */
function drawUnit(context, box, states, chosen, moment, { theme }, narrow) {
  const { left, top, width, height } = box;
  frame(context, box, theme);
  context.font = `${narrow ? 12 : 15}px ${theme.font}`;
  context.fillStyle = theme.ink;
  if (!chosen) {
    (narrow ? ["Touch", "a unit"] : ["Point at a unit:", "its activity", "over the rows"]).forEach((line, i) => context.fillText(line, left + 8, top + 24 + 20 * i));
    return;
  }
  const layer = chosen.name.split("_")[0];
  const { T } = moment;
  const done = layer === "writer" ? moment.written : moment.read;
  title(context, `${narrow ? "U." : "Unit"} ${chosen.unit + 1}`, box, theme, narrow);
  const at = (t, value) => [left + 6 + (T > 1 ? (t / (T - 1)) * (width - 12) : 0), top + height / 2 - ((value - 128) / 127) * (height / 2 - 6)];
  context.strokeStyle = withAlpha(theme.ink, 0.35);
  context.lineWidth = 1;
  line(context, [at(0, 128), at(T - 1, 128)]);
  for (const [part, color, dash] of [["cell", ROLE.prior, [5, 4]], ["hidden", theme.primary, []]]) {
    const own = states[`${layer}_${part}`];
    if (!own) continue;
    const points = Array.from({ length: done }, (_, t) => at(t, own.values[t * own.units + chosen.unit]));
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = 2.5;
    context.setLineDash(dash);
    line(context, points);
    context.setLineDash([]);
    const end = points[points.length - 1];
    if (!end) continue;
    context.beginPath();
    context.arc(...end, 4, 0, 2 * Math.PI);
    context.fill();
  }
}

function line(context, points) {
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  context.stroke();
}
