import { ROLE, withAlpha } from "../shared/colors.js";
import { fitCanvas, niceTicks, numberText, subscript } from "../shared/canvas.js";
import { TILE_GAP } from "../shared/manifold.js";
import { dotSprite, drawArrow, drawDisc, haloStroke, haloText, makePicture } from "../shared/strokes.js";
import { NEAR } from "./space.js";

// Draws the map on two canvases, one above the other: below what a frame or a new view changes (manifold, prior, dots,
// axes), above what moves with the hand, so that hovering does not draw thousands of dots again.

const EDGE = { left: 46, top: 8, right: 10, bottom: 42 }; // room for ticks
const TILE = 27; // a tile of the manifold, in CSS pixels, about

export class MapDrawing {
  width = 0; // that the map was laid out for, in CSS pixels; 0: not yet
  columns = 16; // tiles of the manifold in a row
  #root; #base; #map; #space; #chosen; #manifold; #theme; #sprites; #labels = new Map(); #ratio = 1;

  constructor(root, space, chosen, manifold) {
    this.#root = root;
    this.#base = root.querySelector("canvas.base");
    this.#map = root.querySelector("canvas.map");
    this.#space = space;
    this.#chosen = chosen;
    this.#manifold = manifold;
  }

  set theme(theme) {
    this.#theme = theme;
    this.#sprites = theme.classes.map((color) => dotSprite(color, theme.paper));
  }

  get blurred() { return (globalThis.devicePixelRatio || 1) !== this.#ratio; } // laid out for another screen or zoom

  /** Lay the map out in that width; says whether anything changed. */
  layout(room) {
    const ratio = globalThis.devicePixelRatio || 1;
    if (room === this.width && ratio === this.#ratio) return false;
    [this.width, this.#ratio] = [room, ratio];
    // the plot is a whole number of tiles, a tile's pixel a whole number of the screen's: nothing blurs
    const { side } = this.#space.header;
    const inner = room - EDGE.left - EDGE.right;
    const cell = side + TILE_GAP;
    const scale = Math.max(1, Math.round((TILE * ratio) / cell));
    this.columns = Math.max(3, Math.floor((inner * ratio) / (cell * scale)));
    const size = (this.columns * cell * scale) / ratio;
    Object.assign(this.#space.plane, { left: EDGE.left, top: EDGE.top, size });
    const [w, h] = [Math.ceil(EDGE.left + size + EDGE.right), Math.ceil(EDGE.top + size + EDGE.bottom)];
    fitCanvas(this.#base, w, h);
    fitCanvas(this.#map, w, h);
    Object.assign(this.#root.querySelector(".stage").style, { width: `${w}px`, height: `${h}px` });
    return true;
  }

  #clear(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    return context;
  }

  #clip(context) {
    const { left, top, size } = this.#space.plane;
    context.save();
    context.beginPath();
    context.rect(left, top, size, size);
    context.clip();
  }

  // ------------------------------------------------------------------------------------------- below

  drawBase() {
    const context = this.#clear(this.#base);
    const { plane, layers, decoder, empty } = this.#space;
    const { left, top, size } = plane;
    const { paper, line } = this.#theme;
    context.fillStyle = paper;
    context.fillRect(left, top, size, size);
    context.strokeStyle = line;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, size + 1, size + 1);
    if (empty) return;
    this.#clip(context);
    if (layers.manifold && decoder) this.#manifold.draw(context, plane);
    this.#drawOrigin(context);
    if (layers.prior) this.#drawPrior(context);
    if (layers.codes) this.#drawDots(context);
    if (layers.prior) this.#drawPriorLabels(context);
    context.restore();
    this.#drawAxes(context);
  }

  #drawOrigin(context) {
    const { plane } = this.#space;
    context.strokeStyle = withAlpha(this.#theme.ink, 0.18);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(plane.toX(0), plane.top);
    context.lineTo(plane.toX(0), plane.top + plane.size);
    context.moveTo(plane.left, plane.toY(0));
    context.lineTo(plane.left + plane.size, plane.toY(0));
    context.stroke();
  }

  #drawPrior(context) {
    const { plane } = this.#space;
    for (const sigmas of [1, 2]) {
      context.beginPath();
      context.arc(plane.toX(0), plane.toY(0), plane.toLength(sigmas), 0, 2 * Math.PI);
      haloStroke(context, withAlpha(this.#theme.paper, 0.7), ROLE.prior, 1.75, [6, 4]);
    }
  }

  #drawPriorLabels(context) {
    const { plane } = this.#space;
    for (const sigmas of [1, 2]) {
      const across = plane.toLength(sigmas) * Math.SQRT1_2; // on the circle, at the lower right
      const { picture, width, height } = this.#labelled(sigmas === 1 ? "prior 1σ" : "2σ");
      context.drawImage(picture, plane.toX(0) + across - width / 2, plane.toY(0) + across - height / 2, width, height);
    }
  }

  /** A word with its halo as a picture: drawing the halo anew would take longer than all the dots. */
  #labelled(text) {
    const { paper, ink, font } = this.#theme;
    const scale = globalThis.devicePixelRatio || 1;
    const key = [text, paper, ink, font, scale].join();
    if (!this.#labels.has(key)) {
      const [width, height] = [96, 28];
      const { pen, picture } = makePicture(width * scale, height * scale);
      pen.scale(scale, scale);
      pen.font = `600 13px ${font}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      haloText(pen, text, width / 2, height / 2, paper, ink);
      this.#labels.set(key, { picture: picture(), width, height });
    }
    return this.#labels.get(key);
  }

  #drawDots(context) {
    const { mu, count, plane, labels, highlight, header } = this.#space;
    if (!mu) return;
    const d = header.latent_dim;
    const [a, b] = header.axes;
    const rows = [];
    for (let i = 0; i < count; i++) if (labels[i] === highlight) rows.push(i);
    for (let pass = 0; pass < 2; pass++) { // the highlighted class last, on top
      if (pass === 0) context.globalAlpha = highlight === null ? 1 : 0.16;
      else context.globalAlpha = 1;
      for (let i = 0; i < (pass ? rows.length : count); i++) {
        const index = pass ? rows[i] : i;
        if (!pass && labels[index] === highlight) continue;
        const x = plane.toX(mu[index * d + a]), y = plane.toY(mu[index * d + b]);
        if (!plane.holds(x, y)) continue;
        const sprite = this.#sprites[labels[index] % this.#sprites.length];
        context.drawImage(sprite.picture, x - sprite.radius, y - sprite.radius, 2 * sprite.radius, 2 * sprite.radius);
      }
    }
    context.globalAlpha = 1;
  }

  #drawAxes(context) {
    const { plane, header } = this.#space;
    const { left, top, size, range } = plane;
    const { ink, font } = this.#theme;
    context.fillStyle = withAlpha(ink, 0.85);
    context.font = `13px ${font}`;
    const draw = (low, high, place) => {
      const [ticks, digits] = niceTicks(low, high, 6);
      ticks.forEach((tick) => place(tick, numberText(tick, digits)));
    };
    context.textBaseline = "top";
    context.textAlign = "center";
    draw(range[0], range[1], (tick, text) => {
      const x = plane.toX(tick);
      if (x < left + 12 || x > left + size - 4) return;
      context.fillText(text, x, top + size + 5);
    });
    context.textBaseline = "middle";
    context.textAlign = "right";
    draw(range[2], range[3], (tick, text) => {
      const y = plane.toY(tick);
      if (y < top + 6 || y > top + size - 12) return;
      context.fillText(text, left - 6, y);
    });
    const [a, b] = header.axes;
    context.fillStyle = ink;
    context.font = `600 15px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(`z${subscript(a + 1)}`, left + size / 2, top + size + 20);
    context.save();
    context.translate(2, top + size / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "top";
    context.fillText(`z${subscript(b + 1)}`, 0, 0);
    context.restore();
  }

  // ------------------------------------------------------------------------------------------- above

  drawHand() { // crosshair, posterior, samples
    const context = this.#clear(this.#map);
    const { empty, layers } = this.#space;
    if (empty) return;
    this.#clip(context);
    const code = this.#space.code(this.#chosen.index);
    if (code && layers.ellipse && code.sigma) this.#drawPosterior(context, code);
    else if (code) this.#ringDot(context, this.#chosen.index, ROLE.real);
    this.#drawCross(context);
    context.restore();
  }

  #drawPosterior(context, { mu, sigma }) {
    const { plane, header } = this.#space;
    const { paper, ink } = this.#theme;
    const [a, b] = header.axes;
    const [x, y] = this.#space.placeOf(mu);
    const [rx, ry] = [plane.toLength(sigma[a]), plane.toLength(sigma[b])];
    for (const sigmas of [2, 1]) {
      context.beginPath();
      context.ellipse(x, y, Math.max(0.5, rx * sigmas), Math.max(0.5, ry * sigmas), 0, 0, 2 * Math.PI);
      context.fillStyle = withAlpha(ROLE.real, 0.16);
      context.fill();
      haloStroke(context, withAlpha(paper, 0.8), ROLE.real, sigmas === 1 ? 2.25 : 1.5, sigmas === 1 ? [] : [5, 3]);
    }
    const { epsilons } = this.#chosen;
    const place = (epsilon) => [plane.toX(mu[a] + sigma[a] * epsilon[a]), plane.toY(mu[b] + sigma[b] * epsilon[b])];
    epsilons.forEach((epsilon, i) => {
      const newest = i === epsilons.length - 1;
      const [px, py] = place(epsilon);
      if (newest) drawArrow(context, x, y, px, py, paper, ink);
      drawDisc(context, px, py, newest ? 5.5 : 3.5, ROLE.reconstruction, paper, newest ? 1 : 0.75);
    });
    drawDisc(context, x, y, 3, ROLE.real, paper, 1);
  }

  #drawCross(context) {
    const { plane, z, header, labels } = this.#space;
    const { left, top, size } = plane;
    const { paper, ink, font } = this.#theme;
    const [x, y] = this.#space.placeOf(z);
    context.beginPath();
    for (const [x0, y0, x1, y1] of [[left, y, x - 11, y], [x + 11, y, left + size, y], [x, top, x, y - 11], [x, y + 11, x, top + size]]) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    haloStroke(context, withAlpha(paper, 0.6), withAlpha(ink, 0.6), 1);
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    haloStroke(context, paper, ROLE.reconstruction, 3);
    const near = this.#space.nearest(x, y, NEAR.mouse);
    if (near === null) return;
    this.#ringDot(context, near, ink); // a click would choose this one
    context.font = `700 15px ${font}`;
    context.textBaseline = "middle";
    const toLeft = x > left + size - 120;
    context.textAlign = toLeft ? "right" : "left";
    haloText(context, String(header.classes[labels[near]]), x + (toLeft ? -16 : 16), y - 14, paper, ink);
  }

  #ringDot(context, index, color) {
    const [x, y] = this.#space.placeOf(this.#space.code(index).mu);
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    haloStroke(context, this.#theme.paper, color, 2);
  }
}
