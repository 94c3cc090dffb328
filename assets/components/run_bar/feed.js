import { clockOf } from "../shared/clock.js";
import { unpackFrames } from "../shared/wire.js";

// Fetches a run's frames straight from the server: a rerun of the page for each look would cost the browser more than
// drawing what it brings.

const PACE = 90; // milliseconds from one question to the next while the run trains
const RETRY = 1000; // and after one without an answer
const PATIENCE = 10000; // before a failure is told: a page that begins another run stops the old one first, and says so later
const ACTIVE = ["starting", "running"];

export class Feed {
  #take; #run = null; #timer = 0; #asking = null;

  /** take(run, status, frames) is called with each answer. */
  constructor(take) { this.#take = take; }

  /** Look at the run {clock, generation, address} now, and again and again while it trains. */
  follow(run) {
    this.#run = run;
    this.#look();
  }

  close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #look() {
    this.close(); // an answer on its way would be older than what the page has just said
    const asking = new AbortController();
    this.#asking = asking;
    const run = this.#run;
    const asked = performance.now();
    let pace = RETRY;
    try {
      const answer = await fetch(`${run.address}?since=${newest(run)}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      const { header: { status }, frames } = unpackFrames(new Uint8Array(await answer.arrayBuffer()));
      if (asking.signal.aborted) return;
      if (status.state === "failed") {
        this.#timer = setTimeout(() => this.#take(run, status, frames), PATIENCE);
        return;
      }
      this.#take(run, status, frames);
      if (!ACTIVE.includes(status.state)) return;
      pace = PACE;
    } catch (error) {
      if (asking.signal.aborted) return;
      console.warn("run_bar: no answer about the run.", error);
    }
    this.#timer = setTimeout(() => this.#look(), asked + pace - performance.now());
  }
}

function newest({ clock: name, generation }) { // the step of the run's last frame that is here; −1 where there is none
  const clock = clockOf(name);
  return clock.generation === generation ? (clock.frames[clock.frames.length - 1]?.step ?? -1) : -1;
}
