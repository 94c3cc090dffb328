import { fitCanvas } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// Points and surfaces in space, what is farther away drawn first.

export const LAYERS = {
  points: { name: "points", title: "The training points", color: ROLE.real },
  plane: { name: "PCA's plane", title: "The flat surface with the least squared error", color: ROLE.prior },
  surface: { name: "learned surface", title: "What the decoder draws over the range of the codes", color: ROLE.reconstruction },
  reconstructions: { name: "reconstructions", title: "Where the network puts the points", color: ROLE.reconstruction },
};
const RADIUS = { points: 2.6, reconstructions: 2.2 }; // CSS pixels
const AXIS = 0.4; // length of the axes, against the reach of the points

/** Draws layers {name: Float32Array with .shape [N, 3] or [R, C, 3]}, seen by the camera; returns how much was drawn. */
export function drawScene(canvas, width, height, { layers, middle, reach, camera, theme }) {
  const context = fitCanvas(canvas, width, height);
  context.clearRect(0, 0, width, height);
  const project = camera.projection();
  const scale = Math.min(width, height) / 2.3 / reach;
  const place = (x, y, z) => {
    const [right, up, near] = project(x - middle[0], y - middle[1], z - middle[2]);
    return [width / 2 + right * scale, height / 2 - up * scale, near];
  };
  drawAxes(context, place, middle, reach, theme);
  const pieces = Object.entries(layers).flatMap(([layer, array]) => (
    array.shape.length === 2 ? dotsOf(layer, array, place) : patchesOf(layer, array, place)));
  pieces.sort((a, b) => a.near - b.near);
  for (const piece of pieces) (piece.corners ? drawPatch : drawDot)(context, piece, theme);
  return pieces.length;
}

function drawAxes(context, place, middle, reach, theme) {
  context.strokeStyle = withAlpha(theme.ink, 0.35);
  context.fillStyle = theme.ink;
  context.lineWidth = 1;
  context.font = `15px ${theme.font}`;
  const corner = middle.map((m) => m - reach * 0.55);
  const from = place(...corner);
  corner.forEach((_, axis) => {
    const to = place(...corner.map((c, i) => c + (i === axis ? AXIS * reach : 0)));
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
    context.fillText(`x${"₁₂₃"[axis]}`, to[0] + 4, to[1] - 4);
  });
}

function dotsOf(layer, array, place) {
  return Array.from({ length: array.shape[0] }, (_, i) => {
    const [x, y, near] = place(...array.subarray(3 * i, 3 * i + 3));
    return { layer, x, y, near };
  });
}

function patchesOf(layer, array, place) { // the squares of a net
  const [rows, columns] = array.shape;
  const at = (r, c) => place(...array.subarray(3 * (r * columns + c), 3 * (r * columns + c) + 3));
  const net = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => at(r, c)));
  const patches = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const corners = [net[r][c], net[r][c + 1], net[r + 1][c + 1], net[r + 1][c]];
      patches.push({ layer, corners, near: corners.reduce((sum, [, , near]) => sum + near / 4, 0) });
    }
  }
  return patches;
}

function drawPatch(context, { layer, corners }) {
  const { color } = LAYERS[layer];
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = withAlpha(color, 0.2);
  context.fill();
  context.strokeStyle = withAlpha(color, 0.7);
  context.lineWidth = 1;
  context.stroke();
}

function drawDot(context, { layer, x, y }, theme) {
  context.beginPath();
  context.arc(x, y, RADIUS[layer], 0, 2 * Math.PI);
  context.fillStyle = LAYERS[layer].color;
  context.fill();
  context.strokeStyle = withAlpha(theme.paper, 0.8);
  context.lineWidth = 0.7;
  context.stroke();
}
