// A picture of what a decoder makes of a plane of codes: tiles decoded a few at a time, so that nothing else waits.

export const TILE_GAP = 2; // pixels of paper between two tiles

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
    const bytes = new Uint8Array(width * width);
    this.#filling = { ...job, order, count: 0, canvas, width, bytes, z: Float32Array.from(job.base) };
    this.#next = null;
  }

  /** Decode tiles for so many milliseconds; says whether the picture to be seen has changed. */
  work(budget) {
    const job = this.#filling;
    if (!job) return false;
    const until = performance.now() + budget;
    while (job.count < job.order.length && performance.now() < until) this.#tile(job, job.order[job.count++]);
    const inSight = this.#shown?.key !== job.key;
    if (job.count < job.order.length) return inSight;
    this.#shown = job;
    this.#filling = null;
    if (this.#next) this.#start(this.#next);
    return true;
  }

  #tile(job, index) {
    const { columns, side, range, axes, z, bytes, width } = job;
    const [column, row] = [index % columns, Math.floor(index / columns)];
    z[axes[0]] = range[0] + ((column + 0.5) / columns) * (range[1] - range[0]);
    z[axes[1]] = range[3] - ((row + 0.5) / columns) * (range[3] - range[2]);
    const pixels = job.decoder.decode(z);
    const [left, top] = tileCorner(job, index);
    for (let y = 0; y < side; y++) {
      const start = (top + TILE_GAP / 2 + y) * width + left + TILE_GAP / 2;
      for (let x = 0; x < side; x++) bytes[start + x] = pixels[y * side + x] * 255 + 0.5;
    }
    this.#color(job, left, top, side + TILE_GAP);
  }

  #color(job, left, top, size) {
    if (!this.#ramp) return;
    const image = new ImageData(size, size);
    const words = new Uint32Array(image.data.buffer);
    for (let y = 0; y < size; y++) {
      const start = (top + y) * job.width + left;
      for (let x = 0; x < size; x++) words[y * size + x] = this.#ramp[job.bytes[start + x]];
    }
    job.canvas.getContext("2d").putImageData(image, left, top);
  }

  /** Colours from paper to ink (256, from inkRamp). */
  set ramp(ramp) {
    if (this.#ramp && ramp.every((word, i) => word === this.#ramp[i])) return;
    this.#ramp = ramp;
    for (const job of [this.#shown, this.#filling]) {
      if (!job) continue;
      if (job === this.#shown) this.#color(job, 0, 0, job.width);
      else for (const index of job.order.slice(0, job.count)) this.#color(job, ...tileCorner(job, index), job.side + TILE_GAP);
    }
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

function tileCorner({ columns, side }, index) {
  return [(index % columns) * (side + TILE_GAP), Math.floor(index / columns) * (side + TILE_GAP)];
}
