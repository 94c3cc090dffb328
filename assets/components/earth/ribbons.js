import { wasteOf } from "./ledger.js";
import { plainNumber, write } from "./ink.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// The moves as ribbons from the foot of a pile to the mouth of a hole, as wide as what they carry. Once prices are
// shown, those that cost just their prices are green, and those that waste are broken and say how much.

const WIDEST = 26; // CSS pixels of all that leaves or reaches one place

/** units: [N][M] blocks carried. */
export function drawRibbons(context, layout, { piles, priced, theme }, units) {
  const thick = Math.min(6, Math.min(WIDEST, layout.size) / Math.max(...piles.blocks, ...piles.wanted));
  const used = { earth: piles.earth.map(() => 0), holes: piles.holes.map(() => 0) };
  context.lineCap = "butt";
  const labels = [];
  units.forEach((row, i) => row.forEach((count, j) => {
    if (!count) return;
    const waste = wasteOf(piles, i, j);
    const width = thick * count;
    const start = layout.x(piles.earth[i]) + offset(used.earth, i, piles.blocks[i], count) * thick;
    const end = layout.x(piles.holes[j]) + offset(used.holes, j, piles.wanted[j], count) * thick;
    context.strokeStyle = !priced ? withAlpha(theme.ink, 0.4) : waste ? withAlpha(theme.ink, 0.7) : withAlpha(ROLE.discriminator, 0.75);
    context.lineWidth = Math.max(2, width);
    context.setLineDash(priced && waste ? [9, 5] : []);
    const [top, bottom] = [layout.ground + 32, layout.pit - 3]; // below the ruler's numbers
    context.beginPath();
    context.moveTo(start, layout.ground + 2);
    context.lineTo(start, top);
    context.bezierCurveTo(start, (top + bottom) / 2, end, (top + bottom) / 2, end, bottom);
    context.stroke();
    if (priced && waste) labels.push([count * waste, (start + end) / 2, (top + bottom) / 2]);
  }));
  context.setLineDash([]);
  for (const [waste, x, y] of labels) write(context, `+${plainNumber(waste)}`, x, y, theme.ink, 18, theme, 700);
}

function offset(used, index, all, count) { // of the ribbon's middle from the column's, in blocks
  const before = used[index];
  used[index] += count;
  return before + count / 2 - all / 2;
}
