import { unpack } from "../shared/wire.js";
import { inkRamp, themeOf } from "../shared/colors.js";
import { PixelImage } from "../shared/canvas.js";
import { normaliseDrawing } from "../shared/normalise.js";
import { render } from "../shared/instances.js";

// A sheet to draw a digit on. What the model gets is shown beside it: the drawing, brought to the data set's size.

const SHEET = 220; // the sheet's side in CSS pixels
const BRUSH = { 8: 30, 28: 20 }; // width of the pen: a digit as tall as the sheet is then as bold as the data set's

class Sketch {
  #root; #board; #ink; #small; #preview;
  #bytes = ""; #side = 8; #strokes = []; #stroke = null; #erasing = false; #theme; #loop = 0; #setState; #sent = null;

  constructor(parent) {
    this.#root = parent.querySelector(".sketch");
    this.#board = this.#find(".board");
    this.#small = this.#find(".small");
    this.#preview = new PixelImage(this.#small);
    this.#ink = document.createElement("canvas"); // the strokes alone: alpha is ink
    this.#ink.width = this.#ink.height = SHEET;
    this.#listen();
  }

  #find(selector) { return this.#root.querySelector(selector); }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.#setState = setStateValue;
    const bytes = data instanceof Uint8Array ? data.join() : ""; // a header only: short
    if (bytes && bytes !== this.#bytes) {
      this.#bytes = bytes;
      const { header } = unpack(data);
      const changed = header.side !== this.#side;
      this.#side = header.side;
      this.#find(".hint").textContent = header.hint ?? "";
      this.#find(".size").textContent = `as the model sees it: ${header.side}×${header.side}`;
      this.#board.setAttribute("aria-label", `${header.hint ?? "Draw"}: a sheet to draw on. Delete clears it, Ctrl+Z takes back a stroke.`);
      if (changed && this.#strokes.length) this.#send();
    }
    this.#theme = themeOf(this.#root);
    this.#ask();
  }

  close() {
    cancelAnimationFrame(this.#loop);
    this.#loop = -1;
  }

  #listen() {
    const board = this.#board;
    board.onpointerdown = (event) => this.#press(event);
    board.onpointermove = (event) => this.#move(event);
    board.onpointerup = board.onpointercancel = (event) => this.#release(event);
    board.onkeydown = (event) => this.#key(event);
    this.#find(".pen").onclick = () => this.#erase(false);
    this.#find(".eraser").onclick = () => this.#erase(true);
    this.#find(".undo").onclick = () => this.#undo();
    this.#find(".clear").onclick = () => this.#clear();
  }

  #place(event) {
    const box = this.#board.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SHEET, ((event.clientY - box.top) / box.height) * SHEET];
  }

  #press(event) {
    if (event.button > 0 || this.#stroke) return;
    this.#board.setPointerCapture(event.pointerId);
    const width = (BRUSH[this.#side] ?? 20) * (this.#erasing ? 1.3 : 1);
    this.#stroke = { pointer: event.pointerId, erasing: this.#erasing, width, points: [this.#place(event)] };
    this.#strokes.push(this.#stroke);
    this.#ask();
  }

  #move(event) {
    if (event.pointerId !== this.#stroke?.pointer) return;
    const passed = event.getCoalescedEvents?.() ?? []; // a fast hand moves several times between two refreshes
    for (const each of passed.length ? passed : [event]) this.#stroke.points.push(this.#place(each));
    this.#ask();
  }

  #release(event) {
    if (event.pointerId !== this.#stroke?.pointer) return;
    this.#stroke = null;
    this.#ask();
    this.#send();
  }

  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.#undo();
    else if (event.key === "Delete" || event.key === "Backspace") this.#clear();
    else if (event.key.toLowerCase() === "e" && !event.ctrlKey && !event.metaKey) this.#erase(!this.#erasing);
    else return;
    event.preventDefault();
  }

  #erase(on) {
    this.#erasing = on;
    this.#find(".eraser").setAttribute("aria-pressed", String(on));
    this.#find(".pen").setAttribute("aria-pressed", String(!on));
  }

  #undo() {
    if (!this.#strokes.length || this.#stroke) return;
    const last = this.#strokes.pop();
    if (last.cleared) this.#strokes = last.cleared;
    this.#ask();
    this.#send();
  }

  #clear() {
    if (!this.#hasInk() || this.#stroke) return;
    this.#strokes = [{ cleared: this.#strokes }]; // so that undo brings the drawing back
    this.#erase(false);
    this.#ask();
    this.#send();
  }

  #hasInk() { return this.#strokes.some((stroke) => stroke.points); }

  // ------------------------------------------------------------------------------------------- drawing

  #ask() {
    if (!this.#loop) this.#loop = requestAnimationFrame(() => { this.#loop = 0; this.#draw(); });
  }

  #drawStrokes(context, color) {
    context.clearRect(0, 0, SHEET, SHEET);
    Object.assign(context, { lineCap: "round", lineJoin: "round", strokeStyle: color });
    for (const { points, erasing, width } of this.#strokes) {
      if (!points) continue;
      context.globalCompositeOperation = erasing ? "destination-out" : "source-over";
      context.lineWidth = width;
      tracePath(context, points);
      context.stroke();
    }
    context.globalCompositeOperation = "source-over";
  }

  #picture() { // Uint8Array [side²], or null for an empty sheet
    const context = this.#ink.getContext("2d", { willReadFrequently: true });
    this.#drawStrokes(context, "#000");
    const { data } = context.getImageData(0, 0, SHEET, SHEET);
    const ink = new Uint8Array(SHEET * SHEET);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3];
    return normaliseDrawing(ink, SHEET, this.#side);
  }

  #draw() {
    const picture = this.#picture();
    const ratio = globalThis.devicePixelRatio || 1;
    const size = Math.round(SHEET * ratio);
    if (this.#board.width !== size) this.#board.width = this.#board.height = size;
    const context = this.#board.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawStrokes(context, this.#theme.ink);
    this.#preview.draw(picture ?? new Uint8Array(this.#side ** 2), this.#side, inkRamp(this.#theme.paper, this.#theme.ink));
    this.#small.setAttribute("aria-label", `The drawing as the model sees it: ${picture ? "with ink" : "empty"}`);
    this.#find(".hint").hidden = this.#hasInk();
    this.#find(".clear").disabled = !this.#hasInk();
    this.#find(".undo").disabled = !this.#strokes.length;
  }

  #send() {
    const picture = this.#picture();
    const image = picture ? [...picture] : null;
    if (String(image) === String(this.#sent)) return;
    this.#sent = image;
    this.#setState("image", image);
  }
}

function tracePath(context, points) { // a smooth line: curves between the midpoints
  context.beginPath();
  context.moveTo(...points[0]);
  if (points.length === 1) context.lineTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [[x, y], [nextX, nextY]] = [points[i], points[i + 1]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  if (points.length > 1) context.lineTo(...points[points.length - 1]);
}

export default function (component) {
  return render(component, ".sketch", (_, parentElement) => new Sketch(parentElement));
}
