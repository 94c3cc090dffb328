// Lines of equal height by marching squares.

// for each corner pattern (1 lower left, 2 lower right, 4 upper right, 8 upper left: above the level) the sides that the
// line joins: 0 lower, 1 right, 2 upper, 3 left
const SIDES = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], [],
];

/** heights [side, side] → the segments [[x0, y0, x1, y1], …] of the line at that level, in columns and rows. */
export function contourLines(heights, side, level) {
  const segments = [];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const start = row * side + column;
      const a = heights[start], b = heights[start + 1], c = heights[start + side + 1], d = heights[start + side];
      const pattern = (a > level) + 2 * (b > level) + 4 * (c > level) + 8 * (d > level);
      if (pattern === 0 || pattern === 15) continue; // most cells
      const crossing = (from, to) => (level - from) / (to - from);
      const place = [
        () => [column + crossing(a, b), row],
        () => [column + 1, row + crossing(b, c)],
        () => [column + crossing(d, c), row + 1],
        () => [column, row + crossing(a, d)],
      ];
      for (const [from, to] of SIDES[pattern]) segments.push([...place[from](), ...place[to]()]);
    }
  }
  return segments;
}
