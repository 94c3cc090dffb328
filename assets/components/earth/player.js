// The time of a plan that is carried out: t blocks are where they belong, a fraction of one is on its way.

const SECONDS = 0.9; // for a block at speed 1

export class Player {
  t = 0;
  length = 0; // blocks of the plan
  playing = false;
  speed = 1;
  #changed; #last = 0; #loop = 0;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  /** changed(): t or playing is another. */
  constructor(changed) { this.#changed = changed; }

  /** What the eye is to see: whole blocks for those who want no motion. */
  get shown() { return this.#calm.matches ? Math.floor(this.t) : this.t; }

  /** Another plan, seen from its end. */
  follow(length) {
    this.length = this.t = length;
    this.pause();
  }

  seek(t) {
    this.t = Math.max(0, Math.min(this.length, t));
    this.pause();
  }

  toggle() {
    if (this.playing) return this.pause();
    if (!this.length) return undefined;
    if (this.t >= this.length) this.t = 0;
    this.playing = true;
    this.#last = performance.now();
    this.#ask();
    return this.#changed();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.#loop);
    this.#changed();
  }

  close() {
    this.playing = false;
    cancelAnimationFrame(this.#loop);
  }

  #ask() { this.#loop = requestAnimationFrame((now) => this.#tick(now)); }

  #tick(now) {
    this.t = Math.min(this.length, this.t + (Math.max(0, now - this.#last) / 1000 / SECONDS) * this.speed);
    this.#last = now;
    if (this.t >= this.length) return this.pause();
    this.#ask();
    return this.#changed();
  }
}
