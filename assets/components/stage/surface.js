import { ROLE, mixed } from "../shared/colors.js";
import { contourLines } from "./contour.js";

// The discriminator's answer over the world as bytes [side, side], row 0 at the lowest y: node (0, 0) lies at
// (−extent, −extent), the last one at (extent, extent). It is coloured around the boundary where it is undecided.

const STRENGTH = { real: 0.62, generated: 0.4 }; // how far the strongest belief is from paper: the dots stay readable

export class Surface {
  boundary; // the answer on the decision line
  #bytes; #side; #extent; #low; #high;

  /** bytes: 0..255 stands for scalars.surface_low..surface_high; probability: whether they are; the boundary is D's output before any sigmoid. */
  constructor(bytes, { surface_low: low = 0, surface_high: high = 1, boundary = 0 }, probability, extent) {
    this.#bytes = bytes;
    this.#side = bytes.shape[0];
    this.#extent = extent;
    [this.#low, this.#high] = probability ? [0, 1] : [low, high];
    this.boundary = probability ? 1 / (1 + Math.exp(-boundary)) : boundary;
  }

  /** Half the width of a cell: the picture's pixels reach so far around their nodes. */
  get reach() { return this.#extent * (1 + 1 / (this.#side - 1)); }

  /** The answer at that place, bilinear between the nodes. */
  valueAt(x, y) {
    const last = this.#side - 1;
    const place = (value) => Math.max(0, Math.min(last, ((value / this.#extent + 1) / 2) * last));
    const [column, row] = [place(x), place(y)];
    const [left, lower] = [Math.min(last - 1, Math.floor(column)), Math.min(last - 1, Math.floor(row))];
    const [u, v] = [column - left, row - lower];
    const at = (i, j) => this.#bytes[(lower + j) * this.#side + left + i];
    const byte = (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
    return this.#low + (byte / 255) * (this.#high - this.#low);
  }

  /** The decision line: segments [[x0, y0, x1, y1], …] in the world's units. */
  get line() {
    if (!(this.#high > this.#low)) return [];
    const level = ((this.boundary - this.#low) / (this.#high - this.#low)) * 255;
    const cell = (2 * this.#extent) / (this.#side - 1);
    return contourLines(this.#bytes, this.#side, level).map((ends) => ends.map((end) => end * cell - this.#extent));
  }

  /** Colour a canvas of side × side pixels, the highest y at its top. */
  paint(canvas, paper) {
    const side = this.#side;
    if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
    const image = new ImageData(side, side);
    const words = new Uint32Array(image.data.buffer);
    const ramp = this.#ramp(paper);
    for (let row = 0; row < side; row++) {
      const from = (side - 1 - row) * side;
      for (let column = 0; column < side; column++) words[row * side + column] = ramp[this.#bytes[from + column]];
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  #ramp(paper) { // 256 colours as pixels; paper is where it is undecided
    const span = Math.max(Math.abs(this.#low - this.boundary), Math.abs(this.#high - this.boundary)) || 1;
    const ramp = new Uint32Array(256);
    const bytes = new Uint8ClampedArray(ramp.buffer);
    for (let i = 0; i < 256; i++) {
      const belief = (this.#low + (i / 255) * (this.#high - this.#low) - this.boundary) / span; // −1..1
      const [color, most] = belief > 0 ? [ROLE.discriminator, STRENGTH.real] : [ROLE.generated, STRENGTH.generated];
      bytes.set(mixed(paper, color, most * Math.abs(belief)), 4 * i);
      bytes[4 * i + 3] = 255;
    }
    return ramp;
  }
}
