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
  training = false; // whether its run goes on to train
  speed = 1;
  #companions = new Set(); // {clock} of the runs shown beside this one, once for each piece that shows them
  #listeners = new Set();
  #loop = 0;
  #last = 0;

  /** What the timeline ranges over: the steps of the frames, then those of the companions' frames after the last one. */
  get steps() {
    const own = this.frames.map((frame) => frame.step);
    const later = new Set();
    for (const { clock: { frames } } of own.length ? this.#companions : []) {
      for (const { step } of frames) if (step > own[own.length - 1]) later.add(step);
    }
    return [...own, ...[...later].sort((a, b) => a - b)];
  }

  get index() { return Math.max(0, Math.min(this.steps.length - 1, Math.floor(this.position))); }
  get step() { return this.steps[this.index]; }
  get frame() { return this.frames[Math.min(this.index, this.frames.length - 1)]; }
  get moving() { return this.playing || (this.following && this.position < this.frames.length - 1); }

  /** Calls back on every change, at most once per screen refresh; returns the function that ends it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    this.#wake();
    return () => this.#listeners.delete(listener);
  }

  /** That run is shown beside this one: a replay goes on to the end of the longest. Returns the function that ends it. */
  accompany(clock) {
    const companion = { clock };
    this.#companions.add(companion);
    return () => this.#companions.delete(companion);
  }

  /** Take frames of a run (a new generation forgets the old ones); those already here are skipped. */
  add(generation, frames) {
    if (generation !== this.generation) {
      Object.assign(this, { generation, frames: [], position: 0, following: true, playing: false });
    }
    const newest = this.frames.length ? this.frames[this.frames.length - 1].step : -1;
    const fresh = frames.filter((frame) => frame.step > newest);
    if (!fresh.length) return;
    const shown = this.step;
    this.frames.push(...fresh);
    this.#thin();
    if (shown !== undefined) this.position = this.#indexOf(shown) + (this.position % 1);
    else this.position = this.following ? this.frames.length - 1 : 0;
    this.#wake();
  }

  #indexOf(step) { return Math.max(0, this.steps.findLastIndex((other) => other <= step)); }

  #thin() { // drop every second of the older frames; the first and the last quarter stay
    while (this.frames.length > LIMIT) {
      const recent = Math.floor(LIMIT * 0.75);
      this.frames = this.frames.filter((_, i) => i === 0 || i >= recent || i % 2 === 0);
    }
  }

  seek(index) {
    const end = this.steps.length - 1;
    this.position = Math.max(0, Math.min(end, index));
    this.following = this.index === end && !this.playing;
    if (this.following) this.position = this.frames.length - 1;
    this.#wake();
  }

  replay(on = true) {
    const wasFollowing = this.following;
    this.playing = on;
    this.following = false;
    if (on && (wasFollowing || this.index >= this.steps.length - 1)) this.position = 0;
    this.#wake();
  }

  follow() { // back to the newest frame
    this.#rest();
    this.#wake();
  }

  #rest() { Object.assign(this, { playing: false, following: true, position: Math.max(0, this.frames.length - 1) }); }

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
    if (this.playing) {
      const end = this.steps.length - 1;
      this.position += REPLAY * this.speed * seconds;
      if (this.position >= end + 1) {
        if (this.looping) this.position = 0;
        else this.#rest();
      }
    } else if (this.moving) {
      const newest = this.frames.length - 1;
      this.position = Math.min(newest, this.position + Math.max(1, newest - this.position) * (seconds / CATCH_UP));
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
