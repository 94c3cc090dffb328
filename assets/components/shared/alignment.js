// Which frame a pane shows beside the leader, whose clock is the one that everybody scrubs and replays.

/**
 * {frame, frames: all that the pane's run has, index of the frame among them, fraction of the way to the next}, or null
 * where there is none. While the leader follows its run, each pane is at its own newest frame, though not ahead of a
 * leader that trains; else a pane shows its last frame up to the step that the leader is at.
 */
export function momentOf(clock, leader) {
  const { frames } = clock;
  const ahead = leader.training && frames[frames.length - 1]?.step > leader.step;
  const own = clock === leader || (leader.following && !ahead);
  const index = own ? frames.indexOf(clock.frame) : frames.findLastIndex((frame) => frame.step <= leader.step);
  if (index < 0) return null;
  return { frame: frames[index], frames, index, fraction: (own ? clock : leader).position % 1 };
}

/** Keeps a piece at the frame that it shows of a run, which may stand beside another one. */
export class Follower {
  #changed; #clock = null; #leader = null; #ends = []; #shown = null;

  /** changed: called when another frame is to be shown; a clock that moves tells of every refresh of the screen. */
  constructor(changed) { this.#changed = changed; }

  /** The run's own clock, and the one that leads: the same where the run stands alone. */
  follow(clock, leader = clock) {
    if (clock === this.#clock && leader === this.#leader) return;
    this.close();
    [this.#clock, this.#leader] = [clock, leader];
    this.#shown = null; // also no frame at all is news of another run
    this.#ends = [...new Set([clock, leader])].map((one) => one.subscribe(() => this.#look()));
  }

  #look() {
    const { frame } = this;
    if (frame === this.#shown) return;
    this.#shown = frame;
    this.#changed();
  }

  get generation() { return this.#clock?.generation; } // another one: another run

  get frame() { return this.#clock ? momentOf(this.#clock, this.#leader)?.frame : undefined; }

  close() {
    for (const end of this.#ends) end();
    this.#ends = [];
  }
}
