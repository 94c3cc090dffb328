// Small helpers for canvases and for numbers in text.

/** Gives the canvas the size in CSS pixels at the screen's resolution; returns its context, scaled to CSS pixels. */
export function fitCanvas(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Red, green and blue of each pixel, one byte each, into the bytes of an ImageData. */
export function paintColors(bytes, colors) {
  for (let from = 0, to = 0; to < bytes.length; from += 3, to += 4) {
    bytes[to] = colors[from];
    bytes[to + 1] = colors[from + 1];
    bytes[to + 2] = colors[from + 2];
    bytes[to + 3] = 255;
  }
}

/** A square picture of side × side pixels on a canvas of just that size (CSS scales it, pixelated). */
export class PixelImage {
  #canvas;
  #image;
  #words;

  constructor(canvas) { this.#canvas = canvas; }

  /**
   * values: bytes 0..255, or numbers 0..1 (Float32Array), and ramp: 256 colours from inkRamp; without a ramp three bytes a
   * pixel, red, green and blue.
   */
  draw(values, side, ramp) {
    if (this.#canvas.width !== side || !this.#image) {
      Object.assign(this.#canvas, { width: side, height: side });
      this.#image = new ImageData(side, side);
      this.#words = new Uint32Array(this.#image.data.buffer);
    }
    if (ramp) {
      const scale = values instanceof Float32Array ? 255 : 1;
      for (let i = 0; i < this.#words.length; i++) this.#words[i] = ramp[(values[i] * scale + 0.5) | 0];
    } else paintColors(this.#image.data, values);
    this.#canvas.getContext("2d").putImageData(this.#image, 0, 0);
  }

  clear() { this.#canvas.getContext("2d").clearRect(0, 0, this.#canvas.width, this.#canvas.height); }
}

/** A number as text with a real minus sign and a fixed number of digits after the point. */
export function numberText(value, digits = 2) {
  if (!Number.isFinite(value)) return "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
}

/** 12 → "₁₂". */
export function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

/** Steps 1, 2 or 5 × 10ⁿ so that about `count` of them fit between low and high: [the ticks, digits to print]. */
export function niceTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(i * step + 0); // + 0: no −0
  return [ticks, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))];
}
