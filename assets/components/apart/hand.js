// The hand on the picture: dragging anywhere carries q along, arrow keys move it by a notch.

export class Hand {
  #canvas; #picture; #page; #held = null;

  /** page: {theta(): where q is or null, go(theta, event or null), notch()}. */
  constructor(canvas, picture, page) {
    this.#canvas = canvas;
    this.#picture = picture;
    this.#page = page;
    canvas.onpointerdown = (event) => this.#press(event);
    canvas.onpointermove = (event) => this.#move(event);
    canvas.onpointerup = canvas.onpointercancel = () => { this.#held = null; };
    canvas.onkeydown = (event) => this.#key(event);
  }

  #press(event) {
    const theta = this.#page.theta();
    if (event.button > 0 || theta === null) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#held = { pointer: event.pointerId, from: theta, x: event.clientX };
    this.#page.go(theta, null); // a replay stops where it is
  }

  #move(event) {
    if (event.pointerId !== this.#held?.pointer) return;
    this.#page.go(this.#held.from + (event.clientX - this.#held.x) / this.#picture.scale, event);
  }

  #key(event) {
    const theta = this.#page.theta();
    if (theta === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const notch = this.#page.notch() * (event.shiftKey ? 5 : 1);
    const place = { ArrowLeft: theta - notch, ArrowRight: theta + notch, Home: -Infinity, End: Infinity }[event.key];
    if (place === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the run bar has arrow keys of its own
    this.#page.go(Math.max(-1e6, Math.min(1e6, place)), null);
  }
}
