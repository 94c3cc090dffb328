import { ROLE, mixed, withAlpha } from "../shared/colors.js";
import { fitCanvas } from "../shared/canvas.js";
import { dotSprite, haloStroke } from "../shared/strokes.js";
import { canDraw } from "./layers.js";
import { shadedCells } from "./mesh.js";
import { arrowScale } from "./arrows.js";
import { drawTrails, fadeOf } from "./trails.js";
import { drawCopies } from "./copies.js";

// Draws one world. What lies under the trails, the trails, and what lies over them are pictures of their own, made once a
// frame: while the trails fade, three pictures are laid upon each other and nothing is drawn anew.

const ARROW_REACH = 0.2; // of the extent: how long an arrow usually is at most
const ARROW_ROOM = 5; // CSS pixels of the picture's side for each arrow: more would hide each other

export class WorldDrawing {
  arrows = { longest: 0, factor: 0 }; // how the arrows of the frame are drawn; no longest: all frames' alike
  #canvas; #world; #shown; #theme; #sprites; #ratio = 0;
  #under = document.createElement("canvas"); #trails = document.createElement("canvas"); #over = document.createElement("canvas");
  #heat = document.createElement("canvas");

  constructor(canvas, world, shown) {
    this.#canvas = canvas;
    this.#world = world;
    this.#shown = shown;
  }

  set theme(theme) {
    this.#theme = theme;
    this.#makeSprites();
  }

  get #dot() { return Math.max(2, Math.min(4.5, this.#world.plane.size / 105)); } // radius, in CSS pixels

  /** Give the picture that many CSS pixels a side; says whether anything changed. */
  layout(size) {
    const ratio = globalThis.devicePixelRatio || 1;
    if (size === this.#world.plane.size && ratio === this.#ratio) return false;
    this.#ratio = ratio;
    this.#world.plane.size = size;
    for (const canvas of [this.#canvas, this.#under, this.#trails, this.#over]) fitCanvas(canvas, size, size);
    this.#makeSprites();
    return true;
  }

  #makeSprites() {
    const { paper } = this.#theme;
    this.#sprites = { real: dotSprite(ROLE.real, paper, this.#dot), generated: dotSprite(ROLE.generated, paper, this.#dot) };
  }

  #draws(layer) { return this.#shown[layer] && canDraw(layer, this.#world); }

  /** Draw the frame anew, or with fading only lay its pictures upon each other. */
  draw(fading = false) {
    if (!fading) {
      this.#drawUnder(this.#clear(this.#under));
      const trails = this.#clear(this.#trails);
      if (this.#draws("trails")) drawTrails(trails, this.#world);
      this.#drawOver(this.#clear(this.#over));
    }
    const context = this.#clear(this.#canvas);
    const { size } = this.#world.plane;
    context.drawImage(this.#under, 0, 0, size, size);
    if (this.#draws("trails")) {
      context.globalAlpha = fadeOf(this.#world.moment.fraction);
      context.drawImage(this.#trails, 0, 0, size, size);
      context.globalAlpha = 1;
    }
    context.drawImage(this.#over, 0, 0, size, size);
  }

  #clear(canvas) {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, this.#world.plane.size, this.#world.plane.size);
    return context;
  }

  // ------------------------------------------------------------------------------------------- under the trails

  #drawUnder(context) {
    const { plane, copies } = this.#world;
    context.fillStyle = this.#theme.paper;
    context.fillRect(0, 0, plane.size, plane.size);
    if (copies > 1) return;
    if (this.#draws("surface")) this.#drawSurface(context);
    this.#drawOrigin(context);
    if (this.#draws("mesh")) this.#drawMesh(context);
    if (this.#draws("real")) this.#drawDots(context, this.#world.real, this.#sprites.real);
  }

  #drawSurface(context) {
    const { plane, surface } = this.#world;
    surface.paint(this.#heat, this.#theme.paper);
    const corner = [plane.toX(-surface.reach), plane.toY(surface.reach)];
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#heat, ...corner, plane.toLength(2 * surface.reach), plane.toLength(2 * surface.reach));
    context.beginPath();
    for (const [x0, y0, x1, y1] of surface.line) {
      context.moveTo(plane.toX(x0), plane.toY(y0));
      context.lineTo(plane.toX(x1), plane.toY(y1));
    }
    context.lineCap = "round";
    haloStroke(context, withAlpha(this.#theme.paper, 0.75), withAlpha(this.#theme.ink, 0.8), 1.5);
  }

  #drawOrigin(context) {
    const { plane } = this.#world;
    context.strokeStyle = withAlpha(this.#theme.ink, 0.12);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(plane.toX(0), 0);
    context.lineTo(plane.toX(0), plane.size);
    context.moveTo(0, plane.toY(0));
    context.lineTo(plane.size, plane.toY(0));
    context.stroke();
  }

  #drawMesh(context) {
    const { plane, frame, extent } = this.#world;
    const color = `rgb(${mixed(ROLE.generated, this.#theme.ink, 0.3).join(" ")})`;
    for (const { opacity, cells } of shadedCells(frame.arrays.mesh, extent)) {
      if (!cells.length) continue;
      context.beginPath();
      for (const corners of cells) {
        corners.forEach(([x, y], i) => (i ? context.lineTo(plane.toX(x), plane.toY(y)) : context.moveTo(plane.toX(x), plane.toY(y))));
        context.closePath();
      }
      context.fillStyle = withAlpha(color, opacity);
      context.fill();
      context.strokeStyle = withAlpha(color, 0.3 + 0.5 * opacity);
      context.lineWidth = 1;
      context.stroke();
    }
  }

  // ------------------------------------------------------------------------------------------- over the trails

  #drawOver(context) {
    const { copies, points, plane } = this.#world;
    if (copies > 1) {
      const layers = { real: this.#draws("real"), generated: this.#draws("generated") };
      drawCopies(context, this.#world, layers, this.#theme);
      return;
    }
    if (this.#draws("generated")) this.#drawDots(context, points, this.#sprites.generated);
    this.arrows = { longest: 0, factor: 0 };
    if (!this.#draws("gradients") || !points) return;
    const { arrow } = this.#world;
    this.arrows = arrow ? { factor: arrow } : arrowScale(this.#world.frame.arrays.gradients, ARROW_REACH * plane.half);
    this.#drawArrows(context);
  }

  #drawDots(context, points, { picture, radius }) {
    const { plane } = this.#world;
    for (let i = 0; i < points.length; i += 2) {
      const x = plane.toX(points[i]), y = plane.toY(points[i + 1]);
      if (plane.holds(x, y)) context.drawImage(picture, x - radius, y - radius, 2 * radius, 2 * radius);
    }
  }

  #drawArrows(context) { // one path for all: from each point, the way it is pushed
    const { plane, points, frame } = this.#world;
    const { gradients } = frame.arrays;
    const { factor } = this.arrows;
    context.beginPath();
    const most = 2 * Math.round(plane.size / ARROW_ROOM);
    for (let i = 0; i < Math.min(gradients.length, points.length, most); i += 2) {
      const [x, y] = [plane.toX(points[i]), plane.toY(points[i + 1])];
      const [dx, dy] = [plane.toLength(gradients[i] * factor), -plane.toLength(gradients[i + 1] * factor)];
      const length = Math.hypot(dx, dy);
      if (!plane.holds(x, y) || !(length >= 2)) continue;
      const head = Math.min(6, length * 0.5) / length;
      const [tipX, tipY] = [x + dx, y + dy];
      context.moveTo(x, y);
      context.lineTo(tipX, tipY);
      context.moveTo(tipX - head * (dx - 0.5 * dy), tipY - head * (dy + 0.5 * dx));
      context.lineTo(tipX, tipY);
      context.lineTo(tipX - head * (dx + 0.5 * dy), tipY - head * (dy - 0.5 * dx));
    }
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    haloStroke(context, withAlpha(this.#theme.paper, 0.8), this.#theme.ink, 1.5);
  }
}
