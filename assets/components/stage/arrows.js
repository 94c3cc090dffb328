// How long the arrows are drawn.

/**
 * gradients [m, 2] → {longest, factor}: the greatest length, and by what arrows are drawn longer so that 19 of 20 are no
 * longer than `reach`: 1, 2 or 5 × 10ⁿ, so that arrows of two frames can mostly be compared. Factor 0: nothing to draw.
 */
export function arrowScale(gradients, reach) {
  const lengths = [];
  for (let i = 0; i < gradients.length; i += 2) {
    const length = Math.hypot(gradients[i], gradients[i + 1]);
    if (Number.isFinite(length)) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  const longest = lengths[lengths.length - 1] ?? 0;
  const usual = lengths[Math.floor(0.95 * (lengths.length - 1))] || longest;
  if (!usual) return { longest, factor: 0 };
  const power = 10 ** Math.floor(Math.log10(reach / usual));
  const factor = [5, 2, 1].map((digit) => digit * power).find((each) => each * usual <= reach * 1.000001) ?? power;
  return { longest, factor };
}
