import { mixed } from "../shared/colors.js";
import { maskKey, maskOfCrossover } from "./masks.js";

// Which pixels a layer changes: of the faces on the board, with this layer from B against from A, those before it
// being A's and those behind it B's.

/** A map [side²] of each layer: the mean difference in grey levels, over faces and colours. */
export function heatOf({ side, masks, sides }, pictures) {
  const pairs = pictures.shape[1];
  const at = new Map(masks.map((mask, i) => [maskKey(mask), i]));
  const size = pairs * side * side * 3;
  const ofCrossover = (c) => pictures.subarray(at.get(maskKey(maskOfCrossover(c, sides.length, false))) * size).subarray(0, size);
  return sides.map((_, layer) => {
    const [fromB, fromA] = [ofCrossover(layer), ofCrossover(layer + 1)];
    const heat = new Float32Array(side * side);
    for (let i = 0; i < size; i++) heat[Math.floor(i / 3) % (side * side)] += Math.abs(fromB[i] - fromA[i]);
    return heat.map((sum) => sum / (3 * pairs));
  });
}

const FULL = 60; // grey levels that are drawn in full colour

/** Draw it from the page's own colour (no change) to vermillion. */
export function drawHeat(canvas, heat, side, { paper }) {
  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  const image = new ImageData(side, side);
  const ramp = Array.from({ length: 256 }, (_, i) => mixed(paper, "#D55E00", i / 255));
  heat.forEach((value, i) => {
    image.data.set(ramp[Math.round(255 * Math.min(1, value / FULL))], 4 * i);
    image.data[4 * i + 3] = 255;
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}
