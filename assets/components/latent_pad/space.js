import { Decoder } from "../shared/decoder.js";
import { Plane } from "../shared/plane.js";

// The latent space that the pad shows: the pictures' codes and the decoder of one frame, the point z in it, and what
// part of it is in sight. It draws nothing.

export const NO_FRAME = { step: null, scalars: {}, arrays: {} };
export const NEAR = { mouse: 12, pen: 14, touch: 22 }; // how far from a dot a click may be, in CSS pixels

export class LatentSpace {
  header = null; // of the page's message: latent_dim, the two axes on the map, side of a picture, classes, …
  labels; // of the pictures on the map
  images;
  frame = NO_FRAME;
  decoder = null; // null where the frame has none that fits
  z = new Float32Array(2); // all coordinates, also those that are not on the map
  plane = new Plane(); // the two coordinates on the map
  highlight = null; // the class picked out
  layers = { manifold: true, codes: true, prior: true, ellipse: true }; // whether each is shown

  get empty() { return this.frame === NO_FRAME; }

  get noun() { return this.header.noun ?? "digit"; } // what the pictures show

  get mu() { // the codes, where they fit the pictures on the map
    const mu = this.frame.arrays.mu;
    return mu?.shape?.[1] === this.header?.latent_dim ? mu : null;
  }

  get count() { return Math.min(this.labels?.length ?? 0, this.mu?.shape[0] ?? 0); }

  take(header, { labels, images }) {
    Object.assign(this, { header, labels, images });
  }

  show(frame) {
    this.frame = frame;
    this.decoder = decoderOf(frame, this.header);
  }

  has(index) { return Number.isInteger(index) && index >= 0 && index < (this.labels?.length ?? 0); }

  /** {mu, sigma} of one picture, all coordinates; null where the frame has no code of it. */
  code(index) {
    const mu = this.mu, logVar = this.frame.arrays.log_var, d = this.header?.latent_dim;
    if (!mu || index === null || index >= this.count) return null;
    const row = mu.subarray(index * d, index * d + d);
    const sigma = logVar ? Float32Array.from(logVar.subarray(index * d, index * d + d), (v) => Math.exp(v / 2)) : null;
    return { mu: row, sigma };
  }

  /** Put the coordinates of z that are not on the map where the page wants them: at the chosen picture's code, or at 0. */
  setOthers(chosen) {
    if (!this.header) return;
    const centre = this.header.centre === "selected" ? this.code(chosen)?.mu : null;
    const [a, b] = this.header.axes;
    for (let i = 0; i < this.z.length; i++) if (i !== a && i !== b) this.z[i] = centre?.[i] ?? 0;
  }

  /** Bring z to that place of the map, or to the nearest on its edge. */
  pointAt(px, py) {
    const { left, top, size } = this.plane;
    const [a, b] = this.header.axes;
    this.z[a] = this.plane.fromX(Math.max(left, Math.min(left + size, px)));
    this.z[b] = this.plane.fromY(Math.max(top, Math.min(top + size, py)));
  }

  /** Where a code or z is on the map, in CSS pixels. */
  placeOf(code) {
    const [a, b] = this.header.axes;
    return [this.plane.toX(code[a]), this.plane.toY(code[b])];
  }

  /** The picture whose dot is nearest to that place of the map, if one is as near as that: its index or null. */
  nearest(px, py, within) {
    const mu = this.mu;
    if (!mu || !this.layers.codes) return null;
    const d = this.header.latent_dim;
    const [a, b] = this.header.axes;
    let best = null, least = within;
    for (let i = 0; i < this.count; i++) {
      if (this.highlight !== null && this.labels[i] !== this.highlight) continue;
      const far = Math.hypot(this.plane.toX(mu[i * d + a]) - px, this.plane.toY(mu[i * d + b]) - py);
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  /** The size that 99% of the coordinates on the map keep within, with a margin: one stray code must not shrink the rest. */
  get extent() {
    const mu = this.mu;
    if (!mu) return 0;
    const d = mu.shape[1];
    const sizes = [];
    for (let i = 0; i < this.count; i++) for (const axis of this.header.axes) {
      const size = Math.abs(mu[i * d + axis]);
      if (Number.isFinite(size)) sizes.push(size);
    }
    sizes.sort((a, b) => a - b);
    return sizes.length ? sizes[Math.floor((sizes.length - 1) * 0.99)] * 1.04 : 0;
  }
}

function decoderOf(frame, header) { // null where the frame's decoder is not one of these pictures
  try {
    const decoder = new Decoder(frame.arrays);
    return decoder.inputs === header.latent_dim && decoder.outputs === header.side ** 2 ? decoder : null;
  } catch {
    return null;
  }
}
