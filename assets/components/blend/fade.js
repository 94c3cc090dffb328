// What fading in computes: planes of numbers, blended and turned into bytes.

/** Each cell twice in both directions: planes of side/2 × side/2 → planes of side × side. */
export function enlarged(planes, side) {
  const half = side / 2;
  const out = new Float32Array(planes.length * 4);
  for (let i = 0; i < out.length; i++) {
    const [plane, place] = [Math.floor(i / (side * side)), i % (side * side)];
    const [y, x] = [Math.floor(place / side) >> 1, (place % side) >> 1];
    out[i] = planes[(plane * half + y) * half + x];
  }
  return out;
}

/** The mean of each 2 × 2 cells: planes of side × side → planes of side/2 × side/2. */
export function shrunk(planes, side) {
  const half = side / 2;
  const out = new Float32Array(planes.length / 4);
  for (let i = 0; i < out.length; i++) {
    const [plane, place] = [Math.floor(i / (half * half)), i % (half * half)];
    const at = (plane * side + 2 * Math.floor(place / half)) * side + 2 * (place % half);
    out[i] = (planes[at] + planes[at + 1] + planes[at + side] + planes[at + side + 1]) / 4;
  }
  return out;
}

/** (1 − α) · old + α · fresh. */
export function blended(old, fresh, alpha) {
  const out = new Float32Array(old.length);
  for (let i = 0; i < out.length; i++) out[i] = (1 - alpha) * old[i] + alpha * fresh[i];
  return out;
}

/** What the new branch has changed so far: α · (fresh − old). */
export function added(old, fresh, alpha) {
  const out = new Float32Array(old.length);
  for (let i = 0; i < out.length; i++) out[i] = alpha * (fresh[i] - old[i]);
  return out;
}

/** Puts three planes of numbers −1…1 (red, green, blue; what lies beyond is cut) on a canvas of side × side pixels. */
export function paintPlanes(canvas, planes, side) {
  paint(canvas, side, (bytes, i) => {
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = (planes[c * side * side + i] + 1) * 127.5; // clamped, and rounded
  });
}

/** Puts a plane of numbers on it: 0 is the middle of the ramp's 256 colours, ±most are its ends. */
export function paintSigned(canvas, plane, side, most, ramp) {
  const colors = new Uint8Array(ramp.buffer);
  paint(canvas, side, (bytes, i) => {
    const level = Math.round(128 + 127 * Math.max(-1, Math.min(1, plane[i] / most)));
    bytes.set(colors.subarray(4 * level, 4 * level + 3), 4 * i);
  });
}

function paint(canvas, side, pixel) {
  if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    pixel(image.data, i);
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d", { willReadFrequently: true }).putImageData(image, 0, 0); // small, and made here: no work for a GPU
}
