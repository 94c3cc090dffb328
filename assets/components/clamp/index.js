import { numberText, PixelImage } from "../shared/canvas.js";
import { inkRamp, signedRamp, themeOf } from "../shared/colors.js";
import { Decoder } from "../shared/decoder.js";
import { render } from "../shared/instances.js";
import { setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";

// One unit of a code set by hand: the decoder runs here, so the picture follows the slider at once.

class Clamp {
  #root; #input; #header; #decoder = null; #code; #image; #before; #which = ""; #pictures = {}; #ramps; #after;

  constructor(root) {
    this.#root = root;
    this.#input = root.querySelector("input");
    for (const name of ["image", "before", "after", "change"]) this.#pictures[name] = new PixelImage(root.querySelector(`.${name}`));
    this.#input.oninput = () => this.#draw();
    this.#input.onkeydown = (event) => event.stopPropagation(); // the run bar has arrow keys of its own
    root.querySelector("button").onclick = () => {
      this.#letGo();
      this.#draw();
    };
    root.probe = () => ({ unit: this.#header?.unit, own: this.#code?.[this.#header.unit], value: Number(this.#input.value), after: Array.from(this.#after ?? []) });
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#decoder = new Decoder(arrays, false);
    this.#code = Float64Array.from(arrays.code);
    this.#image = Float32Array.from(arrays.image, (byte) => byte / 255);
    this.#before = this.#decoder.decode(this.#code).slice();
    const { paper, ink } = themeOf(this.#root);
    this.#ramps = { ink: inkRamp(paper, ink), signed: signedRamp(paper) };
    const which = `${header.unit} ${header.image}`;
    if (which !== this.#which) this.#letGo(); // another unit or image; a model that trains on keeps the slider
    this.#which = which;
    setText(this.#root.querySelector("h4"), `Set unit ${header.unit} by hand, on test image ${header.image} (${header.label})`);
    setText(this.#root.querySelector(".name"), `Unit ${header.unit}`);
    this.#draw();
  }

  close() {}

  #letGo() { this.#input.value = this.#code[this.#header.unit]; }

  #draw() {
    const { unit, side } = this.#header;
    const [own, value] = [this.#code[unit], Number(this.#input.value)];
    const held = Math.abs(value - own) > 0.005 + 1e-9; // the slider's own steps
    const code = this.#code.slice();
    if (held) code[unit] = value;
    const after = this.#after = this.#decoder.decode(code).slice();
    const change = after.map((pixel, i) => pixel - this.#before[i]);
    const most = change.reduce((best, pixel) => Math.max(best, Math.abs(pixel)), 0);
    const within = (pixels) => pixels.map((pixel) => Math.min(1, Math.max(0, pixel)));
    this.#pictures.image.draw(this.#image, side, this.#ramps.ink);
    this.#pictures.before.draw(within(this.#before), side, this.#ramps.ink);
    this.#pictures.after.draw(within(after), side, this.#ramps.ink);
    this.#pictures.change.draw(Uint8Array.from(change, (pixel) => 128 + 127 * (most > 1e-6 ? pixel / most : 0)), side, this.#ramps.signed);
    setText(this.#root.querySelector("output"), numberText(held ? value : own, 2));
    const said = held ? `set to ${numberText(value, 2)}` : "left as it is";
    setText(this.#root.querySelector("figcaption"), `The encoder gives ${numberText(own, 2)}; ${said}. MSE a pixel: ${numberText(this.#error(this.#before), 4)} → ${numberText(this.#error(after), 4)}. Largest change of a pixel: ${numberText(most, 3)} of full ink (blue more, orange less).`);
  }

  #error(pixels) { return pixels.reduce((sum, pixel, i) => sum + (pixel - this.#image[i]) ** 2, 0) / pixels.length; }
}

export default function (component) {
  return render(component, ".clamp", (root) => new Clamp(root));
}
