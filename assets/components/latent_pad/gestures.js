import { NEAR } from "./space.js";

// What hands do on the map: pointer, touch, wheel, keys and the zoom buttons. It moves z and the plane of the space,
// and tells the pad by three callbacks:
//   pointed(stamp)   z has moved; stamp: the time of the pointer's event, null for a key
//   chose(index)     a picture was clicked
//   viewChanged()    another part of the plane is in sight

export class Gestures {
  #map; #space; #on; #pointers = new Map(); #gesture = null; // pointers held down; what they are doing

  constructor(root, space, callbacks) {
    this.#map = root.querySelector("canvas.map");
    this.#space = space;
    this.#on = callbacks;
    this.#listen(root.querySelectorAll("[data-zoom]"));
  }

  #listen(zoomButtons) {
    const map = this.#map;
    // raw updates come at once, pointermove waits for the screen; they exist in Chromium over https or localhost
    map.addEventListener("onpointerrawupdate" in map ? "pointerrawupdate" : "pointermove", (event) => this.#move(event));
    map.onpointerdown = (event) => this.#press(event);
    map.onpointerup = (event) => this.#release(event);
    map.onpointercancel = (event) => { this.#pointers.delete(event.pointerId); this.#gesture = null; };
    map.ondblclick = () => this.#resetView();
    map.onkeydown = (event) => this.#key(event);
    map.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    const zooms = { in: () => this.#zoom(1.5), out: () => this.#zoom(1 / 1.5), reset: () => this.#resetView() };
    for (const button of zoomButtons) button.onclick = zooms[button.dataset.zoom];
  }

  // ------------------------------------------------------------------------------------------- pointers

  #place(event) {
    const box = this.#map.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #point(x, y, stamp) {
    if (this.#space.empty) return;
    this.#space.pointAt(x, y);
    this.#on.pointed(stamp);
  }

  #press(event) {
    if (!this.#space.header || event.button > 0) return;
    const [x, y] = this.#place(event);
    this.#pointers.set(event.pointerId, [x, y]);
    this.#map.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 1) this.#gesture = { kind: "press", x, y };
    else this.#gesture = { kind: "pinch", ...this.#pinch() };
    if (event.pointerType !== "mouse" && this.#pointers.size === 1) this.#point(x, y, event.timeStamp);
  }

  #move(event) {
    if (!this.#space.header) return;
    const { plane } = this.#space;
    const [x, y] = this.#place(event);
    const held = this.#pointers.get(event.pointerId);
    if (!held) {
      if (event.pointerType === "mouse" && plane.holds(x, y)) this.#point(x, y, event.timeStamp);
      return;
    }
    this.#pointers.set(event.pointerId, [x, y]);
    if (this.#gesture?.kind === "pinch") {
      const now = this.#pinch();
      plane.pan(now.x - this.#gesture.x, now.y - this.#gesture.y);
      plane.zoom(now.spread / this.#gesture.spread, now.x, now.y);
      Object.assign(this.#gesture, now);
      this.#on.viewChanged();
      return;
    }
    if (this.#gesture?.kind === "press" && Math.hypot(x - this.#gesture.x, y - this.#gesture.y) > 5) this.#gesture.kind = "drag";
    if (event.pointerType !== "mouse") this.#point(x, y, event.timeStamp);
    else if (this.#gesture?.kind === "drag") {
      plane.pan(x - held[0], y - held[1]);
      this.#on.viewChanged();
    }
  }

  #pinch() {
    const [[x0, y0], [x1, y1]] = [...this.#pointers.values()];
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, spread: Math.max(10, Math.hypot(x1 - x0, y1 - y0)) };
  }

  #release(event) {
    const [x, y] = this.#place(event);
    this.#pointers.delete(event.pointerId);
    if (this.#gesture?.kind === "press") {
      const near = this.#space.nearest(x, y, NEAR[event.pointerType] ?? NEAR.mouse);
      if (near !== null) this.#on.chose(near);
    }
    if (!this.#pointers.size) this.#gesture = null;
  }

  // ------------------------------------------------------------------------------------------- keys

  #key(event) {
    const { header, plane, z, empty } = this.#space;
    if (event.ctrlKey || event.metaKey || event.altKey || empty) return;
    const [a, b] = header.axes;
    const far = event.shiftKey ? 0.25 : 0.05;
    const moves = { ArrowLeft: [a, -far], ArrowRight: [a, far], ArrowDown: [b, -far], ArrowUp: [b, far] };
    const others = {
      Enter: () => this.#chooseAtZ(), " ": () => this.#chooseAtZ(), "+": () => this.#zoom(1.25), "=": () => this.#zoom(1.25),
      "-": () => this.#zoom(0.8), 0: () => this.#resetView(),
    };
    if (event.key in moves) {
      const [axis, by] = moves[event.key];
      const [x0, x1, y0, y1] = plane.range;
      const [low, high] = axis === a ? [x0, x1] : [y0, y1];
      z[axis] = Math.max(low, Math.min(high, z[axis] + by));
      this.#on.pointed(null);
    } else if (event.key in others) others[event.key]();
    else return;
    event.preventDefault();
  }

  #chooseAtZ() {
    const near = this.#space.nearest(...this.#space.placeOf(this.#space.z), Infinity);
    if (near !== null) this.#on.chose(near);
  }

  // ------------------------------------------------------------------------------------------- the view

  #wheel(event) { // only once the map has been clicked, or with a pinch: the page must stay easy to scroll
    const focused = this.#map.getRootNode().activeElement === this.#map;
    if (this.#space.empty || (!event.ctrlKey && !focused)) return;
    const pixels = event.deltaY * [1, 33, 400][event.deltaMode];
    if (this.#zoom(Math.exp(-Math.max(-200, Math.min(200, pixels)) / (event.ctrlKey ? 100 : 400)), ...this.#place(event))) event.preventDefault();
  }

  #zoom(factor, px, py) {
    const changed = this.#space.plane.zoom(factor, px, py);
    if (changed) this.#on.viewChanged();
    return changed;
  }

  #resetView() {
    this.#space.plane.fit(this.#space.extent, true);
    this.#on.viewChanged();
  }
}
