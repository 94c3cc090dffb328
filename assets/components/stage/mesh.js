// The generator's grid: latent cells as they lie in the world, by how much they are squeezed.

const SHADES = 8;

/**
 * mesh [rows, columns, 2] → for each of SHADES shades, from light to dark, its cells: [{opacity 0..1, cells: [[x, y] × 4, …]}].
 * A cell's density is that of the cells spread evenly over the world, over its own.
 */
export function shadedCells(mesh, extent) {
  const [rows, columns] = mesh.shape;
  const even = (2 * extent) ** 2 / ((rows - 1) * (columns - 1));
  const shades = Array.from({ length: SHADES }, (_, i) => ({ opacity: (0.6 * (i + 0.5)) / SHADES, cells: [] }));
  const node = (row, column) => [mesh[2 * (row * columns + column)], mesh[2 * (row * columns + column) + 1]];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const cell = [node(row, column), node(row, column + 1), node(row + 1, column + 1), node(row + 1, column)];
      const density = even / areaOf(cell);
      if (Number.isNaN(density)) continue;
      const squeezed = density === Infinity ? 1 : density / (density + 3);
      shades[Math.min(SHADES - 1, Math.floor(squeezed * SHADES))].cells.push(cell);
    }
  }
  return shades;
}

/** The area of a quadrilateral (shoelace formula). */
export function areaOf(corners) {
  let twice = 0;
  corners.forEach(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}
