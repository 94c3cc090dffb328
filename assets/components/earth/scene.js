import { layoutOf } from "./layout.js";
import { tally } from "./ledger.js";
import { drawRibbons } from "./ribbons.js";
import { plainNumber, write } from "./ink.js";
import { ROLE, withAlpha } from "../shared/colors.js";

// Draws piles, holes and the block that is on its way, from what the board says; returns where everything is.

/** board: {piles, editor, moves, t, held, drag, cursor, priced, theme} */
export function drawScene(context, board, width, height) {
  context.clearRect(0, 0, width, height);
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  return board.editor ? drawEdited(context, board, width, height) : drawPiles(context, board, width, height);
}

/** Where the blocks are after t of these moves: {left: [N], filled: [M], flying: {pile, hole, share} or null}. */
function positionsAt({ blocks, wanted }, moves, t) {
  const left = [...blocks];
  const filled = wanted.map(() => 0);
  const done = Math.floor(t);
  for (const [i, j] of moves.slice(0, done)) {
    left[i] -= 1;
    filled[j] += 1;
  }
  if (t === done) return { left, filled, flying: null };
  const [pile, hole] = moves[done];
  left[pile] -= 1;
  return { left, filled, flying: { pile, hole, share: t - done } };
}

function drawPiles(context, board, width, height) {
  const { piles, theme } = board;
  const places = [...piles.earth, ...piles.holes];
  const ruler = { low: Math.min(...places), high: Math.max(...places), step: piles.step };
  const layout = layoutOf(ruler, Math.max(...piles.blocks), Math.max(...piles.wanted), width, height);
  const carried = board.moves.slice(0, Math.ceil(board.t)).filter((_, k) => k !== board.drag?.index); // not what is in the hand
  const { left, filled, flying } = positionsAt(piles, carried, Math.min(board.t, carried.length));
  if (board.drag) left[board.drag.pile] = board.drag.leaves;
  drawGround(context, layout, theme);
  piles.holes.forEach((place, j) => drawHole(context, layout, place, piles.wanted[j], filled[j], theme));
  drawRibbons(context, layout, board, tally(piles, flying ? carried.slice(0, -1) : carried));
  drawRuler(context, layout, theme);
  piles.earth.forEach((place, i) => drawPile(context, layout, place, left[i], theme, board.held === i));
  if (board.priced) drawPrices(context, layout, board, left);
  if (board.cursor) drawCursor(context, layout, board, left);
  if (flying) drawFlying(context, layout, piles, left, filled, flying, theme);
  if (board.drag) drawDragged(context, layout, board);
  return layout;
}

function drawEdited(context, { editor, cursor, theme }, width, height) {
  const [earth, holes] = ["earth", "holes"].map((side) => editor.heaps(side));
  const highest = (heaps) => 1 + Math.max(1, ...heaps.map(({ count }) => count)); // and one more
  const layout = layoutOf({ low: 0, high: editor.last, step: 1 }, highest(earth), highest(holes), width, height);
  drawGround(context, layout, theme);
  for (const { place, count } of holes) drawHole(context, layout, place, count, 0, theme);
  drawRuler(context, layout, theme);
  for (const { place, count } of earth) drawPile(context, layout, place, count, theme, false);
  const nextY = { // where one more would be
    earth: (place) => layout.earthY(editor.at("earth", place)),
    holes: (place) => layout.pit + layout.size * (editor.at("holes", place) + 0.5),
  };
  for (let place = 0; place <= editor.last; place++) {
    for (const y of [nextY.earth(place), nextY.holes(place)]) write(context, "+", layout.x(place), y, withAlpha(theme.ink, 0.55), 20, theme);
  }
  if (cursor) outline(context, layout, layout.x(cursor.index), nextY[cursor.side](cursor.index), theme.primary);
  return layout;
}

function drawGround(context, { ground, pit, width, height }, theme) {
  context.fillStyle = withAlpha(theme.ink, theme.dark ? 0.1 : 0.06);
  context.fillRect(0, pit, width, height - pit);
  context.fillStyle = withAlpha(theme.ink, 0.5);
  context.fillRect(0, ground, width, 2);
}

function drawRuler(context, { low, high, step, column, ground, x }, theme) {
  const every = Math.max(1, step * Math.ceil(26 / column)); // so that the numbers don't touch
  for (let k = 0; low + k * step <= high + step / 2; k++) {
    const place = low + k * step;
    const named = Math.abs(place / every - Math.round(place / every)) < 1e-6;
    context.fillStyle = withAlpha(theme.ink, 0.5);
    context.fillRect(x(place) - 0.75, ground, 1.5, named ? 9 : 5);
    if (named) write(context, plainNumber(place), x(place), ground + 20, theme.ink, 15, theme);
  }
}

function drawPile(context, layout, place, count, theme, held) {
  for (let k = 0; k < count; k++) {
    const lift = held && k === count - 1 ? layout.size * 0.3 : 0;
    drawBlock(context, layout, layout.x(place), layout.earthY(k) - lift, theme, lift ? theme.ink : null);
  }
}

function drawHole(context, layout, place, wanted, filled, theme) {
  const { size, pit, x } = layout;
  const [edge, top] = [x(place) - size / 2, pit - 3];
  context.fillStyle = theme.paper;
  context.fillRect(edge, top, size, size * wanted + 3);
  context.fillStyle = withAlpha(ROLE.real, 0.2);
  context.fillRect(edge, top + 3, size, size * wanted);
  for (let k = 0; k < filled; k++) drawBlock(context, layout, x(place), layout.holeY(k, wanted), theme);
  context.strokeStyle = withAlpha(ROLE.real, 0.55);
  context.lineWidth = 1;
  context.beginPath();
  for (let k = 1; k < wanted; k++) {
    context.moveTo(edge, pit + k * size);
    context.lineTo(edge + size, pit + k * size);
  }
  context.stroke();
  context.strokeStyle = ROLE.real;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(edge, top);
  context.lineTo(edge, pit + size * wanted);
  context.lineTo(edge + size, pit + size * wanted);
  context.lineTo(edge + size, top);
  context.stroke();
}

function drawBlock(context, { size }, x, y, theme, rim = null) {
  const side = size - 3;
  context.fillStyle = ROLE.generated;
  context.beginPath();
  context.roundRect(x - side / 2, y - side / 2, side, side, Math.min(5, side / 5));
  context.fill();
  context.fillStyle = "rgb(255 255 255 / 0.16)"; // the light comes from above
  context.fillRect(x - side / 2 + 3, y - side / 2 + 2, side - 6, Math.max(1.5, side / 9));
  if (rim) {
    context.strokeStyle = rim;
    context.lineWidth = 2.5;
    context.stroke();
  }
}

function drawPrices(context, layout, { piles, theme }, left) {
  const tag = (text, x, y) => write(context, text, x, y, theme.dark ? "#3BD0A5" : "#00795A", 15, theme, 700);
  piles.earth.forEach((place, i) => tag(plainNumber(piles.f[i]), layout.x(place), layout.earthY(left[i]) + layout.size / 2 - 14));
  piles.holes.forEach((place, j) => tag(plainNumber(piles.g[j]), layout.x(place), layout.pit + layout.size * piles.wanted[j] + 15));
}

function drawCursor(context, layout, { piles, cursor: { side, index }, theme }, left) {
  const [places, y] = side === "earth"
    ? [piles.earth, layout.earthY(Math.max(0, left[index] - 1))] : [piles.holes, layout.pit + layout.size / 2];
  outline(context, layout, layout.x(places[index]), y, theme.primary);
}

function outline(context, { size }, x, y, color) {
  context.strokeStyle = color;
  context.lineWidth = 3;
  context.beginPath();
  context.roundRect(x - size / 2 - 4, y - size / 2 - 4, size + 8, size + 8, 7);
  context.stroke();
}

function drawFlying(context, layout, piles, left, filled, { pile, hole, share }, theme) {
  const from = [layout.x(piles.earth[pile]), layout.earthY(left[pile])];
  const to = [layout.x(piles.holes[hole]), layout.holeY(filled[hole], piles.wanted[hole])];
  const eased = share * share * (3 - 2 * share);
  const [x, y] = [0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * eased);
  drawBlock(context, layout, x, y - 4 * eased * (1 - eased) * 46, theme, theme.paper);
}

function drawDragged(context, layout, { piles, drag, theme }) {
  const [start, end] = [layout.x(piles.earth[drag.pile]), drag.over === null ? drag.x : layout.x(piles.holes[drag.over])];
  const y = layout.ground + 42;
  if (drag.over !== null) {
    const wanted = piles.wanted[drag.over];
    context.strokeStyle = theme.ink;
    context.lineWidth = 3;
    context.strokeRect(end - layout.size / 2 - 3, layout.pit - 6, layout.size + 6, layout.size * wanted + 9);
  }
  context.strokeStyle = withAlpha(theme.ink, 0.75);
  context.lineWidth = 2.5;
  context.setLineDash([7, 5]);
  context.beginPath();
  context.moveTo(start, layout.ground);
  context.lineTo(start, y);
  context.lineTo(end, y);
  context.stroke();
  context.setLineDash([]);
  drawBlock(context, layout, drag.x, drag.y, theme, theme.ink);
  if (drag.over === null) return;
  const cost = piles.costs[drag.pile][drag.over];
  write(context, `costs ${plainNumber(cost)}`, (start + end) / 2, y + 16, theme.ink, 17, theme, 700);
}
