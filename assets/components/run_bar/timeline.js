import { clockOf } from "../shared/clock.js";
import { Marks } from "./marks.js";
import { setAttribute, setText, whole } from "../shared/text.js";

// The timeline: it shows which moment of the run the page's clock is at, and moves it.

const SETTLE = 150; // milliseconds without change after which a scrub has ended

export class Timeline {
  at = null; // the step that the page was last told is shown; null: the newest
  #parts = {}; #marks; #onRest; #clock = null; #unsubscribe = null; #loopChosen = false;
  #drag = null; // the steps that the slider ranges over while its thumb is held
  #resting = null; #settling = 0; #shownFrame; #share;

  /** onRest(step) is called once the timeline rests at another step than it last did; null: the newest. */
  constructor(root, onRest) {
    for (const name of ["rewind", "replay", "shown", "speed", "loop", "live"]) this.#parts[name] = root.querySelector(`.${name}`);
    this.#parts.slider = root.querySelector(".scrub input");
    this.#marks = new Marks(root.querySelector(".marks"), (index) => this.#goTo(index));
    this.#onRest = onRest;
    this.#listen();
  }

  close() {
    this.#unsubscribe?.();
    clearTimeout(this.#settling);
    for (const type of ["pointerup", "pointercancel"]) window.removeEventListener(type, this.#release, true);
  }

  /** Shows the clock of that name. */
  attach({ clock: name, source, marks }) {
    this.#marks.set(marks);
    const clock = clockOf(name);
    if (clock !== this.#clock) {
      this.#unsubscribe?.();
      this.#clock = clock;
      this.#unsubscribe = clock.subscribe(() => this.#tick());
    }
    this.#nameNewest(source);
  }

  /** Takes frames of the run; says whether they begin another run than the clock had. */
  feed({ generation, source }, frames) {
    const clock = this.#clock;
    const fresh = clock.generation !== generation;
    clock.add(generation, frames);
    if (!fresh) return false;
    this.#drag = null;
    if (!this.#loopChosen) clock.looping = source === "recording";
    if (source === "recording" && !matchMedia("(prefers-reduced-motion: reduce)").matches) clock.replay(true);
    else clock.follow();
    return true;
  }

  /** Back to the newest frame. */
  follow() { this.#clock.follow(); }

  set training(training) {
    if (this.#clock.training === training) return;
    this.#clock.training = training;
    this.#clock.touch();
  }

  #nameNewest(source) { // a recording has nothing live
    const { live } = this.#parts;
    setAttribute(live, "title", source === "live"
      ? "Live: back to the newest frame, and follow the training" : "Newest: back to the last frame of the recording");
    setText(live.lastElementChild, source === "live" ? "Live" : "Newest");
  }

  #tick() { // at every screen refresh while something moves: write only what has changed
    const { slider, shown, replay, loop, live, speed } = this.#parts;
    const clock = this.#clock;
    const { frame, step, steps, index, following } = clock;
    const end = steps.length - 1;
    const last = Math.max(1, end);
    // the newest frame is at the right end, also when it is the only one or when a run beside this one is further on
    const newest = end < 1 || (following && index === clock.frames.length - 1);
    const value = newest ? last : index;
    if (!this.#drag) {
      if (slider.max !== String(last)) slider.max = last;
      if (slider.value !== String(value)) slider.value = value;
    }
    const share = (100 * Number(slider.value)) / Number(slider.max);
    if (frame !== this.#shownFrame || share !== this.#share) {
      this.#shownFrame = frame;
      this.#share = share;
      setText(shown, frame ? `shown: step ${whole.format(step)}` : "no frames yet");
      slider.setAttribute("aria-valuetext", frame ? `step ${whole.format(step)}` : "no frames yet");
      slider.style.setProperty("--fill", `${share}%`);
      Object.assign(shown.style, { left: `${share}%`, transform: `translateX(${-share}%)` });
    }
    this.#marks.show(steps);
    setAttribute(replay, "aria-pressed", clock.playing);
    setAttribute(replay, "title", clock.playing ? "Replay: hold it here" : "Replay: play the frames kept, without training");
    setAttribute(loop, "aria-pressed", clock.looping);
    setAttribute(live, "aria-pressed", following);
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
    if (at === this.at) return;
    this.#settling = setTimeout(() => {
      this.at = at;
      this.#onRest(at);
    }, SETTLE);
  }

  #listen() {
    const { slider, rewind, replay, speed, loop, live } = this.#parts;
    rewind.onclick = () => this.#clock.seek(0);
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
    slider.onpointerdown = () => { this.#drag = this.#clock.steps; };
    slider.oninput = () => this.#scrub();
    // on the window: the thumb may be let go anywhere
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, this.#release, true);
  }

  #goTo(index) {
    if (this.#clock.playing) this.#clock.replay(false);
    this.#clock.seek(index);
  }

  #scrub() {
    const clock = this.#clock;
    const index = Number(this.#parts.slider.value);
    if (!this.#drag) return this.#goTo(index);
    if (clock.playing) clock.replay(false);
    // while the thumb is held, the steps it ranges over stay; frames come and go meanwhile
    if (index === this.#drag.length - 1) return clock.seek(clock.steps.length - 1);
    return clock.seek(Math.max(0, clock.steps.findLastIndex((step) => step <= this.#drag[index])));
  }

  #release = () => {
    if (!this.#drag) return;
    this.#drag = null;
    this.#clock.touch();
  };

  probe() { // for tests
    const clock = this.#clock;
    return {
      position: clock?.position ?? 0, index: clock?.index ?? 0, frames: clock?.frames.length ?? 0,
      step: clock?.step ?? null, following: clock?.following ?? false, playing: clock?.playing ?? false,
    };
  }
}
