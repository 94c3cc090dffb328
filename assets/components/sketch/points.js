import { ROLE, withAlpha } from "../shared/colors.js";
import { dotSprite } from "../shared/strokes.js";
import { scatter } from "./scatter.js";

// A sheet for a world: points scattered along the strokes, in the square from −extent to extent.

const MOST = 400; // points

export class PointSheet {
  state = "points"; // what the page calls the drawing
  size = 320; // the sheet's side in CSS pixels
  #count; #seed = 0; #extent = 3; #color = ROLE.real;

  constructor(root) { this.#count = root.querySelector(".count"); }

  /** What is on the sheet before anything has been drawn: the points that the page has already. */
  before({ points = [] }) { return points.length ? [{ given: points }] : []; }

  /** Takes the page's header; says whether the same strokes make another drawing now. */
  take({ seed = 0, extent = 3, color = ROLE.real }) {
    this.#color = color;
    const changed = seed !== this.#seed || extent !== this.#extent;
    [this.#seed, this.#extent] = [seed, extent];
    return changed;
  }

  width() { return 0; } // a pen without breadth

  #points(strokes) {
    const toWorld = ([px, py]) => [(px / this.size * 2 - 1) * this.#extent, (1 - py / this.size * 2) * this.#extent];
    const paths = strokes.filter(({ points }) => points).map(({ points }) => points.map(toWorld));
    const given = strokes.flatMap((stroke) => stroke.given ?? []);
    return given.concat(scatter(paths, this.#seed, this.#extent, MOST)).slice(0, MOST);
  }

  /** The drawing: x, y, x, y, … with two decimals, or null for an empty sheet. */
  value(strokes) {
    const points = this.#points(strokes);
    return points.length ? points.flat() : null;
  }

  draw(context, strokes, theme) {
    const { size } = this;
    context.clearRect(0, 0, size, size);
    context.fillStyle = withAlpha(theme.ink, 0.14);
    context.fillRect(size / 2 - 0.5, 0, 1, size);
    context.fillRect(0, size / 2 - 0.5, size, 1);
    const { picture, radius } = dotSprite(this.#color, theme.paper, 4.5);
    const points = this.#points(strokes);
    for (const [x, y] of points) {
      const [px, py] = [(x / this.#extent + 1) / 2 * size, (1 - y / this.#extent) / 2 * size];
      context.drawImage(picture, px - radius, py - radius, 2 * radius, 2 * radius);
    }
    this.#count.textContent = `${points.length} of ${MOST} points${points.length === MOST ? ": the world is full" : ""}`;
  }
}
