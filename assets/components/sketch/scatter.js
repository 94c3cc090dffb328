import { normalDraw } from "../shared/random.js";

// Points scattered along strokes.

const SPACING = 0.06; // of the world's units, along a stroke
const JITTER = 0.08; // standard deviation around the stroke

/**
 * paths: [[[x, y], …], …] in the world's units → at most `most` points [[x, y], …] within ±extent, with two decimals. The
 * same paths and seed give the same points; a longer stroke goes on where the shorter one ended.
 */
export function scatter(paths, seed, extent, most) {
  const points = [];
  const place = (value) => Math.round(100 * Math.max(-extent, Math.min(extent, value))) / 100 || 0; // never −0
  const drop = (x, y) => {
    if (points.length >= most) return;
    const [dx, dy] = normalDraw(seed, points.length, 2);
    points.push([place(x + JITTER * dx), place(y + JITTER * dy)]);
  };
  for (const path of paths) {
    drop(...path[0]);
    let left = SPACING; // until the next point
    for (let i = 1; i < path.length; i++) {
      const [[x0, y0], [x1, y1]] = [path[i - 1], path[i]];
      const length = Math.hypot(x1 - x0, y1 - y0);
      for (; left <= length; left += SPACING) drop(x0 + ((x1 - x0) * left) / length, y0 + ((y1 - y0) * left) / length);
      left -= length;
    }
  }
  return points;
}
