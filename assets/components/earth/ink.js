import { numberText } from "../shared/canvas.js";

// How numbers and words look on the canvas and beside it.

/** A number with as many digits after the point as it needs, two at most. */
export function plainNumber(value) {
  return numberText(value, [0, 1].find((digits) => Math.abs(value - Number(value.toFixed(digits))) < 1e-9) ?? 2);
}

/** Text with a rim of paper, so that it can be read on anything. */
export function write(context, text, x, y, color, size, theme, weight = 500) {
  context.font = `${weight} ${size}px ${theme.font}`;
  context.strokeStyle = theme.paper;
  context.lineWidth = 5;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}
