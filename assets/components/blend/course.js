import { fitCanvas } from "../shared/canvas.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// The schedule as a staircase: a plateau while a size is stable, a ramp while one fades in, and where the run is.

const HEIGHT = 54; // CSS pixels
const ABOVE = 18; // of them for the names of the sizes

/** Corners of the staircase: [[step, height], …]; height 0: the smallest size, 1: the next one has faded in, … */
export function corners({ sides, stable, fading, growing }, end) {
  const top = sides.length - 1;
  if (!growing) return [[0, top], [end, top]];
  const points = [[0, 0]];
  for (let level = 1; level <= top; level++) {
    const begins = stable + (level - 1) * (stable + fading);
    points.push([begins, level - 1], [begins + fading, level]);
  }
  return [...points, [Math.max(end, points[points.length - 1][0]), top]];
}

/** step, height: where the run is; by hand: another height that was chosen, else null. */
export function drawCourse(canvas, schedule, { step, height, byHand }, theme) {
  const width = canvas.clientWidth;
  if (!width) return;
  const context = fitCanvas(canvas, width, HEIGHT);
  context.clearRect(0, 0, width, HEIGHT);
  const end = Math.max(schedule.steps, step, 1);
  const points = corners(schedule, end);
  const last = points[points.length - 1][0];
  const top = schedule.sides.length - 1;
  const x = (at) => 5 + (at / last) * (width - 10);
  const y = (at) => HEIGHT - 6 - (at / top) * (HEIGHT - ABOVE - 8);
  context.beginPath();
  points.forEach(([at, level], i) => (i ? context.lineTo(x(at), y(level)) : context.moveTo(x(at), y(level))));
  Object.assign(context, { strokeStyle: theme.ink, lineWidth: 2, lineJoin: "round" });
  context.stroke();
  context.lineTo(x(last), HEIGHT);
  context.lineTo(x(0), HEIGHT);
  context.fillStyle = withAlpha(theme.ink, 0.08);
  context.fill();
  Object.assign(context, { fillStyle: theme.ink, font: `14px ${theme.font}`, textBaseline: "bottom" });
  const begins = (level) => x(level && schedule.growing ? points[2 * level][0] : 0);
  schedule.sides.forEach((side, level) => { // each name over its plateau, as long as there is room before the next
    if (!schedule.growing && level < top) return;
    const room = level === top ? width - begins(level) : begins(level + 1) - begins(level) - 4;
    const names = [`${side} × ${side} pixels`, `${side} × ${side}`, `${side}²`].slice(level === top ? 0 : 1);
    const name = names.find((text) => context.measureText(text).width < room);
    if (name) context.fillText(name, begins(level), y(level) - 3);
  });
  dot(context, x(step), y(height), byHand === null);
  if (byHand !== null) dot(context, x(step), y(byHand), true);
}

function dot(context, x, y, full) {
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: ROLE.generated, strokeStyle: ROLE.generated, lineWidth: 2 });
  if (full) context.fill();
  else context.stroke();
}
