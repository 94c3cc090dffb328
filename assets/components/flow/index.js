import { Follower } from "../shared/alignment.js";
import { clockOf } from "../shared/clock.js";
import { numberText } from "../shared/canvas.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { unpack } from "../shared/wire.js";

// Who plays with whom: noise → G → D ← real data. The half of the round that was just trained is lit, and said in words.

const PACE = 250; // milliseconds between two changes while training runs at full speed: faster is only flicker
const RESTED = 800; // milliseconds without a change after which the words are said

class Flow {
  #root; #header; #run = new Follower(() => this.#ask()); #timer = 0; #painted = 0; #speech = 0;

  constructor(root) { this.#root = root; }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data }) {
    this.#header = unpack(data).header;
    this.#run.follow(clockOf(this.#header.clock));
    this.#show();
  }

  close() {
    this.#run.close();
    clearTimeout(this.#timer);
    clearTimeout(this.#speech);
  }

  #ask() {
    if (!this.#timer) this.#timer = setTimeout(() => this.#show(), Math.max(0, PACE - (performance.now() - this.#painted)));
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#painted = performance.now();
    const { frame } = this.#run;
    const [who, what] = frame?.step ? told(frame, this.#header) : ["Before the first round.", "Nobody has learned anything yet."];
    setAttribute(this.#root, "data-half", frame?.step ? frame.scalars.half : "");
    setText(this.#root.querySelector(".who"), who);
    setText(this.#root.querySelector(".what"), what);
    clearTimeout(this.#speech);
    this.#speech = setTimeout(() => setText(this.#root.querySelector(".spoken"), `${who} ${what}`), RESTED);
  }
}

/** What the last step did: [who moved, in words]. */
function told({ scalars }, { batch, k_d: kD, k_g: kG }) {
  const seen = `D now calls ${percent(scalars.accuracy_real)} of the real and ${percent(scalars.accuracy_fake)} of the generated points by their right name.`;
  if (scalars.half === 1) {
    return [`D moved${times(kD)}, G stood still.`, `D was shown ${batch} real points (“say real”) and ${batch} generated ones (“say generated”). ${seen}`];
  }
  if (scalars.half === 2) {
    return [`G moved${times(kG)}, D stood still.`, `${batch} generated points were put before D as if they were real; the gradient ran back through D, and only G's weights took it. Its norm: ${numberText(scalars.grad_g, 4)}.`];
  }
  return [`A full round: D moved${times(kD)}, then G moved${times(kG)}.`, seen];
}

function times(count) { return count === 1 ? " once" : ` ${count} times`; }

function percent(share) { return `${numberText(100 * share, 0)} %`; }

export default function (component) {
  return render(component, ".flow", (root) => new Flow(root));
}
