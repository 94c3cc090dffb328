import { HOPE } from "./commands.js";
import { setAttribute, setText, whole } from "../shared/text.js";

// The seed: a field to type it in, the dice that draws one, and what is wrong with what was typed.

const BIGGEST_SEED = 999_999;

export class Seed {
  #field; #error; #onChoose;
  #actual = null; #hope = null; // the run's own seed, and one asked for that the page has not yet taken over
  #text = ""; // what the field says when nobody types in it
  #typing = false;

  constructor(root, onChoose) {
    this.#field = root.querySelector(".seed input");
    this.#error = root.querySelector(".seed-error");
    this.#onChoose = onChoose;
    this.#field.oninput = () => { this.#typing = true; this.#complain(""); };
    this.#field.onkeydown = (event) => this.#key(event);
    this.#field.onblur = () => this.#commit();
    root.querySelector(".dice").onclick = () => this.#choose(crypto.getRandomValues(new Uint32Array(1))[0] % (BIGGEST_SEED + 1));
  }

  /** The page says that the run has that seed. */
  show(actual) {
    this.#actual = actual;
    if (this.#hope && (actual === this.#hope.seed || performance.now() > this.#hope.until)) this.#hope = null;
    this.#text = String(this.#hope?.seed ?? actual ?? "");
    if (!this.#typing && this.#field.value !== this.#text) this.#field.value = this.#text;
  }

  #key(event) {
    if (event.key === "Enter") this.#commit();
    if (event.key === "Escape") {
      this.#typing = false;
      this.#field.value = this.#text;
      this.#complain("");
    }
  }

  #commit() {
    if (!this.#typing) return;
    this.#typing = false;
    const text = this.#field.value.trim();
    const number = /^[\d,]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
    this.#field.value = this.#text;
    if (!(number <= BIGGEST_SEED)) {
      this.#complain(`${text ? `“${text}” is no seed` : "The seed is missing"}: it must be a whole number from 0 to ${whole.format(BIGGEST_SEED)}. Seed ${this.#text} stays.`);
    } else if (String(number) !== this.#text) this.#choose(number);
  }

  #choose(seed) {
    this.#complain("");
    this.#typing = false;
    this.#hope = { seed, until: performance.now() + 2 * HOPE };
    this.#onChoose(seed);
    this.show(this.#actual);
  }

  #complain(text) {
    setText(this.#error, text);
    this.#error.hidden = !text;
    setAttribute(this.#field, "aria-invalid", Boolean(text));
  }
}
