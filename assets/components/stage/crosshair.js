// The place that is pointed at: one for all panes, so that worlds side by side are read at the same point.

const STEP = 0.01; // of the world's width, by an arrow key; five times that with Shift

export class Crosshair {
  place = null; // {x, y} in the world's units; null where nothing is pointed at
  #moved;

  /** moved() is called once the place has changed. */
  constructor(moved) { this.#moved = moved; }

  #go(place) {
    this.place = place;
    this.#moved();
  }

  /** Listen to pointer, touch and keys on a canvas that shows that part of the world. */
  listen(canvas, plane) {
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const [px, py] = [event.clientX - box.left, event.clientY - box.top].map((p) => Math.max(0, Math.min(plane.size, p)));
      this.#go({ x: plane.fromX(px), y: plane.fromY(py) });
    };
    canvas.onpointermove = canvas.onpointerdown = point;
    canvas.onpointerleave = (event) => { if (event.pointerType === "mouse") this.#go(null); }; // after a tap it stays
    canvas.addEventListener("keydown", (event) => this.#key(event, plane));
  }

  #key(event, { half, centre }) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.place) this.#go(null);
    const far = 2 * half * STEP * (event.shiftKey ? 5 : 1);
    const way = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowDown: [0, -far], ArrowUp: [0, far] }[event.key];
    if (!way) return;
    const { x, y } = this.place ?? { x: centre[0], y: centre[1] };
    const within = (value, axis) => Math.max(centre[axis] - half, Math.min(centre[axis] + half, value));
    this.#go({ x: within(x + way[0], 0), y: within(y + way[1], 1) });
    event.preventDefault();
  }
}
