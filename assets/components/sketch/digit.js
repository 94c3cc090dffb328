import { inkRamp } from "../shared/colors.js";
import { PixelImage } from "../shared/canvas.js";
import { normaliseDrawing } from "../shared/normalise.js";

// A sheet for a digit: strokes of ink. What the model gets is shown beside it, the drawing at the data set's size.

const BRUSH = { 8: 30, 28: 20 }; // width of the pen: a digit as tall as the sheet is then as bold as the data set's

export class DigitSheet {
  state = "image"; // what the page calls the drawing
  size = 220; // the sheet's side in CSS pixels
  #small; #caption; #preview; #side = 8;
  #ink = document.createElement("canvas"); // the strokes alone: alpha is ink

  constructor(root) {
    this.#small = root.querySelector(".small");
    this.#caption = root.querySelector(".size");
    this.#preview = new PixelImage(this.#small);
    this.#ink.width = this.#ink.height = this.size;
  }

  /** What is on the sheet before anything has been drawn. */
  before() { return []; }

  /** Takes the page's header; says whether the same strokes make another drawing now. */
  take({ side }) {
    const changed = side !== this.#side;
    this.#side = side;
    this.#caption.textContent = `as the model sees it: ${side}×${side}`;
    return changed;
  }

  /** Width of a new stroke, in CSS pixels. */
  width(erasing) { return (BRUSH[this.#side] ?? 20) * (erasing ? 1.3 : 1); }

  /** The drawing: Uint8 [side²] as a list, or null for an empty sheet. */
  value(strokes) {
    const picture = this.#picture(strokes);
    return picture ? [...picture] : null;
  }

  #picture(strokes) {
    const context = this.#ink.getContext("2d", { willReadFrequently: true });
    this.#drawStrokes(context, strokes, "#000");
    const { data } = context.getImageData(0, 0, this.size, this.size);
    const ink = new Uint8Array(this.size * this.size);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3];
    return normaliseDrawing(ink, this.size, this.#side);
  }

  draw(context, strokes, theme) {
    const picture = this.#picture(strokes);
    this.#drawStrokes(context, strokes, theme.ink);
    this.#preview.draw(picture ?? new Uint8Array(this.#side ** 2), this.#side, inkRamp(theme.paper, theme.ink));
    this.#small.setAttribute("aria-label", `The drawing as the model sees it: ${picture ? "with ink" : "empty"}`);
  }

  #drawStrokes(context, strokes, color) {
    context.clearRect(0, 0, this.size, this.size);
    Object.assign(context, { lineCap: "round", lineJoin: "round", strokeStyle: color });
    for (const { points, erasing, width } of strokes) {
      if (!points) continue;
      context.globalCompositeOperation = erasing ? "destination-out" : "source-over";
      context.lineWidth = width;
      tracePath(context, points);
      context.stroke();
    }
    context.globalCompositeOperation = "source-over";
  }
}

function tracePath(context, points) { // a smooth line: curves between the midpoints
  context.beginPath();
  context.moveTo(...points[0]);
  if (points.length === 1) context.lineTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [[x, y], [nextX, nextY]] = [points[i], points[i + 1]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  if (points.length > 1) context.lineTo(...points[points.length - 1]);
}
