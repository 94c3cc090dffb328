import { PixelImage, paintColors } from "../shared/canvas.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { sameBytes, unpack } from "../shared/wire.js";

// A square between four faces. All faces of its grid were made ahead by the generator; the one under the point is shown
// large. The point is dragged, or moved by the arrow keys.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Walk {
  #root; #sheet; #face; #mark; #bytes = null; #header; #pixels; #column = null; #row = 0; #drawn = 0; #latencies = [];

  constructor(root) {
    this.#root = root;
    this.#sheet = root.querySelector(".sheet");
    this.#face = new PixelImage(root.querySelector(".face"));
    this.#mark = root.querySelector(".mark");
    this.#sheet.hoverLatencies = this.#latencies; // ms from an event to the end of its drawing, for tests
    this.#listen();
    root.probe = () => ({ column: this.#column, row: this.#row, size: this.#header?.size, drawn: this.#drawn });
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    if (sameBytes(data, this.#bytes)) return;
    this.#bytes = data.slice();
    const { header, arrays } = unpack(this.#bytes);
    const moved = header.size !== this.#header?.size;
    this.#header = header;
    this.#pixels = arrays.pixels;
    if (moved) this.#column = this.#row = header.size >> 1;
    this.#drawSheet();
    this.#show();
  }

  close() {}

  #listen() {
    const sheet = this.#sheet;
    sheet.onpointerdown = (event) => {
      if (event.button > 0) return;
      sheet.setPointerCapture(event.pointerId);
      this.#pointed(event);
    };
    const move = (event) => { if (sheet.hasPointerCapture(event.pointerId)) this.#pointed(event); };
    // raw updates come at once, pointermove waits for the screen; they exist in Chromium over https or localhost
    sheet.addEventListener("onpointerrawupdate" in sheet ? "pointerrawupdate" : "pointermove", move);
    sheet.onkeydown = (event) => {
      const by = STEPS[event.key];
      if (!by || !this.#header || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      this.#go(this.#column + by[0], this.#row + by[1]);
    };
  }

  #pointed({ clientX, clientY, timeStamp }) {
    if (!this.#header) return;
    const { left, top, width, height } = this.#sheet.getBoundingClientRect();
    const { size } = this.#header;
    this.#go(Math.floor(((clientX - left) / width) * size), Math.floor(((clientY - top) / height) * size));
    this.#latencies.push(performance.now() - timeStamp);
    if (this.#latencies.length > 500) this.#latencies.shift();
  }

  #go(column, row) { // beyond the edge it stays on it
    const last = this.#header.size - 1;
    this.#column = Math.max(0, Math.min(last, column));
    this.#row = Math.max(0, Math.min(last, row));
    this.#show();
  }

  #faceAt(column, row) {
    const numbers = this.#header.side ** 2 * 3;
    const from = (row * this.#header.size + column) * numbers;
    return this.#pixels.subarray(from, from + numbers);
  }

  #drawSheet() {
    const { side, size } = this.#header;
    Object.assign(this.#sheet, { width: side * size, height: side * size });
    const context = this.#sheet.getContext("2d");
    const image = new ImageData(side, side);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        paintColors(image.data, this.#faceAt(column, row));
        context.putImageData(image, column * side, row * side);
      }
    }
    setAttribute(this.#sheet, "aria-label", `${size} × ${size} faces between the four in the corners. Drag, or use the arrow keys.`);
  }

  #show() {
    const { side, size, words } = this.#header;
    this.#face.draw(this.#faceAt(this.#column, this.#row), side);
    const share = 100 / size;
    Object.assign(this.#mark.style, { left: `${this.#column * share}%`, top: `${this.#row * share}%`, width: `${share}%`, height: `${share}%` });
    const percent = (place) => `${Math.round((100 * place) / (size - 1))} %`;
    const text = `${percent(this.#column)} of the way to the right, ${percent(this.#row)} down. ${words}`;
    setText(this.#root.querySelector("figcaption"), text);
    setAttribute(this.#root.querySelector(".face"), "aria-label", `The face at the point: ${text}`);
    this.#drawn += 1;
  }
}

export default function (component) {
  return render(component, ".walk", (root) => new Walk(root));
}
