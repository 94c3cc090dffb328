import { ROLE, mixed, withAlpha } from "../shared/colors.js";

// Small multiples: the same training from several seeds, a little world each, with its number of modes.

/** {columns, cell: side of a little world} for so many copies on a square of that size. */
export function gridOf(copies, size) {
  const columns = Math.ceil(Math.sqrt(copies));
  return { columns, cell: size / columns };
}

/** layers: {real, generated}: whether each is drawn. */
export function drawCopies(context, { plane, real, points, copies, count, facts, frame }, layers, { ink, paper, line, font }) {
  const { columns, cell } = gridOf(copies, plane.size);
  const modes = frame?.arrays.seed_modes;
  const faint = `rgb(${mixed(paper, ROLE.real, 0.45).join(" ")})`;
  const dot = Math.max(1.5, cell / 45);
  for (let copy = 0; copy < copies; copy++) {
    const [left, top] = [(copy % columns) * cell, Math.floor(copy / columns) * cell];
    context.save();
    context.beginPath();
    context.rect(left, top, cell, cell);
    context.clip();
    const dots = (samples, first, last, color) => {
      context.fillStyle = color;
      for (let i = first; i < last; i += 2) {
        const x = left + plane.toX(samples[i]) / columns, y = top + plane.toY(samples[i + 1]) / columns;
        context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
      }
    };
    if (layers.real) dots(real, 0, real.length, faint);
    if (layers.generated) dots(points, 2 * copy * count, 2 * (copy + 1) * count, ROLE.generated);
    if (modes) drawBadge(context, `${modes[copy]}${facts.modes ? `/${facts.modes}` : ""}`, left, top, cell, { ink, paper, font });
    context.restore();
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, cell - 1, cell - 1);
  }
}

function drawBadge(context, text, left, top, cell, { ink, paper, font }) {
  const size = Math.max(11, Math.min(18, cell / 6));
  context.font = `700 ${size}px ${font}`;
  Object.assign(context, { textAlign: "left", textBaseline: "top" });
  context.fillStyle = withAlpha(paper, 0.8);
  context.fillRect(left + 1, top + 1, context.measureText(text).width + 8, size + 6);
  context.fillStyle = ink;
  context.fillText(text, left + 5, top + 4);
}
