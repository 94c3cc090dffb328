import { mapOf } from "../shared/cells.js";

// Transposed convolution two ways, and how often each cell is reached. Maps are number[][], all square.

/** Side of the result: (n − 1) stride − 2 padding + k. */
export function sideOf(n, k, stride, padding) { return (n - 1) * stride - 2 * padding + k; }

/** The ways in which output cell (r, c) is reached by stamping: [{i, j, u, v}], input cell (i, j) by kernel cell (u, v). */
export function reaching(r, c, n, k, stride, padding) {
  const found = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [u, v] = [r + padding - i * stride, c + padding - j * stride];
      if (u >= 0 && u < k && v >= 0 && v < k) found.push({ i, j, u, v });
    }
  }
  return found;
}

/** Each input cell stamps the kernel, times itself, `stride` further on; stamps add up; `padding` cells are cut off. */
export function stamped(x, kernel, stride, padding) {
  const [n, k] = [x.length, kernel.length];
  const all = mapOf((n - 1) * stride + k, (n - 1) * stride + k, () => 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let u = 0; u < k; u++) for (let v = 0; v < k; v++) all[i * stride + u][j * stride + v] += x[i][j] * kernel[u][v];
    }
  }
  const side = sideOf(n, k, stride, padding);
  return mapOf(side, side, (r, c) => all[r + padding][c + padding]);
}

/** stride − 1 zeros between neighbours and k − 1 − padding around (fewer than none cuts off). */
export function stuffed(x, k, stride, padding) {
  const border = k - 1 - padding;
  const side = (x.length - 1) * stride + 1 + 2 * border;
  return mapOf(side, side, (r, c) => {
    const [i, j] = [(r - border) / stride, (c - border) / stride];
    return x[i]?.[j] ?? 0;
  });
}

/** Turned by half a turn. */
export function flipped(kernel) { return kernel.map((row) => [...row].reverse()).reverse(); }

/** The kernel laid on every place of the map, products added up, at stride 1. */
export function convolved(map, kernel) {
  const k = kernel.length;
  const side = map.length - k + 1;
  return mapOf(side, side, (r, c) => {
    let sum = 0;
    for (let u = 0; u < k; u++) for (let v = 0; v < k; v++) sum += map[r + u][c + v] * kernel[u][v];
    return sum;
  });
}

/** The largest difference of two maps of one size; infinite where the sizes differ. */
export function difference(a, b) {
  if (a.length !== b.length) return Infinity;
  return Math.max(...a.map((row, r) => Math.max(...row.map((value, c) => Math.abs(value - b[r][c])))));
}
