import { fitCanvas } from "../shared/canvas.js";
import { withAlpha } from "../shared/colors.js";
import { setAttribute, setText } from "../shared/text.js";
import { haloStroke } from "../shared/strokes.js";
import { canDraw } from "./layers.js";
import { WorldDrawing } from "./drawing.js";
import { arrowText, keyNumbers, readout, stepText, summary } from "./words.js";

// One world on the page: its title, its numbers, its picture, and what is under the crosshair.

const KEYS = "Arrow keys move the crosshair, digits show and hide layers.";

export class Pane {
  world;
  element; // of the page
  #title; #shown; #crosshair; #theme; #drawing; #hand; #stale = true; #parts = {};

  /** template: the pane's markup; shown: {layer: whether it is shown}. */
  constructor(template, title, world, shown, crosshair) {
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const name of ["title", "step", "numbers", "world", "scale", "outside", "readout", "hand"]) {
      this.#parts[name] = this.element.querySelector(`.${name}`);
    }
    Object.assign(this, { world });
    this.#title = title;
    this.#shown = shown;
    this.#crosshair = crosshair;
    setText(this.#parts.title, title);
    this.#hand = this.#parts.hand;
    this.#drawing = new WorldDrawing(this.element.querySelector(".picture"), world, shown);
    crosshair.listen(this.#hand, world.plane);
  }

  set theme(theme) {
    this.#theme = theme;
    this.#drawing.theme = theme;
    this.#stale = true;
  }

  layout(size) {
    if (!this.#drawing.layout(size)) return;
    const height = Math.round(size * this.world.tallness); // above and below, a square picture is hidden
    Object.assign(this.#parts.world.style, { width: `${size}px`, height: `${height}px` });
    fitCanvas(this.#hand, size, size);
    this.#parts.world.style.setProperty("--above", `${(size - height) / 2}px`);
    this.#stale = true;
  }

  /** A layer was switched: everything is to be drawn anew. */
  spoil() { this.#stale = true; }

  /** Show the moment beside the leader; says whether anything was drawn. */
  show(leader, still) {
    const news = this.world.follow(leader, still);
    const fading = news === "fade" && this.#shown.trails && canDraw("trails", this.world);
    if (!this.#stale && news !== "frame" && !fading) return false;
    this.#drawing.draw(!this.#stale && news !== "frame");
    if (news === "frame" || this.#stale) this.#tell();
    this.#stale = false;
    return true;
  }

  #tell() {
    const { step, numbers, scale, outside } = this.#parts;
    setText(step, stepText(this.world));
    this.#showNumbers(numbers);
    const arrows = this.#shown.gradients && canDraw("gradients", this.world);
    scale.hidden = !arrows;
    if (arrows) setText(scale, arrowText(this.#drawing.arrows));
    outside.hidden = this.world.copies > 1 || !this.world.outside;
    if (!outside.hidden) setText(outside, `${this.world.outside} outside`);
    this.point();
  }

  #showNumbers(list) {
    const numbers = keyNumbers(this.world);
    if (list.childElementCount !== numbers.length) {
      list.replaceChildren(...numbers.map(() => {
        const group = document.createElement("div");
        group.append(document.createElement("dt"), document.createElement("dd"));
        return group;
      }));
    }
    numbers.forEach(({ value, label, title }, i) => {
      const [name, number] = list.children[i].children;
      setText(name, label);
      setText(number, value);
      setAttribute(list.children[i], "title", title);
    });
  }

  // ------------------------------------------------------------------------------------------- the crosshair

  /** Show the crosshair where it is now, and say what is there. */
  point() {
    const { place } = this.#crosshair;
    const context = this.#hand.getContext("2d");
    const { plane, copies } = this.world;
    context.clearRect(0, 0, plane.size, plane.size);
    const here = place && this.world.frame && copies === 1;
    setText(this.#parts.readout, here ? readout(this.world, place) : "");
    if (here) this.#drawCross(context, place);
  }

  #drawCross(context, { x, y }) {
    const { plane } = this.world;
    const { paper, ink } = this.#theme;
    const [px, py] = [plane.toX(x), plane.toY(y)];
    context.beginPath();
    for (const [x0, y0, x1, y1] of [[0, py, px - 8, py], [px + 8, py, plane.size, py], [px, 0, px, py - 8], [px, py + 8, px, plane.size]]) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    haloStroke(context, withAlpha(paper, 0.6), withAlpha(ink, 0.75), 1);
    const near = this.world.modeNear(x, y);
    if (near?.share === undefined) return;
    context.beginPath();
    context.arc(plane.toX(near.x), plane.toY(near.y), 10, 0, 2 * Math.PI);
    haloStroke(context, paper, ink, 2);
  }

  /** The pane in words: for its label, and to be said once it rests. */
  get said() { return [summary(this.#title, this.world), this.#parts.readout.textContent].filter(Boolean).join(". "); }

  label() { setAttribute(this.#hand, "aria-label", `${this.said}. ${KEYS}`); }
}
