import { nearest } from "./layout.js";

// What hands do on the canvas: drag a block to a hole, or tap a pile and then a hole; arrow keys and Enter do the same.
// While piles are edited a tap above the ground heaps up or takes away, below it digs or fills.

const SLACK = 5; // CSS pixels that a tap may slip

export class Hand {
  held = null; // the pile that was tapped
  // {pile, x, y, over: hole or null, leaves: blocks on the pile; index: of the move whose block it is or null, hole}
  drag = null;
  cursor = null; // {side: "earth" or "holes", index}, while the canvas has the focus by keyboard
  #canvas; #board; #press = null;

  /**
   * board: {piles, ledger, editor, layout} as they are now, and what the hand does to them:
   * grab() before own blocks are touched, carry(i, j, all), redirect(move, hole or null), edit(side, place, by), undo(),
   * changed() for what is only to be drawn.
   */
  constructor(canvas, board) {
    this.#canvas = canvas;
    this.#board = board;
    canvas.onpointerdown = (event) => this.#down(event);
    canvas.onpointermove = (event) => this.#move(event);
    canvas.onpointerup = (event) => this.#up(event);
    canvas.onpointercancel = () => this.drop();
    canvas.onkeydown = (event) => { if (this.#key(event)) event.preventDefault(); };
    canvas.onfocus = () => { if (canvas.matches(":focus-visible")) this.#showCursor(); };
    canvas.onblur = () => { this.cursor = null; board.changed(); };
  }

  /** Nothing is held any more. */
  drop() {
    this.held = this.drag = this.#press = null;
    this.#board.changed();
  }

  // ------------------------------------------------------------------------------------------- pointers

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #down(event) {
    if (event.button > 0 || this.#press || !this.#board.layout) return;
    const [x, y] = this.#place(event);
    this.cursor = null;
    if (this.#board.editor) return this.#edit(x, y);
    this.#canvas.setPointerCapture(event.pointerId);
    this.#board.grab();
    this.#press = { pointer: event.pointerId, x, y, ...this.#at(x, y) };
    return this.#board.changed();
  }

  #at(x, y) { // what lies there: {pile}, {hole} or {hole, index} with a move's block in it
    const { layout, piles, ledger } = this.#board;
    if (y < layout.ground + 30) {
      const pile = nearest(layout, piles.earth, x);
      return { pile: pile !== null && ledger.left(pile) ? pile : null };
    }
    const hole = nearest(layout, piles.holes, x);
    if (hole === null || y < layout.pit) return { hole };
    const slot = piles.wanted[hole] - 1 - Math.floor((y - layout.pit) / layout.size);
    const filled = ledger.moves.flatMap(([, j], k) => (j === hole ? [k] : []));
    return slot in filled ? { hole, index: filled[slot] } : { hole };
  }

  #move(event) {
    if (event.pointerId !== this.#press?.pointer) return;
    const [x, y] = this.#place(event);
    const { pile = null, index = null, hole } = this.#press;
    if (!this.drag && Math.hypot(x - this.#press.x, y - this.#press.y) < SLACK) return;
    if (pile === null && index === null) return;
    const { ledger } = this.#board;
    this.held = null;
    const from = pile ?? ledger.moves[index][0];
    this.drag = { pile: from, x, y, index, hole, leaves: ledger.left(from) - (index === null ? 1 : 0), over: null };
    this.drag.over = this.#under(x, y);
    this.#board.changed();
  }

  #under(x, y) { // the hole that would take the block that is dragged
    const { layout, piles, ledger } = this.#board;
    const hole = y > layout.ground ? nearest(layout, piles.holes, x) : null;
    return hole !== null && (ledger.open(hole) || (this.drag.index !== null && this.drag.hole === hole)) ? hole : null;
  }

  #up(event) {
    if (event.pointerId !== this.#press?.pointer) return;
    const { drag } = this;
    const press = this.#press;
    this.#press = this.drag = null;
    if (drag) {
      if (drag.index !== null) this.#board.redirect(drag.index, drag.over);
      else if (drag.over !== null) this.#board.carry(drag.pile, drag.over, event.shiftKey);
    } else this.#tap(press, event.shiftKey);
    this.#board.changed();
  }

  #tap({ pile = null, hole = null }, all) {
    if (hole !== null && this.held !== null) this.#pour(hole, all);
    else if (hole === null) this.held = pile === this.held ? null : pile;
  }

  #pour(hole, all) { // the pile stays in the hand as long as there is something of it
    this.#board.carry(this.held, hole, all);
    if (!this.#board.ledger.left(this.held)) this.held = null;
  }

  #edit(x, y) {
    const { layout, editor } = this.#board;
    const place = layout.place(x);
    if (place < 0 || place > editor.last) return;
    const side = y < layout.ground + 30 ? "earth" : "holes";
    const height = side === "earth" ? (layout.ground - y) / layout.size : (y - layout.pit) / layout.size;
    this.#board.edit(side, place, height < editor.at(side, place) ? -1 : 1);
  }

  // ------------------------------------------------------------------------------------------- keys

  #showCursor() {
    this.cursor ??= { side: "earth", index: 0 };
    this.#board.changed();
  }

  #key(event) {
    const { key, shiftKey: all } = event;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z") return this.#board.undo() ?? true;
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#board.layout) return false;
    if (key === "Backspace" || key === "Delete") return this.#back();
    if (key === "Escape") return this.drop() ?? true;
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    const sides = { ArrowUp: "earth", ArrowDown: "holes" };
    if (!(key in steps || key in sides || key === "Enter" || key === " ")) return false;
    if (!this.cursor) return this.#showCursor() ?? true;
    if (key in steps) this.#step(this.cursor.side, this.cursor.index + steps[key]);
    else if (key in sides) this.#cross(sides[key]);
    else this.#enter(all);
    this.#board.changed();
    return true;
  }

  #count(side) { return this.#board.editor ? this.#board.editor.last + 1 : this.#board.piles[side].length; }

  #step(side, index) { this.cursor = { side, index: Math.max(0, Math.min(this.#count(side) - 1, index)) }; }

  #cross(side) { // to the nearest place of the other side
    const { editor, piles, layout } = this.#board;
    if (side === this.cursor.side) return;
    const x = editor ? null : layout.x(piles[this.cursor.side][this.cursor.index]);
    const away = (k) => Math.abs(layout.x(piles[side][k]) - x);
    const index = editor ? this.cursor.index : piles[side].map((_, k) => k).reduce((best, k) => (away(k) < away(best) ? k : best), 0);
    this.cursor = { side, index };
  }

  #enter(all) {
    const { editor, ledger } = this.#board;
    const { side, index } = this.cursor;
    if (editor) return this.#board.edit(side, index, 1);
    this.#board.grab();
    if (side === "holes") return this.held === null ? undefined : this.#pour(index, all);
    this.held = ledger.left(index) ? index : null;
    return this.held === null ? undefined : this.#cross("holes");
  }

  #back() { // while editing one less where the cursor is, else the last move
    const { editor } = this.#board;
    if (!editor) this.#board.undo();
    else if (this.cursor) this.#board.edit(this.cursor.side, this.cursor.index, -1);
    return true;
  }
}
