// Where the parts of the picture lie. A row of an image, and what the units held once it was read or written, lie side
// by side: the states fill from above as the reading goes on.

const [TALLEST, CODE, TITLE, EDGE] = [112, 18, 22, 3]; // CSS pixels: an image at most, the code, a line of text, marks
const NARROW = 560; // CSS pixels: a phone, with shorter titles and gaps

export const LAYERS = ["reader", "coder", "writer"];

/**
 * The parts on a canvas of so many CSS pixels: {height, narrow, boxes: {name: {left, top, width, height}}}. Boxes are
 * `read`, `written`, `code`, `unit` (where one unit's activity is drawn), and one for each array of states, "reader_cell".
 */
export function layOut(width, hasCells) {
  const narrow = width < NARROW;
  const gap = narrow ? 6 : 14;
  const side = Math.min(TALLEST, Math.round(width * 0.25));
  const parts = hasCells ? ["hidden", "cell"] : ["hidden"];
  const room = width - 2 * EDGE - side - 2 * parts.length * gap;
  const wide = Math.floor((room * 0.7) / parts.length);
  const slim = Math.floor((room * 0.3) / parts.length);
  const boxes = {};
  const band = (top, image, layers) => {
    boxes[image] = { left: EDGE, top, width: side, height: side };
    let left = EDGE + side + gap;
    for (const [layer, wideness] of layers) {
      for (const part of parts) {
        boxes[`${layer}_${part}`] = { left, top, width: wideness, height: side };
        left += wideness + gap;
      }
    }
    return left;
  };
  band(TITLE, "read", [["reader", wide], ["coder", slim]]);
  const codeTop = TITLE + side + TITLE + 4;
  boxes.code = { left: EDGE, top: codeTop, width: width - 2 * EDGE, height: CODE };
  const top = codeTop + CODE + TITLE + 4;
  const left = band(top, "written", [["writer", wide]]);
  boxes.unit = { left, top, width: width - left - EDGE, height: side };
  return { width, height: top + side + EDGE, narrow, boxes };
}

/** The unit under a place of the canvas: {name of the array, unit}; null where there is none. */
export function unitAt(x, y, { boxes }, states) {
  for (const [name, { shape }] of Object.entries(states)) {
    const { left, top, width, height } = boxes[name];
    if (x >= left && x < left + width && y >= top && y < top + height) return { name, unit: Math.floor(((x - left) / width) * shape[2]) };
  }
  return null;
}
