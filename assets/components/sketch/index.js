import { unpack } from "../shared/wire.js";
import { themeOf } from "../shared/colors.js";
import { fitCanvas } from "../shared/canvas.js";
import { render } from "../shared/instances.js";
import { DigitSheet } from "./digit.js";
import { PointSheet } from "./points.js";

// A sheet to draw on with pen, mouse or finger: a digit (mode "digit"), or a world of points (mode "points"). Here are
// the strokes and the hand that makes them; the sheet says what they mean.

const SHEETS = { digit: DigitSheet, points: PointSheet };

class Sketch {
  #root; #board; #sheet = null; #mode = null;
  #bytes = ""; #strokes = []; #stroke = null; #erasing = false; #theme; #loop = 0; #setState; #sent = null;

  constructor(parent) {
    this.#root = parent.querySelector(".sketch");
    this.#board = this.#find(".board");
    this.#listen();
  }

  #find(selector) { return this.#root.querySelector(selector); }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setStateValue }) {
    this.#setState = setStateValue;
    const bytes = data instanceof Uint8Array ? data.join() : ""; // a header only: short
    if (bytes && bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#take(unpack(data).header);
    }
    this.#theme = themeOf(this.#root);
    if (this.#sheet) this.#ask();
  }

  close() {
    cancelAnimationFrame(this.#loop);
    this.#loop = -1;
  }

  #take(header) {
    const mode = header.mode ?? "digit";
    if (mode !== this.#mode) {
      this.#mode = mode;
      this.#strokes = [];
      this.#sheet = new SHEETS[mode](this.#root);
      this.#root.dataset.mode = mode;
      this.#find(".paper").style.setProperty("--size", `${this.#sheet.size}px`);
    }
    this.#find(".hint").textContent = header.hint ?? "";
    this.#board.setAttribute("aria-label", `${header.hint ?? "Draw"}: a sheet to draw on. Delete clears it, Ctrl+Z takes back a stroke.`);
    if (!this.#strokes.length) this.#strokes = this.#sheet.before(header);
    if (this.#sheet.take(header) && this.#strokes.length) this.#send();
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
    const { clientLeft: border, clientWidth: side } = this.#board;
    return [event.clientX - box.left, event.clientY - box.top].map((p) => ((p - border) / side) * this.#sheet.size);
  }

  #press(event) {
    if (event.button > 0 || this.#stroke || !this.#sheet) return;
    this.#board.setPointerCapture(event.pointerId);
    const width = this.#sheet.width(this.#erasing);
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
    else if (this.#mode === "digit" && event.key.toLowerCase() === "e" && !event.ctrlKey && !event.metaKey) this.#erase(!this.#erasing);
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

  #hasInk() { return this.#strokes.some((stroke) => stroke.points || stroke.given); }

  #ask() {
    if (!this.#loop) this.#loop = requestAnimationFrame(() => { this.#loop = 0; this.#draw(); });
  }

  #draw() {
    const { size } = this.#sheet;
    this.#sheet.draw(fitCanvas(this.#board, size, size), this.#strokes, this.#theme);
    this.#find(".hint").hidden = this.#hasInk();
    this.#find(".clear").disabled = !this.#hasInk();
    this.#find(".undo").disabled = !this.#strokes.length;
  }

  #send() {
    const value = this.#sheet.value(this.#strokes);
    if (String(value) === String(this.#sent)) return;
    this.#sent = value;
    this.#setState(this.#sheet.state, value);
  }
}

export default function (component) {
  return render(component, ".sketch", (_, parentElement) => new Sketch(parentElement));
}
