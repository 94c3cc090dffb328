// What part of the plane the map shows: it follows the dots, but not every breath of theirs.

const MARGIN = 1.08;
const SHRINK = 0.6; // share of the window below which the dots get a smaller one
const KEPT = 0.99; // share of the dots that must be seen: one stray code must not shrink the rest

export class Window {
  centre = [0, 0];
  half = 0; // 0: nothing seen yet

  /** Follow the dots: map [M, 2]. */
  follow(map) {
    const ranges = [0, 1].map((axis) => {
      const values = [];
      for (let i = axis; i < map.length; i += 2) if (Number.isFinite(map[i])) values.push(map[i]);
      values.sort((a, b) => a - b);
      const cut = Math.floor(((values.length - 1) * (1 - KEPT)) / 2);
      return values.length ? [values[cut], values[values.length - 1 - cut]] : [0, 0];
    });
    const half = Math.max(1e-6, ...ranges.map(([low, high]) => ((high - low) / 2) * MARGIN));
    const outside = ranges.some(([low, high], axis) => low < this.centre[axis] - this.half || high > this.centre[axis] + this.half);
    if (!outside && half > this.half * SHRINK) return;
    this.half = half * MARGIN;
    this.centre = ranges.map(([low, high]) => (low + high) / 2);
  }

  /** Where a point of the plane is on a square of that size in CSS pixels. */
  place(x, y, size) {
    return [((x - this.centre[0]) / this.half + 1) * (size / 2), (1 - (y - this.centre[1]) / this.half) * (size / 2)];
  }
}
