import { fitCanvas } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";
import { dotSprite } from "../shared/strokes.js";

// One plane: the points, arrows of two fields at the places of a grid, and noisy points on their way.

export const LAYERS = {
  points: { name: "data", title: "The points that are learned from", color: ROLE.real },
  exact: { name: "best arrows", title: "From a noisy point to the best guess of where it came from: σ² ∇ log p, the exact formula", color: ROLE.prior },
  learned: { name: "learned arrows", title: "From a noisy point to where the network puts it, at true length", color: ROLE.reconstruction },
  flow: { name: "noisy points", title: "Noisy points, and where the network takes them when it is asked again and again", color: ROLE.generated },
};
const WIDTH = { exact: 4, learned: 1.5 }; // CSS pixels: the exact arrow is seen on both sides of the learned one
const SMALLEST = 1.5; // CSS pixels: a shorter arrow is drawn as a dot

/** view: {plane, shown, theme, points, grid, exact, learned, path: [times + 1, n, 2], times: how often denoised}. */
export function drawField(canvas, view) {
  const { plane, shown, theme } = view;
  const context = fitCanvas(canvas, plane.size, plane.size);
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, plane.size, plane.size);
  if (shown.points) drawDots(context, view, view.points, LAYERS.points.color, 1.8);
  for (const layer of ["exact", "learned"]) if (shown[layer]) drawArrows(context, view, layer);
  if (shown.flow) drawFlow(context, view);
}

function drawDots(context, { plane, theme }, points, color, size) {
  const { picture, radius } = dotSprite(color, theme.paper, size);
  for (let i = 0; i < points.length; i += 2) {
    context.drawImage(picture, plane.toX(points[i]) - radius, plane.toY(points[i + 1]) - radius, 2 * radius, 2 * radius);
  }
}

function drawArrows(context, view, layer) { // one path for all
  const { plane, grid } = view;
  const arrows = view[layer];
  context.beginPath();
  for (let i = 0; i < grid.length; i += 2) {
    const [x, y] = [plane.toX(grid[i]), plane.toY(grid[i + 1])];
    const [dx, dy] = [plane.toLength(arrows[i]), -plane.toLength(arrows[i + 1])];
    const length = Math.hypot(dx, dy);
    if (!(length >= SMALLEST)) { // also what is no number
      context.rect(x - 0.5, y - 0.5, 1, 1);
      continue;
    }
    const head = Math.min(6, length * 0.5) / length;
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.moveTo(x + dx - head * (dx - 0.5 * dy), y + dy - head * (dy + 0.5 * dx));
    context.lineTo(x + dx, y + dy);
    context.lineTo(x + dx - head * (dx + 0.5 * dy), y + dy - head * (dy - 0.5 * dx));
  }
  Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: WIDTH[layer], strokeStyle: withAlpha(LAYERS[layer].color, layer === "exact" ? 0.4 : 0.9) });
  context.stroke();
}

function drawFlow(context, view) { // the way so far as a thread, the point at its end
  const { plane, path, times } = view;
  const n = path.shape[1];
  const at = (time) => path.subarray(2 * n * time, 2 * n * (time + 1));
  context.beginPath();
  for (let i = 0; i < 2 * n; i += 2) {
    for (let time = 0; time <= times; time++) {
      const [x, y] = [plane.toX(at(time)[i]), plane.toY(at(time)[i + 1])];
      if (time) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
  }
  Object.assign(context, { lineWidth: 1, strokeStyle: withAlpha(LAYERS.flow.color, 0.5) });
  context.stroke();
  drawDots(context, view, at(times), LAYERS.flow.color, 2.8);
}
