// The matrix: sources B above, sources A on the left, and where they meet the mixture.

const GAP = 4; // CSS pixels between two faces
const FRAME = 3; // of a source
const SMALLEST = 48, LARGEST = 96; // CSS pixels of a face
const BESIDE = 256; // CSS pixels that what stands beside it takes

export const WIDE = 560; // CSS pixels of the piece from which there is room for that

/** sheet: a Sheet; mask: one that it has; room: CSS pixels; colors: of A and of B. */
export function drawBoard(canvas, sheet, mask, { rows, columns, room, colors, theme }) {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = room >= WIDE ? room - BESIDE : room;
  const fitting = Math.min(LARGEST, Math.max(SMALLEST, (width - 2 * FRAME) / (columns + 1) - GAP));
  const scale = Math.max(1, Math.floor((fitting * ratio) / sheet.side)); // pixels of the screen for one of a face
  const [size, gap] = [scale * sheet.side, Math.round(GAP * ratio)];
  const [wide, high] = [columns, rows].map((count) => (count + 1) * (size + gap) + gap);
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  canvas.style.width = `${wide / ratio}px`;
  canvas.style.height = `${high / ratio}px`;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, wide, high);
  context.imageSmoothingEnabled = false;
  const place = (i) => gap + i * (size + gap);
  const frame = (x, y, color) => {
    context.fillStyle = color;
    context.fillRect(x - gap, y - gap, size + 2 * gap, size + 2 * gap);
  };
  for (let c = 0; c < columns; c++) {
    frame(place(c + 1), place(0), colors[1]);
    sheet.draw(context, sheet.lineOfB, c, place(c + 1), place(0), size);
  }
  for (let r = 0; r < rows; r++) {
    frame(place(0), place(r + 1), colors[0]);
    sheet.draw(context, sheet.lineOfA, r, place(0), place(r + 1), size);
  }
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) sheet.draw(context, sheet.lineOf(mask), r * columns + c, place(c + 1), place(r + 1), size);
  }
  Object.assign(context, { fillStyle: theme.ink, textAlign: "center", textBaseline: "middle", font: `600 ${Math.round(size / 4)}px ${theme.font}` });
  context.fillText("A ↓  B →", place(0) + size / 2, place(0) + size / 2, size);
}
