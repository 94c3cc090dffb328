import { Plane } from "../shared/plane.js";
import { Surface } from "./surface.js";
import { momentOf } from "../shared/alignment.js";

// One pane's world at the moment that it shows. It draws nothing.

const FADING = 1e-3; // how much a moment's fraction must change for the trails to be drawn anew

export class World {
  facts; // what the page says of this run: modes, centres, probability, seeds, …
  real; // held-out samples [n, 2], or undefined
  centres; // of the modes: x, y, x, y, …; empty where the world has none
  clock;
  trail; // frames that a trail goes back
  moment = null; // of alignment.js: the frame shown and those before it
  plane = new Plane();
  #surface = null;

  /** A pane of the page's header with its real samples; the header says how far the world reaches and how long trails are. */
  constructor({ facts = {} }, real, clock, { extent = 3, trail = 12 }) {
    Object.assign(this, { facts, real, clock, trail, centres: facts.centres?.flat() ?? [] });
    Object.assign(this.plane, { half: extent });
  }

  get frame() { return this.moment?.frame ?? null; }
  get extent() { return this.plane.half; }
  get points() { return this.frame?.arrays.points; } // generated samples [copies, n, 2]
  get copies() { return this.points?.shape[0] ?? this.facts.seeds ?? 1; }
  get count() { return this.points?.shape[1] ?? 0; } // generated samples of one copy

  /** Go to what is to be shown beside the leader; says what of it is news: "frame", "fade" or null. */
  follow(leader, still) {
    const before = this.moment;
    this.moment = momentOf(this.clock, leader);
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
    for (let i = 0; i < (this.points?.length ?? 0); i += 2) {
      const far = Math.max(Math.abs(this.points[i]), Math.abs(this.points[i + 1]));
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
