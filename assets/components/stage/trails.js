import { ROLE, withAlpha } from "../shared/colors.js";

// Trails: straight lines between the places where a point was in the last frames. They fade by the same share from frame
// to frame, so a picture of them fades between two frames as a whole.

const FADE = 0.78; // what is left of a trail's opacity one frame later
const MOST = 96; // points with a trail: more would hide each other

/** What is left of the opacity after that fraction of a frame. */
export function fadeOf(fraction) { return FADE ** fraction; }

/** The trails of the world's last frames, `trail` of them. */
export function drawTrails(context, { plane, moment, trail }) {
  const { frames, index } = moment;
  Object.assign(context, { lineCap: "round", lineWidth: Math.max(1, plane.size / 320) });
  for (let age = Math.min(trail, index) - 1; age >= 0; age--) {
    const [from, to] = [frames.at(index - age - 1).arrays.points, frames.at(index - age).arrays.points];
    if (from?.length !== to?.length) continue;
    context.beginPath();
    for (let i = 0; i < Math.min(2 * MOST, to.length); i += 2) {
      context.moveTo(plane.toX(from[i]), plane.toY(from[i + 1]));
      context.lineTo(plane.toX(to[i]), plane.toY(to[i + 1]));
    }
    context.strokeStyle = withAlpha(ROLE.generated, 0.6 * FADE ** age);
    context.stroke();
  }
}
