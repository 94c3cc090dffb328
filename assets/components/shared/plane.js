// What part of a plane is seen on a square plot: zoom, pan, and a range that grows with the data but never jumps.

export class Plane {
  centre = [0, 0];
  half = 3; // half the width seen, in the plane's units
  fitted = 3; // half of the range that shows the data
  free = false; // zoomed or panned by hand
  left = 0; // the plot on the canvas, in CSS pixels
  top = 0;
  size = 1;

  get range() { return [this.centre[0] - this.half, this.centre[0] + this.half, this.centre[1] - this.half, this.centre[1] + this.half]; }

  toX(x) { return this.left + ((x - this.centre[0]) / this.half + 1) * (this.size / 2); }
  toY(y) { return this.top + (1 - (y - this.centre[1]) / this.half) * (this.size / 2); }
  toLength(length) { return (length / this.half) * (this.size / 2); }
  fromX(px) { return this.centre[0] + (((px - this.left) / this.size) * 2 - 1) * this.half; }
  fromY(py) { return this.centre[1] - (((py - this.top) / this.size) * 2 - 1) * this.half; }
  holds(px, py) { return px >= this.left && py >= this.top && px <= this.left + this.size && py <= this.top + this.size; }

  /** Grow, in coarse steps, until numbers of that size are seen; with shrink, fit anew. Says whether it changed. */
  fit(extent, shrink = false) {
    const steps = [3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100];
    const wanted = steps.find((step) => step >= extent) ?? Math.min(1e6, Math.ceil(extent / 50) * 50);
    if (shrink) this.free = false;
    if (wanted <= this.fitted && !shrink) return false;
    this.fitted = wanted;
    if (!this.free) Object.assign(this, { half: wanted, centre: [0, 0] });
    return !this.free;
  }

  /** Zoom by a factor (above 1: nearer), keeping the point under (px, py). Says whether anything changed. */
  zoom(factor, px = this.left + this.size / 2, py = this.top + this.size / 2) {
    const [x, y] = [this.fromX(px), this.fromY(py)];
    const half = Math.max(0.05, Math.min(this.fitted * 2, this.half / factor));
    if (half === this.half) return false;
    this.centre = [x + (this.centre[0] - x) * (half / this.half), y + (this.centre[1] - y) * (half / this.half)];
    this.half = half;
    this.free = true;
    this.#stay();
    return true;
  }

  /** Show so much around that point. */
  look(centre, half) {
    Object.assign(this, { centre: [...centre], half: Math.max(0.05, Math.min(this.fitted * 2, half)), free: true });
    this.#stay();
  }

  /** Move what is seen by so many CSS pixels. */
  pan(dx, dy) {
    this.centre[0] -= (dx / this.size) * 2 * this.half;
    this.centre[1] += (dy / this.size) * 2 * this.half;
    this.free = true;
    this.#stay();
  }

  #stay() { // the middle stays within what the data need
    this.centre = this.centre.map((c) => Math.max(-this.fitted, Math.min(this.fitted, c)));
  }
}
