import { maskKey } from "./masks.js";

// All prepared pictures on one canvas, out of sight: a line for each mask, then one for the sources.

export class Sheet {
  #canvas = new OffscreenCanvas(1, 1); #lines = new Map(); #places = new Map();

  /** header: {side, rows, columns, masks, asked}; arrays: a, b, mixed, and answer where a mask was asked for. */
  take({ side, masks, asked }, arrays) {
    const { a, b, answer } = arrays;
    const pairs = arrays.mixed.shape[1];
    const lines = masks.length + (answer ? 1 : 0) + 2;
    const across = Math.max(pairs, a.shape[0], b.shape[0]);
    const image = new ImageData(across * side, lines * side);
    const put = (pixels, count, line) => {
      for (let k = 0; k < count; k++) copy(pixels.subarray(k * side * side * 3, (k + 1) * side * side * 3), image, k * side, line * side, side);
    };
    this.side = side;
    this.#lines = new Map();
    this.#places = new Map(masks.map((mask, i) => [maskKey(mask), i]));
    masks.forEach((mask, i) => {
      put(arrays.mixed.subarray(i * pairs * side * side * 3), pairs, i);
      this.#lines.set(maskKey(mask), i);
    });
    if (answer) {
      put(answer, pairs, masks.length);
      this.#lines.set(maskKey(asked), masks.length);
    }
    put(a, a.shape[0], lines - 2);
    put(b, b.shape[0], lines - 1);
    this.lineOfA = lines - 2;
    this.lineOfB = lines - 1;
    Object.assign(this.#canvas, { width: image.width, height: image.height });
    this.#canvas.getContext("2d").putImageData(image, 0, 0);
  }

  has(mask) { return mask !== null && this.#lines.has(maskKey(mask)); }

  lineOf(mask) { return this.#lines.get(maskKey(mask)); }

  /** The place of a prepared mask; null for another. */
  index(mask) { return this.#places.get(maskKey(mask)) ?? null; }

  /** Draw picture k of a line into a square. */
  draw(context, line, k, x, y, size) {
    context.drawImage(this.#canvas, k * this.side, line * this.side, this.side, this.side, x, y, size, size);
  }
}

function copy(pixels, image, left, top, side) {
  for (let i = 0; i < side * side; i++) {
    const at = 4 * ((top + Math.floor(i / side)) * image.width + left + (i % side));
    image.data.set(pixels.subarray(3 * i, 3 * i + 3), at);
    image.data[at + 3] = 255;
  }
}
