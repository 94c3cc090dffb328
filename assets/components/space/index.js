import { Follower } from "../shared/alignment.js";
import { numberText } from "../shared/canvas.js";
import { makeLayerChips } from "../shared/chips.js";
import { clockOf } from "../shared/clock.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { Camera } from "./camera.js";
import { drawScene, LAYERS } from "./scene.js";

// A cloud in space with PCA's plane and the surface that an autoencoder has learned, at the frame that the clock shows.
// Dragging or the arrow keys turn it; what is drawn anew is seen from the same side.

const TALLEST = 310; // CSS pixels
const RADIANS = 0.008; // a pixel of a drag
const NOTCH = 0.12; // radians a key

class Space {
  #root; #canvas; #header; #arrays; #run = new Follower(() => this.#draw()); #camera = null; #scene = ""; #theme;
  #shown = Object.fromEntries(Object.keys(LAYERS).map((layer) => [layer, true]));
  #resize; #held = null; #drawn = 0;

  constructor(root) {
    this.#root = root;
    this.#canvas = root.querySelector("canvas");
    makeLayerChips(root.querySelector(".chips"), LAYERS, this.#shown, () => this.#draw());
    for (const chip of root.querySelectorAll("button")) chip.style.setProperty("--color", LAYERS[chip.dataset.layer].color);
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(root);
    root.probe = () => ({ step: this.#run.frame?.step, scalars: this.#run.frame?.scalars, pieces: this.#drawn, azimuth: this.#camera?.azimuth, elevation: this.#camera?.elevation });
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    const { header, arrays } = unpack(data);
    this.#header = header;
    this.#arrays = arrays;
    this.#theme = themeOf(this.#root);
    const scene = JSON.stringify(header.aside);
    if (scene !== this.#scene) this.#camera = new Camera(header.aside); // another cloud
    this.#scene = scene;
    this.#run.follow(clockOf(header.clock));
    this.#draw();
  }

  close() {
    this.#run.close();
    this.#resize.disconnect();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.onpointerdown = (event) => {
      if (event.button > 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#held = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
    };
    canvas.onpointermove = (event) => {
      if (event.pointerId !== this.#held?.pointer) return;
      this.#turn((this.#held.x - event.clientX) * RADIANS, (event.clientY - this.#held.y) * RADIANS);
      Object.assign(this.#held, { x: event.clientX, y: event.clientY });
    };
    canvas.onpointerup = canvas.onpointercancel = () => { this.#held = null; };
    canvas.onkeydown = (event) => {
      const by = { ArrowLeft: [-NOTCH, 0], ArrowRight: [NOTCH, 0], ArrowUp: [0, NOTCH], ArrowDown: [0, -NOTCH] }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the run bar has arrow keys of its own
      this.#turn(...by);
    };
  }

  #turn(azimuth, elevation) {
    this.#camera?.turn(azimuth, elevation);
    this.#draw();
  }

  #draw() {
    const width = this.#root.clientWidth;
    const frame = this.#run.frame;
    if (!width || !frame?.arrays.surface) return;
    const { points, plane } = this.#arrays;
    const all = { points, plane, surface: frame.arrays.surface, reconstructions: frame.arrays.reconstructions };
    const layers = Object.fromEntries(Object.entries(all).filter(([layer]) => this.#shown[layer]));
    const { middle, reach } = this.#header;
    this.#drawn = drawScene(this.#canvas, width, Math.min(width, TALLEST), { layers, middle, reach, camera: this.#camera, theme: this.#theme });
    const words = wordsOf(frame);
    setText(this.#root.querySelector("figcaption"), words);
    setAttribute(this.#canvas, "aria-label", `A cloud of points with PCA's plane and the learned surface. ${words} Arrow keys turn it.`);
  }
}

function wordsOf({ step, scalars }) {
  const angle = scalars.principal_angle;
  const said = angle === undefined ? "the surface is bent" : `the plane lies ${numberText(angle, 2)}° from PCA's`;
  return `Step ${step.toLocaleString("en-US")}: error ${numberText(scalars.mse / scalars.pca_mse, 4)} × PCA's; ${said}.`;
}

export default function (component) {
  return render(component, ".space", (root) => new Space(root));
}
