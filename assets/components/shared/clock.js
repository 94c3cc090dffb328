// One clock a run on the page: it keeps the frames and says which one is shown. The run bar feeds and drives
// it; every other piece subscribes. The pieces are separate modules, so the clocks live on globalThis.

const LIMIT = 240; // frames kept, as in the flight recorder
const CATCH_UP = 0.15; // seconds in which a backlog of live frames is played
const REPLAY = 12; // frames a second of a replay at speed 1

class Clock {
  frames = []; // {step, scalars, arrays}, by step
  generation = null; // names the run the frames belong to
  position = 0; // index of the frame shown, with its fraction
  following = true; // at the newest frame, playing what arrives
  playing = false; // replaying
  looping = false;
  speed = 1;
  #listeners = new Set();
  #loop = 0;
  #last = 0;

  get index() { return Math.max(0, Math.min(this.frames.length - 1, Math.floor(this.position))); }
  get frame() { return this.frames[this.index]; }
  get moving() { return this.playing || (this.following && this.position < this.frames.length - 1); }

  /** Calls back on every change, at most once per screen refresh; returns the function that ends it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    this.#wake();
    return () => this.#listeners.delete(listener);
  }

  /** Take frames of a run (a new generation forgets the old ones); those already here are skipped. */
  add(generation, frames) {
    if (generation !== this.generation) {
      Object.assign(this, { generation, frames: [], position: 0, following: true, playing: false });
    }
    const newest = this.frames.length ? this.frames[this.frames.length - 1].step : -1;
    const fresh = frames.filter((frame) => frame.step > newest);
    if (!fresh.length) return;
    const first = !this.frames.length;
    this.frames.push(...fresh);
    if (first) this.position = this.following ? this.frames.length - 1 : 0;
    this.#thin();
    this.#wake();
  }

  #thin() { // drop every second of the older frames; the first and the last quarter stay
    while (this.frames.length > LIMIT) {
      const recent = Math.floor(LIMIT * 0.75);
      const shown = this.frame;
      this.frames = this.frames.filter((_, i) => i === 0 || i >= recent || i % 2 === 0);
      const kept = this.frames.findLastIndex((frame) => frame.step <= shown.step);
      this.position = Math.max(0, kept);
    }
  }

  seek(index) {
    this.position = Math.max(0, Math.min(this.frames.length - 1, index));
    this.following = this.index === this.frames.length - 1 && !this.playing;
    this.#wake();
  }

  replay(on = true) {
    this.playing = on;
    this.following = false;
    if (on && this.index >= this.frames.length - 1) this.position = 0;
    this.#wake();
  }

  follow() { // back to the newest frame
    this.playing = false;
    this.following = true;
    this.position = Math.max(0, this.frames.length - 1);
    this.#wake();
  }

  /** Tell everybody at the next screen refresh. */
  touch() { this.#wake(); }

  #wake() {
    if (this.#loop) return;
    this.#last = performance.now();
    this.#loop = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now) {
    this.#loop = 0;
    const seconds = Math.min(0.1, Math.max(0, now - this.#last) / 1000);
    this.#last = now;
    const end = this.frames.length - 1;
    if (this.playing) {
      this.position += REPLAY * this.speed * seconds;
      if (this.position >= end + 1) {
        if (this.looping) this.position = 0;
        else Object.assign(this, { position: Math.max(0, end), playing: false, following: true });
      }
    } else if (this.following && this.position < end) {
      this.position = Math.min(end, this.position + Math.max(1, (end - this.position)) * (seconds / CATCH_UP));
    }
    for (const listener of this.#listeners) listener(this);
    if (this.moving && this.#listeners.size && !this.#loop) this.#loop = requestAnimationFrame((next) => this.#tick(next));
  }
}

/** The clock of that name, made on first use. */
export function clockOf(name) {
  const key = Symbol.for("explorer.clocks");
  globalThis[key] ??= new Map();
  if (!globalThis[key].has(name)) globalThis[key].set(name, new Clock());
  return globalThis[key].get(name);
}
