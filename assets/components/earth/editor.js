import { sum } from "./ledger.js";

// Piles and holes that are being heaped up and dug, a block at a time.

export class Editor {
  #limits; #heaps; // {earth, holes}: blocks at each place, 0 … last

  /** limits: {last, piles, tallest, blocks} */
  constructor({ earth, blocks, holes, wanted }, limits) {
    this.#limits = limits;
    this.#heaps = { earth: this.#spread(earth, blocks), holes: this.#spread(holes, wanted) };
  }

  #spread(places, counts) {
    const heap = new Array(this.#limits.last + 1).fill(0);
    places.forEach((place, k) => { heap[place] = counts[k]; });
    return heap;
  }

  get last() { return this.#limits.last; }

  at(side, place) { return this.#heaps[side][place]; }

  /** One block more (1) or less (−1) at a place of a side. */
  change(side, place, by) {
    const heap = this.#heaps[side];
    heap[place] = Math.max(0, Math.min(this.#limits.tallest, heap[place] + by));
  }

  /** What is there: [{place, count}] of a side. */
  heaps(side) { return this.#heaps[side].map((count, place) => ({ place, count })).filter(({ count }) => count); }

  /** Why this cannot be moved yet, or "". */
  get problem() {
    const [earth, holes] = ["earth", "holes"].map((side) => sum(this.#heaps[side]));
    if (!earth || !holes) return "Heap up some earth, and dig some holes.";
    if (earth !== holes) return `${earth} blocks and ${holes} holes: there must be as many of both.`;
    if (earth > this.#limits.blocks) return `${earth} blocks: at most ${this.#limits.blocks} can be moved.`;
    const most = Math.max(...["earth", "holes"].map((side) => this.heaps(side).length));
    return most > this.#limits.piles ? `${most} piles: at most ${this.#limits.piles} a side.` : "";
  }

  /** "place:blocks … | place:blocks …", as the page and its address write piles. */
  get text() {
    const written = (side) => this.heaps(side).map(({ place, count }) => (count > 1 ? `${place}:${count}` : `${place}`)).join(" ");
    return `${written("earth")} | ${written("holes")}`;
  }
}
