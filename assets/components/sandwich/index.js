import { Follower } from "../shared/alignment.js";
import { clockOf } from "../shared/clock.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";
import { drawStack, unrolledStack } from "./drawing.js";
import { told } from "./words.js";

// The sandwich of layers, to scale. What learns at the frame that the page's clock shows is lit, and said in words.

const RESTED = 800; // milliseconds without a change after which the words are said

class Sandwich {
  #root; #header; #run = new Follower(() => this.#show()); #resize; #drawn = ""; #said = ""; #speech = 0;

  constructor(root) {
    this.#root = root;
    this.#resize = new ResizeObserver(() => this.#show());
    this.#resize.observe(root);
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    this.#header = unpack(data).header;
    this.#run.follow(clockOf(this.#header.clock), clockOf(this.#header.leader));
    this.#show();
  }

  close() {
    this.#run.close();
    this.#resize.disconnect();
    clearTimeout(this.#speech);
  }

  #show() {
    const width = this.#root.clientWidth;
    if (!width || !this.#header) return;
    const frame = this.#run.frame;
    const { sizes, tied, greedy } = this.#header;
    const stage = frame?.scalars.stage ?? (greedy ? 1 : 0);
    const drawn = JSON.stringify([sizes, tied, stage, width]);
    if (drawn !== this.#drawn) drawStack(this.#root.querySelector("svg"), width, { sizes, tied, stage });
    this.#drawn = drawn;
    const [who, what] = told(frame, this.#header);
    if (this.#said === who + what) return;
    this.#said = who + what;
    setAttribute(this.#root, "data-stage", stage);
    setText(this.#root.querySelector(".who"), who);
    setText(this.#root.querySelector(".what"), what);
    setAttribute(this.#root.querySelector("svg"), "aria-label", `Layers of ${unrolledStack(sizes).join(", ")} units${tied ? ", the right half with the left one's matrices, transposed" : ""}. ${who}`);
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => setText(this.#root.querySelector(".spoken"), `${who} ${what}`), RESTED);
  }
}

export default function (component) {
  return render(component, ".sandwich", (root) => new Sandwich(root));
}
