// Max pooling of windows of 2 × 2 cells with its switches, and unpooling. Maps are number[][].

const WINDOW = 2;

/** {values, switches}: the largest number of each window and its place [r, c]; of equals the first, row by row. */
export function maxPool(map) {
  const windows = map.slice(0, map.length / WINDOW).map((_, i) => map[0].slice(0, map[0].length / WINDOW).map((__, j) => {
    let best = [WINDOW * i, WINDOW * j];
    for (let r = WINDOW * i; r < WINDOW * (i + 1); r++) {
      for (let c = WINDOW * j; c < WINDOW * (j + 1); c++) if (map[r][c] > map[best[0]][best[1]]) best = [r, c];
    }
    return best;
  }));
  return { values: windows.map((row) => row.map(([r, c]) => map[r][c])), switches: windows };
}

/** Each value at its switch, zeros elsewhere. */
export function unpool(values, switches) {
  const map = Array.from({ length: WINDOW * values.length }, () => Array(WINDOW * values[0].length).fill(0));
  switches.forEach((row, i) => row.forEach(([r, c], j) => { map[r][c] = values[i][j]; }));
  return map;
}
