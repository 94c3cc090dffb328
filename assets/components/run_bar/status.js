import { setAttribute, setText, whole } from "../shared/text.js";
import { durationText, rateText } from "./units.js";

// The state of the run in words and numbers, and the big button's face in that state.

const WORDS = {
  starting: "Starting…", ready: "Ready", paused: "Paused", finished: "Finished",
  diverged: "Diverged", failed: "Failed", recording: "Recording",
};
const ADVICE = {
  diverged: ["Training diverged", "A smaller learning rate usually helps; press Restart."],
  failed: ["The run failed", "Press Restart to begin again at step 0."],
};
const FACES = { // of the big button: what it asks for, its label ("" stands for the page's own verb), and what it does
  play: { command: "play", label: "", title: "start, live" },
  fresh: { command: "play", label: "", title: "start a run of your own, live" },
  onward: { command: "play", label: " on", title: "go on from the trained model, live" },
  again: { command: "play", label: " on", title: "go on from here, past the plan" },
  pause: { command: "pause", label: "Pause", title: "stop here and keep what is there" },
  restart: { command: "reset", label: "Restart", title: "back to step 0, anew from the same seed" },
};

/**
 * What the big button does in that state; wanted: "play" where a run that starts is to train at once; goesOn: whether
 * training goes on from a recording.
 */
export function faceOf(state, wanted, goesOn) {
  if (state === "running" || (state === "starting" && wanted === "play")) return FACES.pause;
  if (state === "diverged" || state === "failed") return FACES.restart;
  if (state === "recording") return goesOn ? FACES.onward : FACES.fresh;
  return state === "finished" ? FACES.again : FACES.play;
}

export class StatusDisplay {
  #root; #parts = {};

  constructor(root) {
    this.#root = root;
    const names = ["main", "word", "caption", "steps", "done", "planned", "pace", "rate", "left", "time", "progress", "trouble"];
    for (const name of names) this.#parts[name] = root.querySelector(`.${name}`);
  }

  show(state, face, header) {
    const { main, word, trouble, progress } = this.#parts;
    const { status, verbs: [verb, doing] = ["Train", "Training"] } = header;
    const label = face.command === "play" ? verb + face.label : face.label;
    setAttribute(this.#root, "data-state", state);
    setAttribute(this.#root, "data-main", face.command);
    setText(main.querySelector(".label"), label);
    setAttribute(main, "title", `${label}: ${face.title} (key space)`);
    setText(word, state === "running" ? doing : WORDS[state] ?? state);
    this.#showNumbers(state, header);

    const advice = ADVICE[state];
    const reason = (status.reason || "no reason was given").trim().replace(/\.$/, "");
    if (advice) setText(trouble.querySelector("span"), `${advice[0]}: ${reason}. ${advice[1]}`);
    trouble.hidden = !advice;

    const share = state === "recording" || !status.planned ? 0 : Math.min(1, status.step / status.planned);
    progress.firstElementChild.style.transform = `scaleX(${share})`;
    setAttribute(progress, "aria-valuenow", Math.round(100 * share));
  }

  #showNumbers(state, { status: { step, planned, rate }, caption: ofRecording, generation }) {
    const { caption, steps, done, planned: end, pace, rate: speed, left, time } = this.#parts;
    const recording = state === "recording";
    const running = state === "running" && rate > 0;
    const remaining = running && planned > step ? (planned - step) / rate : 0;
    caption.hidden = !recording;
    steps.hidden = recording;
    pace.hidden = !running;
    left.hidden = !remaining;
    if (recording) {
      setText(caption, ofRecording ?? "");
      return;
    }
    setText(done, whole.format(step));
    setText(end, whole.format(planned));
    keepRoom(steps, `step ${whole.format(Math.max(step, planned))} of ${whole.format(planned)}`, generation);
    if (!running) return;
    setText(speed, rateText(rate));
    setText(time, durationText(remaining));
    keepRoom(pace, `· ${rateText(rate)} steps/s`, generation);
  }
}

function keepRoom(element, text, generation) { // for the longest text of this run: what stands to the right must not jump
  const longest = element.dataset.generation === generation ? element.dataset.longest : "";
  element.dataset.generation = generation;
  if (text.length > longest.length) element.dataset.longest = text;
}
