// Brings a drawing to the size and place that the digits of a data set have.

const NORMS = { // side of the picture → side of the box a digit fills, and what is put in the middle
  8: { box: 8, middle: "box" }, // scikit-learn's digits fill all eight rows
  28: { box: 20, middle: "mass" }, // MNIST: a 20 × 20 box, its centre of mass in the middle
};

/** ink: Uint8 [size, size], 0 no ink → Uint8Array [side, side] by area averaging, or null where there is no ink. */
export function normaliseDrawing(ink, size, side) {
  const { box, middle } = NORMS[side] ?? { box: Math.round((side * 5) / 7), middle: "mass" };
  let [x0, x1, y0, y1, mass, sumX, sumY] = [size, -1, size, -1, 0, 0, 0];
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    const value = ink[y * size + x];
    if (value < 32) continue;
    [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
    mass += value;
    sumX += value * (x + 0.5);
    sumY += value * (y + 0.5);
  }
  if (x1 < 0) return null;
  const scale = Math.max(x1 - x0 + 1, y1 - y0 + 1) / box; // pixels of the drawing in one of the picture
  const [cx, cy] = middle === "mass" ? [sumX / mass, sumY / mass] : [(x0 + x1 + 1) / 2, (y0 + y1 + 1) / 2];
  return averageAreas(ink, size, cx - (side / 2) * scale, cy - (side / 2) * scale, scale, side);
}

/** Mean of the square of `scale` pixels under each pixel of the picture; outside the drawing there is no ink. */
export function averageAreas(ink, size, left, top, scale, side) {
  const rows = new Float64Array(size * side); // averaged along x
  for (let k = 0; k < side; k++) {
    const [from, to] = [left + k * scale, left + (k + 1) * scale];
    for (let x = Math.max(0, Math.floor(from)); x < Math.min(size, to); x++) {
      const part = Math.min(x + 1, to) - Math.max(x, from);
      for (let y = 0; y < size; y++) rows[y * side + k] += ink[y * size + x] * part;
    }
  }
  const picture = new Uint8Array(side * side);
  for (let j = 0; j < side; j++) {
    const [from, to] = [top + j * scale, top + (j + 1) * scale];
    for (let k = 0; k < side; k++) {
      let sum = 0;
      for (let y = Math.max(0, Math.floor(from)); y < Math.min(size, to); y++) {
        sum += rows[y * side + k] * (Math.min(y + 1, to) - Math.max(y, from));
      }
      picture[j * side + k] = Math.min(255, Math.round(sum / (scale * scale)));
    }
  }
  return picture;
}
