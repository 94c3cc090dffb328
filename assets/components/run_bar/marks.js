import { whole } from "../shared/text.js";

// Moments that the lesson speaks of, marked on the timeline; a click goes there.

export class Marks {
  #place; #seek; #marks = []; #shown = "";

  /** place: the element that spans the slider. seek(index) is called with the frame that a click asks for. */
  constructor(place, seek) {
    this.#place = place;
    this.#seek = seek;
  }

  /** The steps to mark, for the run at hand. */
  set(marks) {
    this.#marks = marks;
    this.#place.hidden = !marks.length;
  }

  /** Puts those that the run has reached where the slider has their frame. */
  show(steps) {
    const shown = `${this.#marks} ${steps.length} ${steps[0]} ${steps[steps.length - 1]}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const end = steps.length - 1;
    const reached = this.#marks.filter((mark) => end > 0 && mark >= steps[0] && mark <= steps[end]);
    this.#place.replaceChildren(...reached.map((mark) => this.#button(mark, steps, end)));
  }

  #button(mark, steps, end) {
    const index = steps.findLastIndex((step) => step <= mark);
    const button = document.createElement("button");
    button.textContent = whole.format(mark);
    button.title = `Go to step ${whole.format(mark)}`;
    button.style.setProperty("--share", index / end);
    button.onclick = () => this.#seek(index);
    return button;
  }
}
