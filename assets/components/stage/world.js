import { Plane } from "../shared/plane.js";
import { Surface } from "./surface.js";
import { momentOf } from "../shared/alignment.js";
import { partOf } from "./part.js";

// One pane's world at the moment that it shows. It draws nothing.

const FADING = 1e-3; // how much a moment's fraction must change for the trails to be drawn anew

export class World {
  facts; // what the page says of this run: modes, centres, probability, seeds, …
  real; // held-out samples [n, 2], or undefined
  centres; // of the modes: x, y, x, y, …; empty where the world has none
  clock;
  trail; // frames that a trail goes back
  part; // which of several things in a run's frames this is, or undefined
  tallness; // the height that is seen, of the width
  arrow; // by what arrows are drawn longer, or undefined: as suits the frame
  moment = null; // of alignment.js: the frame shown and those before it, each as this part of it
  plane = new Plane();
  #surface = null;

  /**
   * A pane of the page's header with its real samples; the header says what is seen of the world (half its width, its
   * middle, its height for each unit of width), how long trails are, and by what arrows are drawn longer.
   */
  constructor({ facts = {}, part }, real, clock, { extent = 3, centre = [0, 0], tallness = 1, trail = 12, arrow }) {
    Object.assign(this, { facts, part, real, clock, trail, tallness, arrow, centres: facts.centres?.flat() ?? [] });
    Object.assign(this.plane, { half: extent, centre });
  }

  get frame() { return this.moment?.frame ?? null; }
  get extent() { return this.plane.half; }
  get points() { return this.frame?.arrays.points; } // generated samples [copies, n, 2]
  get copies() { return this.points?.shape[0] ?? this.facts.seeds ?? 1; }
  get count() { return this.points?.shape[1] ?? 0; } // generated samples of one copy

  /** Go to what is to be shown beside the leader; says what of it is news: "frame", "fade" or null. */
  follow(leader, still) {
    const before = this.moment;
    this.moment = partOf(momentOf(this.clock, leader), this.part);
    if (still && this.moment) this.moment.fraction = 0; // trails fade from frame to frame only
    if (before?.frame !== this.moment?.frame) {
      this.#surface = null;
      return "frame";
    }
    return Math.abs((before?.fraction ?? 0) - (this.moment?.fraction ?? 0)) > FADING ? "fade" : null;
  }

  get surface() { // null where the frame has none
    const bytes = this.frame?.arrays.surface;
    if (!bytes || this.copies > 1) return null;
    this.#surface ??= new Surface(bytes, this.frame.scalars, this.facts.probability !== false, this.extent);
    return this.#surface;
  }

  /** How many of the generated samples lie outside what is seen. */
  get outside() {
    let outside = 0;
    const [x, y] = this.plane.centre;
    for (let i = 0; i < (this.points?.length ?? 0); i += 2) {
      const far = Math.max(Math.abs(this.points[i] - x), Math.abs(this.points[i + 1] - y) / this.tallness);
      if (!(far <= this.extent)) outside += 1; // also what is no number
    }
    return outside;
  }

  /** The mode nearest to that place: {index, x, y, share of the generated samples or undefined}; null where there are none. */
  modeNear(x, y) {
    const { centres } = this;
    let near = null, least = Infinity;
    for (let i = 0; i < centres.length; i += 2) {
      const far = Math.hypot(centres[i] - x, centres[i + 1] - y);
      if (far < least) [near, least] = [i / 2, far];
    }
    if (near === null) return null;
    return { index: near, x: centres[2 * near], y: centres[2 * near + 1], share: this.frame?.arrays.mode_shares?.[near] };
  }
}
