// A picture of what a decoder makes of a plane of codes: tiles decoded a few at a time, so that nothing else waits.

export const TILE_GAP = 2; // pixels of paper between two tiles
const UNKNOWN = 256; // no shade: of a tile that is not decoded yet

export class Manifold {
  #shown = null; // a finished job
  #filling = null; // the job in work
  #next = null; // asked for meanwhile
  #ramp = null;

  get done() { return Boolean(this.#shown) && !this.#filling && !this.#next; }

  clear() { this.#shown = this.#filling = this.#next = null; }

  /** Ask for a picture. job: {decoder, base: z of the other coordinates, axes, range, columns, side, key}.
   * A new decoder for the same view is filled unseen and then takes the place of the old; a new view is filled in sight. */
  request(job) {
    const busy = this.#filling;
    if (busy && busy.key === job.key) this.#next = job; // let the pass come to its end, or none ever would
    else this.#start(job);
  }

  #start(job) {
    const { columns, side } = job;
    const width = columns * (side + TILE_GAP);
    const middle = (columns - 1) / 2;
    const order = Array.from({ length: columns * columns }, (_, i) => i); // from the middle outwards
    const far = (i) => Math.max(Math.abs((i % columns) - middle), Math.abs(Math.floor(i / columns) - middle));
    order.sort((a, b) => far(a) - far(b));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = width;
    const image = new ImageData(width, width);
    const shades = new Uint16Array(width * width).fill(UNKNOWN);
    this.#filling = { ...job, order, count: 0, canvas, width, image, shades, z: Float32Array.from(job.base) };
    this.#next = null;
  }

  /** Decode tiles for so many milliseconds; says whether the picture to be seen has changed. */
  work(budget) {
    const job = this.#filling;
    if (!job) return false;
    const until = performance.now() + budget;
    while (job.count < job.order.length && performance.now() < until) this.#tile(job, job.order[job.count++]);
    const inSight = this.#shown?.key !== job.key;
    const finished = job.count === job.order.length;
    if (inSight || finished) this.#color(job);
    if (!finished) return inSight;
    this.#shown = job;
    this.#filling = null;
    if (this.#next) this.#start(this.#next);
    return true;
  }

  #tile(job, index) {
    const { columns, side, range, axes, z, shades, width } = job;
    const [column, row] = [index % columns, Math.floor(index / columns)];
    z[axes[0]] = range[0] + ((column + 0.5) / columns) * (range[1] - range[0]);
    z[axes[1]] = range[3] - ((row + 0.5) / columns) * (range[3] - range[2]);
    const pixels = job.decoder.decode(z);
    const cell = side + TILE_GAP;
    for (let y = 0; y < cell; y++) {
      const start = (row * cell + y) * width + column * cell;
      shades.fill(0, start, start + cell);
      const line = y - TILE_GAP / 2;
      if (line < 0 || line >= side) continue;
      for (let x = 0; x < side; x++) shades[start + TILE_GAP / 2 + x] = pixels[line * side + x] * 255 + 0.5;
    }
  }

  #color({ canvas, image, shades }) { // all tiles in one go: handing over each by itself takes longer than decoding it
    if (!this.#ramp) return;
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < words.length; i++) words[i] = this.#ramp[shades[i]]; // none for UNKNOWN: transparent
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  /** Colours from paper to ink (256, from inkRamp). */
  set ramp(ramp) {
    if (this.#ramp && ramp.every((word, i) => word === this.#ramp[i])) return;
    this.#ramp = ramp;
    for (const job of [this.#shown, this.#filling]) if (job) this.#color(job);
  }

  /** Draw it where its range lies on the plane. */
  draw(context, plane) {
    const smooth = context.imageSmoothingEnabled;
    context.imageSmoothingEnabled = false;
    const fresh = this.#filling && this.#filling.key !== this.#shown?.key ? this.#filling : null;
    for (const job of [this.#shown, fresh]) {
      if (!job) continue;
      const [x0, x1, y0, y1] = job.range;
      const [left, top] = [plane.toX(x0), plane.toY(y1)];
      context.drawImage(job.canvas, left, top, plane.toX(x1) - left, plane.toY(y0) - top);
    }
    context.imageSmoothingEnabled = smooth;
  }
}
