// The layers of a stack and their mirror image as bars, one unit as high as another; between them the matrices.

const SPACE = "http://www.w3.org/2000/svg";
const BAR = 10; // width of a layer, in CSS pixels
const LEAST = 3; // height of the smallest layer
const HEIGHT = 120; // of the largest
const TOP = 22; // above it: a line of text
const BELOW = 26; // below it: another one
const ROOM = 120; // between two layers that the size of a matrix needs to be written

export const TALL = TOP + HEIGHT + BELOW;

/** "784-100-30" and its mirror image: [784, 100, 30] → [784, 100, 30, 100, 784]. */
export function unrolledStack(sizes) { return [...sizes, ...sizes.slice(0, -1).reverse()]; }

/**
 * What each layer and each matrix of the stack does in a stage: {layers: [state], matrices: [state]}.
 * lit: it learns; still: it is used as it is; later: its turn has not come. Stage 0 is the whole stack.
 */
export function statesOf(depth, stage) {
  const state = (level) => (!stage || level === stage ? "lit" : level < stage ? "still" : "later");
  const matrices = Array.from({ length: 2 * depth }, (_, i) => state(i < depth ? i + 1 : 2 * depth - i));
  const layers = Array.from({ length: 2 * depth + 1 }, (_, j) => {
    const level = Math.min(j, 2 * depth - j);
    return stage && level > stage ? "later" : "lit";
  });
  return { layers, matrices };
}

/** Draw the stack: sizes from the image to the code; tied: the right half is the left one's mirror image. */
export function drawStack(svg, width, { sizes, tied, stage }) {
  const all = unrolledStack(sizes);
  const [depth, middle] = [sizes.length - 1, TOP + HEIGHT / 2];
  const largest = Math.max(...all);
  const edge = 26; // so that the sizes of the outer layers are not cut off
  const x = (j) => edge + (j * (width - 2 * edge)) / (all.length - 1);
  const half = (j) => Math.max(LEAST, (HEIGHT * all[j]) / largest) / 2;
  const { layers, matrices } = statesOf(depth, stage);
  svg.setAttribute("viewBox", `0 0 ${width} ${TALL}`);
  svg.setAttribute("height", TALL);
  svg.replaceChildren();
  matrices.forEach((state, i) => {
    const group = add(svg, "g", { class: `weights ${state}` });
    const [left, right] = [x(i) + BAR / 2, x(i + 1) - BAR / 2];
    add(group, "path", { d: `M${left} ${middle - half(i)}L${right} ${middle - half(i + 1)}V${middle + half(i + 1)}L${left} ${middle + half(i)}z` });
    if (right - left < ROOM) return;
    const name = tied && i >= depth ? "transposed" : `${all[i]}×${all[i + 1]}`;
    add(group, "text", { x: (left + right) / 2, y: TOP + HEIGHT + 20 }, name);
  });
  all.forEach((size, j) => {
    const kind = j === 0 ? "image" : j === all.length - 1 ? "output" : j === depth ? "code" : "hidden";
    const group = add(svg, "g", { class: `layer ${kind} ${layers[j]}` });
    add(group, "rect", { x: x(j) - BAR / 2, y: middle - half(j), width: BAR, height: 2 * half(j), rx: 2 });
    add(group, "text", { x: x(j), y: j === 0 || j === all.length - 1 ? 14 : middle - half(j) - 8 }, String(size));
  });
  add(svg, "text", { class: "note", x: x(depth), y: TOP + HEIGHT + 20 }, "code");
  add(svg, "text", { class: "note", x: x(0) - 4, y: TOP + HEIGHT + 20 }, "image");
  add(svg, "text", { class: "note", x: x(2 * depth) - 6, y: TOP + HEIGHT + 20 }, "output");
  if (tied) add(svg, "path", { class: "axis", d: `M${x(depth)} ${TOP - 14}V${middle - half(depth) - 26}M${x(depth)} ${middle + half(depth) + 4}V${TOP + HEIGHT + 4}` });
  if (stage && stage < depth) { // this stage's hidden layer goes straight on to its own decoder
    add(svg, "path", { class: "short", d: `M${x(stage) + BAR / 2} ${middle}H${x(2 * depth - stage) - BAR / 2}` });
  }
}

function add(parent, name, attributes, text) {
  const element = parent.appendChild(document.createElementNS(SPACE, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}
