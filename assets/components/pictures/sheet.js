import { paintColors } from "../shared/canvas.js";

// Many small pictures on one canvas, each pixel a whole number of the screen's.

const GAP = 3; // CSS pixels of the line between two pictures
const SMALLEST = 36; // CSS pixels that a picture needs to be seen; those beyond the width go to further lines
const LARGEST = 96; // CSS pixels that a picture has at most

const strip = new OffscreenCanvas(1, 1); // the pictures below one another, before they are enlarged

/**
 * How `count` pictures of width × height pixels lie in `room` CSS pixels: {columns, lines, scale, gap, ratio}.
 * most: columns at most; cut: pictures that do not fit on one line are left out, not wrapped.
 * size: CSS pixels that a picture's longer side has at most, if not LARGEST; least: that it needs, if not SMALLEST.
 * scale: pixels of the screen for a pixel of a picture; gap: pixels of the screen between two pictures.
 */
export function layOut({ count, width, height, most, cut, size, least }, room, ratio = globalThis.devicePixelRatio || 1) {
  const gap = Math.round(GAP * ratio);
  const longer = Math.max(width, height);
  const scaleOf = (pixels) => Math.max(1, Math.round((pixels * ratio) / longer));
  const fitting = Math.max(1, Math.floor((room * ratio + gap) / (scaleOf(Math.min(size || SMALLEST, least || SMALLEST)) * width + gap)));
  const columns = Math.max(1, Math.min(count, most || count, fitting));
  const widest = Math.floor(((room * ratio + gap) / columns - gap) / width);
  const scale = Math.max(1, Math.min(widest, scaleOf(size || LARGEST)));
  return { columns, lines: cut ? 1 : Math.ceil(count / columns), scale, gap, ratio, width, height };
}

/**
 * Draw the pictures: pixels uint8 [count · width · height] and ramp: 256 colours as pixels of an ImageData; without a
 * ramp pixels [count · width · height · 3] are red, green and blue. line: the colour between pictures.
 */
export function drawSheet(canvas, pixels, count, layout, ramp, line) {
  const { columns, lines, scale, gap, width, height } = layout;
  const drawn = Math.min(count, columns * lines);
  const image = new ImageData(width, height * drawn);
  if (ramp) paint(new Uint32Array(image.data.buffer), pixels, ramp);
  else paintColors(image.data, pixels);
  fit(strip, image.width, image.height);
  strip.getContext("2d").putImageData(image, 0, 0);
  const [wide, high] = [width * scale, height * scale];
  fit(canvas, columns * (wide + gap) - gap, lines * (high + gap) - gap);
  canvas.style.width = `${canvas.width / layout.ratio}px`;
  canvas.style.height = `${canvas.height / layout.ratio}px`;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.fillStyle = line;
  for (let i = 0; i < drawn; i++) {
    const [x, y] = cornerOf(i, layout);
    context.fillRect(x - gap, y - gap, wide + 2 * gap, high + 2 * gap);
  }
  for (let i = 0; i < drawn; i++) context.drawImage(strip, 0, i * height, width, height, ...cornerOf(i, layout), wide, high);
}

function paint(words, pixels, ramp) {
  for (let i = 0; i < words.length; i++) words[i] = ramp[pixels[i]];
}

function fit(canvas, width, height) { // setting a size clears the canvas, also to the same
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

function cornerOf(i, { columns, scale, gap, width, height }) { // in pixels of the screen
  return [(i % columns) * (width * scale + gap), Math.floor(i / columns) * (height * scale + gap)];
}

/** Where picture i lies on the canvas, in CSS pixels: {left, top, width, height}. */
export function boxOf(i, layout) {
  const [left, top] = cornerOf(i, layout);
  const { scale, ratio, width, height } = layout;
  return { left: left / ratio, top: top / ratio, width: (width * scale) / ratio, height: (height * scale) / ratio };
}

/** The picture at that place of the canvas, in CSS pixels; null beyond them. On a line it is the one before. */
export function pictureAt(x, y, count, { columns, lines, scale, gap, ratio, width, height }) {
  const [column, row] = [Math.floor((x * ratio) / (width * scale + gap)), Math.floor((y * ratio) / (height * scale + gap))];
  if (column < 0 || row < 0 || column >= columns || row >= lines) return null;
  const i = row * columns + column;
  return i < count ? i : null;
}
