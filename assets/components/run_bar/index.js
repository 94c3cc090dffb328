import { unpackFrames } from "../shared/wire.js";
import { clockOf } from "../shared/clock.js";
import { render } from "../shared/instances.js";

// The run bar: train, pause, step, reset, reseed, and scrub through the run. It feeds and drives the page's clock.

const WORDS = {
  starting: "Starting…", ready: "Ready", running: "Training", paused: "Paused", finished: "Finished",
  diverged: "Diverged", failed: "Failed", recording: "Recording",
};
const MAIN = { // the big button: what it asks for, its label, and what it does in one line
  play: ["play", "Train", "Train: start training, live (key space)"],
  fresh: ["play", "Train", "Train: start a run of your own, live (key space)"],
  again: ["play", "Train on", "Train on: go on from here, past the plan (key space)"],
  pause: ["pause", "Pause", "Pause: stop training here and keep the weights (key space)"],
  restart: ["reset", "Restart", "Restart: back to step 0, with new weights from the same seed (key space)"],
};
const ADVICE = {
  diverged: ["Training diverged", "A smaller learning rate usually helps; press Restart."],
  failed: ["The run failed", "Press Restart to begin again at step 0."],
};
const HIDDEN_BY_RECORDING = ["starting", "ready", "paused", "finished"]; // what the run behind it does is not news then
const BIGGEST_SEED = 999_999;
const HOPE = 1500; // milliseconds for which the bar shows what was asked for while the answer still says otherwise
const SETTLE = 150; // milliseconds without change after which a scrub has ended
const TYPED = "input, textarea, select, [contenteditable=''], [contenteditable='true']";
const OWN_KEYS = "[role=slider], [role=combobox], [role=tab], [role=textbox], [role=spinbutton], [role=listbox], [role=option], [role^=menuitem], [role=radio]";
const PRESSED_BY_SPACE = "button, summary, a[href], [role=button], [role=checkbox], [role=switch]";
const SCROLLERS = "body, html, [data-testid=stMain], [data-testid=stApp], [data-testid=stSidebar]";
const asked = new Set(); // pages whose stored run has been looked for since this page was loaded
const left = new Map(); // what a bar that was taken away leaves to the next one, by page

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function rateText(rate) { return rate < 10 ? tenths.format(rate) : whole.format(rate); }

function durationText(seconds) {
  if (seconds < 1) return "<1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${tenths.format(seconds / 3600)} h`;
}

function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

function setAttribute(element, name, value) { if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value); }

function bytesOf(data) { // the message, however it is wrapped; null where there is none
  if (data instanceof ArrayBuffer) return bytesOf(new Uint8Array(data));
  if (ArrayBuffer.isView(data)) {
    return data.byteLength > 4 ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
  }
  if (!data || typeof data !== "object") return null;
  return Object.values(data).map((value) => (typeof value === "object" ? bytesOf(value) : null)).find(Boolean) ?? null;
}

/** Sends commands one at a time: of the triggers that wait for the page's script, Streamlit keeps only the last. */
class Commands {
  emit = null; // the function that sends; null while there is no bar
  #waiting = []; #number = 0; #open = false; #sent = 0; #arrivals = 0; #echoes = false; #timer = 0;

  push(command) {
    const last = this.#waiting[this.#waiting.length - 1];
    const toggles = (name) => name === "play" || name === "pause";
    if (command.name === "step" && last?.name === "step") last.count = (last.count ?? 1) + 1;
    else if (last && (last.name === command.name || (toggles(last.name) && toggles(command.name)))) {
      this.#waiting[this.#waiting.length - 1] = command;
    } else this.#waiting.push(command);
    this.#next();
  }

  /** The page has sent data; header.heard is the number of the last command that it obeyed. */
  arrived({ heard }) {
    this.#echoes = heard !== undefined;
    this.#arrivals += 1;
    if (this.#echoes ? heard === this.#number : this.#arrivals >= 2) this.#open = false; // the first may have been on its way
    this.#next();
  }

  #next() {
    clearTimeout(this.#timer);
    if (!this.#waiting.length || !this.emit) return;
    const wait = this.#open ? this.#sent + (this.#echoes ? 3000 : 1000) - performance.now() : 0;
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#next(), wait + 1);
      return;
    }
    this.#number = Math.max(this.#number + 1, Date.now());
    this.#sent = performance.now();
    this.#arrivals = 0;
    this.#open = true;
    this.emit({ ...this.#waiting.shift(), number: this.#number });
    this.#next();
  }
}

class RunBar {
  #root; #parts = {}; #page = null; #commands = new Commands(); #data; #header = null;
  #clock = null; #unsubscribe = null; #loopChosen = false;
  #hope = null; #wanted = null; #timer = 0; #state = "starting"; #pressed = "main"; // what the buttons were just asked for
  #seed = ""; #seedHope = null; #typing = false;
  #drag = null; #at = null; #resting = null; #settling = 0; #shownFrame; #share;

  constructor(root) {
    this.#root = root;
    const find = (selector) => root.querySelector(selector);
    const names = ["main", "step", "reset", "dice", "word", "caption", "steps", "done", "planned", "pace", "rate", "left", "time",
      "progress", "seed-error", "trouble", "replay", "shown", "speed", "loop", "live"];
    for (const name of names) this.#parts[name] = find(`.${name}`);
    Object.assign(this.#parts, { seed: find(".seed input"), slider: find(".scrub input") });
    this.#listen();
    root.probe = () => ({ // for tests
      position: this.#clock?.position ?? 0, index: this.#clock?.index ?? 0, frames: this.#clock?.frames.length ?? 0,
      step: this.#clock?.frame?.step ?? null, following: this.#clock?.following ?? false, playing: this.#clock?.playing ?? false,
      state: this.#state,
    });
  }


  /** Takes what Streamlit passes; called at every change of data or theme. */
  update(page) {
    this.#page = page;
    if (page.data === this.#data) return; // only the theme has changed
    this.#data = page.data;
    const bytes = bytesOf(page.data);
    if (!bytes) return;
    let message;
    try {
      message = unpackFrames(bytes);
    } catch (error) { // a bad message must not take the bar away
      console.warn("run_bar: a message could not be read.", error);
      return;
    }
    const first = !this.#header;
    this.#header = message.header;
    if (first) this.#inherit();
    this.#feed(message.frames);
    this.#remember();
    this.#commands.arrived(this.#header);
    if (first) for (const part of this.#root.querySelectorAll(":disabled")) part.disabled = false;
    this.#show();
  }

  close() {
    this.#unsubscribe?.();
    this.#commands.emit = null;
    if (this.#header) {
      const { page } = this.#header;
      left.set(page, { commands: this.#commands, at: this.#at, wanted: this.#wanted, since: performance.now() });
    }
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    document.removeEventListener("keydown", this.#key, true);
    for (const type of ["pointerup", "pointercancel"]) window.removeEventListener(type, this.#release, true);
  }

  #inherit() { // Streamlit may take the bar away and put it back at once, for instance when the page reruns
    const heritage = left.get(this.#header.page);
    left.delete(this.#header.page);
    if (heritage && performance.now() - heritage.since < 2 * HOPE) {
      this.#at = heritage.at;
      this.#wanted = heritage.wanted;
      this.#commands = heritage.commands;
    }
    this.#commands.emit = (command) => this.#page.setTriggerValue("command", command);
  }

  // ------------------------------------------------------------------------------------------- the clock

  #feed(frames) {
    const { clock: name, generation, source } = this.#header;
    const clock = clockOf(name);
    if (clock !== this.#clock) {
      this.#unsubscribe?.();
      this.#clock = clock;
      this.#unsubscribe = clock.subscribe(() => this.#tick());
    }
    const fresh = clock.generation !== generation;
    clock.add(generation, frames);
    if (!fresh) return;
    this.#drag = this.#hope = null;
    if (!this.#loopChosen) clock.looping = source === "recording";
    if (source === "recording" && !matchMedia("(prefers-reduced-motion: reduce)").matches) clock.replay(true);
    else clock.follow();
  }

  #tick() { // at every screen refresh while something moves: write only what has changed
    const { slider, shown, replay, loop, live, speed } = this.#parts;
    const clock = this.#clock;
    const { frame, index, frames } = clock;
    const last = Math.max(1, frames.length - 1);
    const value = frames.length > 1 ? index : last; // the newest frame is at the right end, also when it is the only one
    if (!this.#drag) {
      if (slider.max !== String(last)) slider.max = last;
      if (slider.value !== String(value)) slider.value = value;
    }
    const share = (100 * Number(slider.value)) / Number(slider.max);
    if (frame !== this.#shownFrame || share !== this.#share) {
      this.#shownFrame = frame;
      this.#share = share;
      setText(shown, frame ? `shown: step ${whole.format(frame.step)}` : "no frames yet");
      slider.setAttribute("aria-valuetext", frame ? `step ${whole.format(frame.step)}` : "no frames yet");
      slider.style.setProperty("--fill", `${share}%`);
      Object.assign(shown.style, { left: `${share}%`, transform: `translateX(${-share}%)` });
    }
    setAttribute(replay, "aria-pressed", clock.playing);
    setAttribute(replay, "title", clock.playing ? "Replay: hold it here" : "Replay: play the frames kept, without training");
    setAttribute(loop, "aria-pressed", clock.looping);
    setAttribute(live, "aria-pressed", clock.following);
    if (Number(speed.value) !== clock.speed) speed.value = clock.speed;
    this.#settle();
  }

  #settle() { // tell the page which step is shown once that rests
    const clock = this.#clock;
    if (clock.playing || this.#drag) {
      clearTimeout(this.#settling);
      this.#resting = undefined;
      return;
    }
    const newest = clock.following || clock.index >= clock.frames.length - 1;
    const at = newest ? null : clock.frame.step;
    if (at === this.#resting) return;
    this.#resting = at;
    clearTimeout(this.#settling);
    if (at === this.#at) return;
    this.#settling = setTimeout(() => {
      this.#at = at;
      this.#page.setStateValue("at", at);
    }, SETTLE);
  }

  // ------------------------------------------------------------------------------------------- the run

  #remember() { // a reload of the page finds the run of this tab again
    const { page, source, run } = this.#header;
    const key = `explorer.run.${page}`;
    try {
      const stored = sessionStorage.getItem(key);
      if (!asked.has(page) && stored && stored !== run) this.#commands.push({ name: "resume", run: stored });
      else if (source === "live" && run && stored !== run) sessionStorage.setItem(key, run);
    } catch { /* no storage, no resuming */ }
    asked.add(page);
  }

  get #actual() {
    const { source, status } = this.#header;
    return source === "recording" && HIDDEN_BY_RECORDING.includes(status.state) ? "recording" : status.state;
  }

  #expect(state) { // show it at once; the next status that differs from today's corrects it
    this.#hope = { state, was: this.#actual, until: performance.now() + HOPE };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), HOPE + 10);
    this.#show();
  }

  #show() {
    const { main, word, trouble, progress } = this.#parts;
    const { status } = this.#header;
    const actual = this.#actual;
    if (this.#hope && (this.#hope.was !== actual || performance.now() > this.#hope.until)) this.#hope = null;
    const state = this.#hope?.state ?? actual;
    if (!this.#hope && state !== "starting") this.#wanted = null;
    this.#state = state;
    setAttribute(this.#root, "data-state", state);

    const [command, label, title] = MAIN[this.#mainOf(state)];
    setAttribute(this.#root, "data-main", command);
    setText(main.querySelector(".label"), label);
    setAttribute(main, "title", title);
    setText(word, WORDS[state] ?? state);
    this.#showNumbers(state, status);

    const advice = ADVICE[state];
    const reason = (status.reason || "no reason was given").trim().replace(/\.$/, "");
    if (advice) setText(trouble.querySelector("span"), `${advice[0]}: ${reason}. ${advice[1]}`);
    trouble.hidden = !advice;

    const share = state === "recording" || !status.planned ? 0 : Math.min(1, status.step / status.planned);
    progress.firstElementChild.style.transform = `scaleX(${share})`;
    setAttribute(progress, "aria-valuenow", Math.round(100 * share));
    setAttribute(this.#parts.live, "title", this.#header.source === "live"
      ? "Live: back to the newest frame, and follow the training" : "Newest: back to the last frame of the recording");
    setText(this.#parts.live.lastElementChild, this.#header.source === "live" ? "Live" : "Newest");
    this.#showSeed();
  }

  #mainOf(state) {
    if (state === "running" || (state === "starting" && this.#wanted === "play")) return "pause";
    if (state === "diverged" || state === "failed") return "restart";
    if (state === "recording") return "fresh";
    return state === "finished" ? "again" : "play";
  }

  #showNumbers(state, { step, planned, rate }) {
    const { caption, steps, done, planned: end, pace, rate: speed, left, time } = this.#parts;
    const recording = state === "recording";
    const running = state === "running" && rate > 0;
    const remaining = running && planned > step ? (planned - step) / rate : 0;
    caption.hidden = !recording;
    steps.hidden = recording;
    pace.hidden = !running;
    left.hidden = !remaining;
    if (recording) {
      setText(caption, this.#header.caption ?? "");
      return;
    }
    setText(done, whole.format(step));
    setText(end, whole.format(planned));
    this.#keepRoom(steps, `step ${whole.format(Math.max(step, planned))} of ${whole.format(planned)}`);
    if (!running) return;
    setText(speed, rateText(rate));
    setText(time, durationText(remaining));
    this.#keepRoom(pace, `· ${rateText(rate)} steps/s`);
  }

  #keepRoom(element, text) { // for the longest text of this run
    const longest = element.dataset.generation === this.#header.generation ? element.dataset.longest : "";
    element.dataset.generation = this.#header.generation;
    if (text.length > longest.length) element.dataset.longest = text;
  }

  // ------------------------------------------------------------------------------------------- hands

  #listen() {
    const { main, step, reset, dice, seed, slider, replay, speed, loop, live } = this.#parts;
    main.onpointerdown = () => { this.#pressed = MAIN[this.#mainOf(this.#state)][0]; };
    main.onclick = (event) => this.#act(event.detail ? this.#pressed : "main"); // what it said when the pointer came down
    step.onclick = () => this.#act("step");
    reset.onclick = () => this.#act("reset");
    dice.onclick = () => this.#choose(crypto.getRandomValues(new Uint32Array(1))[0] % (BIGGEST_SEED + 1));
    seed.oninput = () => { this.#typing = true; this.#complain(""); };
    seed.onkeydown = (event) => this.#seedKey(event);
    seed.onblur = () => this.#commit();
    replay.onclick = () => this.#clock.replay(!this.#clock.playing);
    loop.onclick = () => {
      this.#loopChosen = true;
      this.#clock.looping = !this.#clock.looping;
      this.#clock.touch();
    };
    live.onclick = () => this.#clock.follow();
    speed.onchange = () => {
      this.#clock.speed = Number(speed.value);
      this.#clock.touch();
    };
    slider.onpointerdown = () => { this.#drag = this.#clock.frames.map((frame) => frame.step); };
    slider.oninput = () => this.#scrub();
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, this.#release, true);
    // Streamlit's own keys (r, c) don't see that the focus is in a field of a shadow root.
    this.#root.onkeydown = (event) => { if (event.target.matches("input, select")) event.stopPropagation(); };
    document.addEventListener("keydown", this.#key, true);
  }

  #act(name) {
    if (!this.#header) return;
    if (name === "main") [name] = MAIN[this.#mainOf(this.#state)];
    this.#commands.push({ name });
    this.#wanted = name === "play" ? "play" : name === "step" ? this.#wanted : null;
    const state = { play: this.#actual === "recording" ? "starting" : "running", pause: "paused", reset: "starting" }[name];
    if (state) this.#expect(state);
  }

  #scrub() {
    const clock = this.#clock;
    if (clock.playing) clock.replay(false);
    const index = Number(this.#parts.slider.value);
    if (!this.#drag) return clock.seek(index);
    // while the thumb is held, the steps it ranges over stay; frames come and go meanwhile
    if (index === this.#drag.length - 1) return clock.seek(clock.frames.length - 1);
    return clock.seek(Math.max(0, clock.frames.findLastIndex((frame) => frame.step <= this.#drag[index])));
  }

  #release = () => {
    if (!this.#drag) return;
    this.#drag = null;
    this.#clock.touch();
  };

  #key = (event) => {
    if (!this.#root.isConnected || !this.#header || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const name = { " ": "main", arrowright: "step", r: "reset" }[event.key.toLowerCase()];
    if (!name || takenElsewhere(event.composedPath(), event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (name === "step" || !event.repeat) this.#act(name);
  };

  // ------------------------------------------------------------------------------------------- the seed

  #showSeed() {
    const { seed: actual } = this.#header;
    if (this.#seedHope && (actual === this.#seedHope.seed || performance.now() > this.#seedHope.until)) this.#seedHope = null;
    this.#seed = String(this.#seedHope?.seed ?? actual ?? "");
    if (!this.#typing && this.#parts.seed.value !== this.#seed) this.#parts.seed.value = this.#seed;
  }

  #seedKey(event) {
    if (event.key === "Enter") this.#commit();
    if (event.key === "Escape") {
      this.#typing = false;
      this.#parts.seed.value = this.#seed;
      this.#complain("");
    }
  }

  #commit() {
    if (!this.#typing) return;
    this.#typing = false;
    const { seed } = this.#parts;
    const text = seed.value.trim();
    const number = /^[\d,]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
    seed.value = this.#seed;
    if (!(number <= BIGGEST_SEED)) {
      this.#complain(`${text ? `“${text}” is no seed` : "The seed is missing"}: it must be a whole number from 0 to ${whole.format(BIGGEST_SEED)}. Seed ${this.#seed} stays.`);
    } else if (String(number) !== this.#seed) this.#choose(number);
  }

  #choose(seed) {
    this.#complain("");
    this.#typing = false;
    this.#seedHope = { seed, until: performance.now() + 2 * HOPE };
    this.#wanted = null;
    this.#commands.push({ name: "seed", seed });
    this.#showSeed();
  }

  #complain(text) {
    const { "seed-error": error, seed } = this.#parts;
    setText(error, text);
    error.hidden = !text;
    setAttribute(seed, "aria-invalid", Boolean(text));
  }
}

/** Whether that key belongs to what has the focus: text fields, sliders, canvases, dialogs, buttons (space). */
function takenElsewhere(path, key) {
  const elements = path.filter((node) => node instanceof Element);
  const [target] = elements;
  if (!target) return false;
  if (target.matches(TYPED) || target.isContentEditable || target.matches(OWN_KEYS)) return true;
  if (elements.some((element) => element.matches("[role=dialog]"))) return true;
  if (key === " " && target.matches(PRESSED_BY_SPACE)) return true;
  if (key !== " " && key !== "ArrowRight") return false;
  if (elements.some((element) => element.localName === "canvas")) return true;
  return key === "ArrowRight" && target.tabIndex >= 0 && !target.matches(PRESSED_BY_SPACE) && !target.matches(SCROLLERS);
}

export default function (component) {
  return render(component, ".run-bar", (root) => new RunBar(root));
}
