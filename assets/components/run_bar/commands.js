// What the bar asks of the page, and how long it hopes for an answer.

export const HOPE = 1500; // milliseconds for which the bar shows what was asked for while the answer still says otherwise

/** Sends commands one at a time: of the triggers that wait for the page's script, Streamlit keeps only the last. */
export class Commands {
  emit = null; // the function that sends; null while there is no bar
  #waiting = []; #number = 0; #open = false; #sent = 0; #arrivals = 0; #echoes = false; #timer = 0;

  /** Whether nothing has been asked for yet. */
  get untouched() { return !this.#number && !this.#waiting.length; }

  push(command) {
    const last = this.#waiting[this.#waiting.length - 1];
    const toggles = (name) => name === "play" || name === "pause";
    if (command.name === "step" && last?.name === "step") last.count = (last.count ?? 1) + 1;
    else if (last && (last.name === command.name || (toggles(last.name) && toggles(command.name)))) {
      this.#waiting[this.#waiting.length - 1] = command;
    } else this.#waiting.push(command);
    this.#next();
  }

  /** The page has sent data; header.heard is the number of the last command that it obeyed. */
  arrived({ heard }) {
    this.#echoes = heard !== undefined;
    this.#arrivals += 1;
    if (this.#echoes ? heard === this.#number : this.#arrivals >= 2) this.#open = false; // the first may have been on its way
    this.#next();
  }

  #next() {
    clearTimeout(this.#timer);
    if (!this.#waiting.length || !this.emit) return;
    const wait = this.#open ? this.#sent + (this.#echoes ? 3000 : 1000) - performance.now() : 0;
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#next(), wait + 1);
      return;
    }
    this.#number = Math.max(this.#number + 1, Date.now());
    this.#sent = performance.now();
    this.#arrivals = 0;
    this.#open = true;
    this.emit({ ...this.#waiting.shift(), number: this.#number });
    this.#next();
  }
}
