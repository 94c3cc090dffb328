import { sameBytes, unpack } from "../shared/wire.js";
import { clockOf } from "../shared/clock.js";
import { makeLayerChips } from "../shared/chips.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { Hand } from "./hand.js";
import { Picture } from "./picture.js";
import { numbersOf, summary } from "./words.js";

// Two distributions, p at rest and q at the distance θ. A run measures everything at each notch of θ; dragging q goes to
// the frame of the nearest notch, so that all that is drawn, the plan too, is exact and none of it is asked for.

const LAYERS = {
  plan: { name: "best plan", title: "How W₁'s plan carries q's earth to p: a line's width is the mass it carries" },
  pulls: { name: "arrows", title: "Which way, and how strongly, descent on W₁, JS and KL would move q: minus their slopes by θ" },
  others: { name: "more arrows", title: "The same for W₂, Sinkhorn, reverse KL and total variation" },
};
const RESTED = 600; // milliseconds without news after which the place is said

class Apart {
  #root; #picture; #hand; #bytes = null; #header = null; #clock = null; #unsubscribe = null; #theme = null;
  #shown = { plan: true, pulls: true, others: false }; #frame = null; #loop = 0; #speech = 0; #resize; #times = [];

  constructor(root) {
    this.#root = root;
    this.#picture = new Picture(root.querySelector(".picture"));
    this.#hand = new Hand(root.querySelector(".hand"), this.#picture, {
      theta: () => this.#current?.scalars.theta ?? null, go: (theta, event) => this.#go(theta, event), notch: () => this.#notch,
    });
    root.probe = () => ({ theta: this.#frame?.scalars.theta ?? null, step: this.#frame?.step ?? null, times: this.#times, ...this.#picture.probe() });
    makeLayerChips(root.querySelector(".layers"), LAYERS, this.#shown, () => this.#mark());
    this.#resize = new ResizeObserver(() => this.#mark());
    this.#resize.observe(root);
    window.addEventListener("resize", this.#mark);
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    if (data instanceof Uint8Array && !sameBytes(data, this.#bytes)) {
      this.#bytes = data.slice();
      const { header, arrays } = unpack(this.#bytes);
      this.#header = header;
      this.#picture.take(header, arrays);
      this.#unsubscribe?.();
      this.#clock = clockOf(header.clock);
      this.#unsubscribe = this.#clock.subscribe(() => { if (this.#current !== this.#frame) this.#mark(); });
    }
    this.#theme = themeOf(this.#root);
    this.#mark();
  }

  close() {
    this.#unsubscribe?.();
    this.#resize.disconnect();
    window.removeEventListener("resize", this.#mark);
    clearTimeout(this.#speech);
    cancelAnimationFrame(this.#loop);
    this.#loop = -1;
  }

  /** The frame that the clock shows, if it is of this run: the clock may still keep the one before. */
  get #current() {
    if (!this.#header || this.#clock.generation !== this.#header.generation) return null;
    return this.#clock.frame ?? null;
  }

  get #notch() { return 2 * this.#header.facts.way / this.#header.facts.notches; }

  /** Show the frame that was measured nearest to that place. */
  #go(theta, event) {
    const { frames, steps } = this.#clock;
    if (!this.#current) return;
    const far = (frame) => Math.abs(frame.scalars.theta - theta);
    const nearest = frames.reduce((best, frame) => (far(frame) < far(best) ? frame : best));
    this.#clock.replay(false);
    this.#clock.seek(steps.indexOf(nearest.step));
    this.#root.classList.add("used"); // who has dragged it needs no hint
    if (event && nearest !== this.#frame) { // drawn at once, and how long that took is kept for tests
      this.#draw();
      this.#times.push(performance.now() - event.timeStamp);
    }
  }

  #mark = () => { this.#loop ||= requestAnimationFrame(() => this.#draw()); };

  #draw() {
    if (this.#loop > 0) cancelAnimationFrame(this.#loop);
    this.#loop = 0;
    const width = this.#root.clientWidth;
    if (!width || !this.#header) return;
    this.#frame = this.#current;
    this.#picture.draw(width, this.#frame, this.#shown, this.#theme);
    this.#tell();
  }

  #tell() {
    const list = this.#root.querySelector(".numbers");
    const numbers = numbersOf(this.#header.measures, this.#frame);
    if (list.childElementCount !== numbers.length) {
      list.replaceChildren(...numbers.map(() => {
        const group = document.createElement("div");
        const slope = document.createElement("dd");
        slope.className = "slope";
        group.append(document.createElement("dt"), document.createElement("dd"), slope);
        return group;
      }));
    }
    numbers.forEach(({ label, value, slope, color }, i) => {
      const group = list.children[i];
      group.style.setProperty("--color", color);
      [label, value, slope].forEach((text, j) => setText(group.children[j], text));
    });
    this.#label();
  }

  #label() {
    const hand = this.#root.querySelector(".hand");
    const { way } = this.#header.facts;
    const theta = this.#frame?.scalars.theta;
    setAttribute(hand, "aria-valuemin", -way);
    setAttribute(hand, "aria-valuemax", way);
    if (theta === undefined) return;
    setAttribute(hand, "aria-valuenow", theta);
    const words = summary(this.#header.measures, this.#frame);
    setAttribute(hand, "aria-valuetext", words);
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => setText(this.#root.querySelector(".spoken"), words), RESTED);
  }
}

export default function (component) {
  return render(component, ".apart", (root) => new Apart(root));
}
