// Marks with an outline in the colour of the paper: they stay readable on dots and tiles of any colour.

/** A dot as a picture of 2 × radius CSS pixels, its outline included: thousands of dots are then copies of it. */
export function dotSprite(color, paper, radius = 5) {
  const ratio = 2;
  const size = Math.ceil(2 * radius * ratio);
  const { pen, picture } = makePicture(size, size);
  pen.scale(ratio, ratio);
  drawDisc(pen, radius, radius, radius * 0.8, color, paper, 1, radius / 5);
  return { picture: picture(), radius };
}

/** {pen, picture}: draw with the pen, then picture() is a bitmap to copy from. Copying from a canvas takes much longer. */
export function makePicture(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  return { pen: canvas.getContext("2d"), picture: () => canvas.transferToImageBitmap() };
}

export function drawDisc(context, x, y, radius, color, outline, alpha, width = 1) {
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = width;
  context.strokeStyle = outline;
  context.stroke();
  context.globalAlpha = 1;
}

/** The context's path as a line. */
export function haloStroke(context, halo, color, width, dash = []) {
  context.setLineDash([]);
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.stroke();
  context.setLineDash(dash);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}

export function haloText(context, text, x, y, halo, color) {
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = 4;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

export function drawArrow(context, x0, y0, x1, y1, halo, color, width = 2) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 4) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(5 + 2 * width, length * 0.6);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.moveTo(x1 - head * (ux - 0.5 * uy), y1 - head * (uy + 0.5 * ux));
  context.lineTo(x1, y1);
  context.lineTo(x1 - head * (ux + 0.5 * uy), y1 - head * (uy - 0.5 * ux));
  haloStroke(context, halo, color, width);
}
