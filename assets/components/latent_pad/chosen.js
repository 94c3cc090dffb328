import { normalDraw } from "../shared/random.js";

// Which picture is chosen, here or by the page, and the noise ε drawn for it.

const TRAIL = 12; // samples that stay on the map

export class ChosenPicture {
  index = null; // of the picture; null where none is chosen
  epsilons = []; // the newest last
  drawn = 0; // how many, also those that have left the map
  #heard = null; #sent = [];

  get epsilon() { return this.epsilons[this.epsilons.length - 1]; }

  choose(index) {
    this.index = index;
    this.forgetSamples();
  }

  forgetSamples() {
    this.epsilons = [];
    this.drawn = 0;
  }

  /** One more ε of that many coordinates; the same seed gives the same ones again. */
  draw(seed, size) {
    this.epsilons.push(normalDraw(seed, this.drawn++, size));
    if (this.epsilons.length > TRAIL) this.epsilons.shift();
  }

  /** A choice made here goes to the page, which will repeat it later. */
  noteSent(index) { this.#sent.push(index); }

  /** Whether the page's choice is news: neither said before, nor the echo of an older click here. */
  isNews(index) {
    if (index === this.#heard) return false;
    this.#heard = index;
    const echo = this.#sent.indexOf(index);
    if (echo < 0) return index !== this.index;
    this.#sent = this.#sent.slice(echo + 1);
    return false;
  }
}
