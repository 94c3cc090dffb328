import { fitCanvas } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// The pictures of a code in use: units × images with the mean of each unit beside it, and how often which activation is.

const BAND = 20; // CSS pixels of the classes above the map
const BARS = 96; // CSS pixels of the mean activations beside it
const AXIS = 34; // CSS pixels below
const GAP = 8;
const LEAST = 1e-4; // share of the activations at which the histogram's scale begins

/** Where the parts of the map lie in so many CSS pixels: {width, height, left, top, right, bottom, bars}. */
export function layOut(width, height) {
  return { width, height, left: 0, top: BAND, right: width - BARS - GAP, bottom: height - AXIS, bars: width - BARS };
}

/** The map: units in that order (bytes [K · S], order [K]) with their means, those that are dead marked. */
export function drawMap(canvas, box, { units, means, dead, order, labels, classes, rho, selected, hovered, theme, ramp }) {
  const context = fitCanvas(canvas, box.width, box.height);
  context.clearRect(0, 0, box.width, box.height);
  const [rows, columns] = [order.length, labels.length];
  const { left, top, right, bottom, bars } = box;
  const tall = (bottom - top) / rows;
  context.imageSmoothingEnabled = false;
  context.drawImage(heat(units, order, columns, ramp), left, top, right - left, bottom - top);
  drawClasses(context, box, labels, classes, theme);
  const reach = Math.max(rho ? 4 * rho : 0, ...means) || 1;
  const toX = (value) => bars + (value / reach) * (box.width - bars);
  order.forEach((unit, row) => {
    const y = top + row * tall;
    context.fillStyle = dead[unit] ? ROLE.generated : ROLE.real;
    if (dead[unit]) context.fillRect(bars - GAP + 2, y, box.width - bars + GAP - 2, Math.max(1, tall - 0.5));
    else context.fillRect(bars, y, Math.max(1, toX(means[unit]) - bars), Math.max(0.8, tall > 3 ? tall - 1 : tall));
  });
  context.fillStyle = theme.ink;
  context.font = `14px ${theme.font}`;
  context.textBaseline = "bottom";
  context.textAlign = "left";
  context.fillText("mean", bars, top - 2);
  context.textBaseline = "top";
  context.fillText("0", bars, bottom + 3);
  context.textAlign = "right";
  context.fillText(reach.toFixed(2), box.width, bottom + 3);
  context.textAlign = "left";
  context.fillText(`${columns} test images × ${rows} units; more ink: more active (√)`, left, bottom + 3, right - left);
  if (rho) {
    line(context, toX(rho), top - 2, toX(rho), bottom, theme.paper, [], 3);
    line(context, toX(rho), top - 2, toX(rho), bottom, theme.ink, [6, 3], 2);
  }
  if (hovered) mark(context, box, hovered.row, tall, withAlpha(theme.ink, 0.55));
  const row = order.indexOf(selected);
  if (row >= 0) mark(context, box, row, tall, theme.primary);
}

function heat(units, order, columns, ramp) {
  const image = new ImageData(columns, order.length);
  const words = new Uint32Array(image.data.buffer);
  order.forEach((unit, row) => {
    for (let i = 0; i < columns; i++) words[row * columns + i] = ramp[units[unit * columns + i]];
  });
  const canvas = new OffscreenCanvas(columns, order.length);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function drawClasses(context, { left, top, right, bottom }, labels, classes, theme) {
  const wide = (right - left) / labels.length;
  context.font = `600 14px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  for (let from = 0; from < labels.length; ) {
    let to = from;
    while (to < labels.length && labels[to] === labels[from]) to += 1;
    const [x, end] = [left + from * wide, left + to * wide];
    context.fillStyle = theme.classes[labels[from] % theme.classes.length];
    context.fillRect(x, top - 4, end - x - 1, 3);
    context.fillStyle = theme.ink;
    context.fillText(classes[labels[from]], (x + end) / 2, top - 4, end - x);
    if (from) line(context, x - 0.5, top, x - 0.5, bottom, withAlpha(theme.ink, 0.25));
    from = to;
  }
}

function mark(context, { left, top, right, width }, row, tall, color) {
  const high = Math.max(5, tall + 2);
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(left + 1, top + (row + 0.5) * tall - high / 2, width - left - 2, high);
}

function line(context, x0, y0, x1, y1, color, dash = [], width = 1.5) {
  Object.assign(context, { strokeStyle: color, lineWidth: width });
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.setLineDash([]);
}

/** The histogram: shares [B] of all activations between 0 and 1, on a logarithmic scale. */
export function drawShares(canvas, width, height, shares, quiet, theme) {
  const context = fitCanvas(canvas, width, height);
  context.clearRect(0, 0, width, height);
  const [left, top, bottom] = [44, BAND, height - AXIS];
  const wide = (width - left) / shares.length;
  const toY = (share) => bottom - Math.max(0, Math.log(share / LEAST) / Math.log(1 / LEAST)) * (bottom - top);
  context.font = `14px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const [share, text] of [[1, "100 %"], [0.1, "10 %"], [0.01, "1 %"], [0.001, "0.1 %"]]) {
    line(context, left, toY(share), width, toY(share), withAlpha(theme.ink, 0.16));
    context.fillStyle = theme.ink;
    context.fillText(text, left - 3, toY(share));
  }
  shares.forEach((share, i) => {
    context.fillStyle = (i + 0.5) / shares.length < quiet ? ROLE.prior : ROLE.reconstruction;
    context.fillRect(left + i * wide + 0.5, toY(share), wide - 1, bottom - toY(share));
  });
  context.fillStyle = theme.ink;
  context.textBaseline = "top";
  context.textAlign = "left";
  context.fillText("0", left, bottom + 3);
  context.textAlign = "right";
  context.fillText("1", width, bottom + 3);
  context.textAlign = "center";
  context.fillText("activation", (left + width) / 2, bottom + 3);
  context.textBaseline = "bottom";
  context.fillText("share of all, log scale", (left + width) / 2, top - 4, width - left);
}
