import { Editor } from "./editor.js";
import { Hand } from "./hand.js";
import { plainNumber } from "./ink.js";
import { Ledger, bestMoves, verdictOf, workOf } from "./ledger.js";
import { Matrix } from "./matrix.js";
import { Player } from "./player.js";
import { drawScene } from "./scene.js";
import { showVerdict } from "./verdict.js";
import { fitCanvas, numberText } from "../shared/canvas.js";
import { themeOf } from "../shared/colors.js";
import { render } from "../shared/instances.js";
import { setAttribute, setText } from "../shared/text.js";
import { sameBytes, unpack } from "../shared/wire.js";

// Earth to be moved from piles to holes: by hand, block by block, or as the best plan plays. The piles, their costs, the
// best plan and its prices come from the worker; here the hand's plan is kept, drawn and summed up.

const WIDE = 760; // CSS pixels from which the table stands beside the piles
const KEPT = 20; // of them
const kept = new Map(); // plans made by hand, by piles: they survive other costs, other piles and another panel

class Earth {
  #root; #canvas; #bytes = null; #piles = null; #limits = null; #ledger = null; #editor = null; #layout = null;
  #own = true; #player; #hand; #matrix; #theme; #loop = 0; #resize; #setTrigger;

  constructor(root) {
    this.#root = root;
    this.#canvas = this.#find("canvas");
    this.#canvas.drawCount = 0;
    this.#player = new Player(() => this.#ask());
    this.#matrix = new Matrix(this.#find("table"), (i, j, all) => this.#carry(i, j, all), (i, j) => this.#takeBack(i, j));
    this.#hand = new Hand(this.#canvas, this.#boardOfHand());
    root.probe = () => this.#probe(); // for tests
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#ask());
    this.#resize.observe(root);
  }

  #find(selector) { return this.#root.querySelector(selector); }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update({ data, setTriggerValue }) {
    this.#setTrigger = setTriggerValue;
    if (data instanceof Uint8Array && !sameBytes(data, this.#bytes)) this.#take(data);
    this.#theme = themeOf(this.#root);
    this.#ask();
  }

  close() {
    this.#player.close();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#loop);
    this.#loop = -1;
  }

  #take(bytes) {
    this.#bytes = bytes.slice();
    const { header: { piles, limits } } = unpack(this.#bytes);
    [this.#piles, this.#limits, this.#editor] = [piles, limits, null];
    const key = JSON.stringify([piles.earth, piles.blocks, piles.holes, piles.wanted]);
    this.#ledger = kept.get(key) ?? new Ledger(piles);
    this.#ledger.piles = piles; // at other costs, perhaps
    kept.delete(key);
    kept.set(key, this.#ledger); // the newest stands last
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    this.#matrix.make(piles);
    this.#hand.drop();
    this.#show(true);
  }

  // ------------------------------------------------------------------------------------------- what hands do

  #boardOfHand() {
    const earth = this;
    return {
      get piles() { return earth.#piles; },
      get ledger() { return earth.#ledger; },
      get editor() { return earth.#editor; },
      get layout() { return earth.#layout; },
      grab: () => { if (!this.#own || this.#player.t < this.#player.length) this.#show(true); },
      carry: (i, j, all) => this.#carry(i, j, all),
      redirect: (index, hole) => this.#change(() => this.#ledger.redirect(index, hole)),
      edit: (side, place, by) => { this.#editor.change(side, place, by); this.#ask(); },
      undo: () => this.#change(() => this.#ledger.undo()),
      changed: () => this.#ask(),
    };
  }

  #listen() {
    const on = (selector, act) => { this.#find(selector).onclick = act; };
    on(".undo", () => this.#change(() => this.#ledger.undo()));
    on(".clear", () => this.#change(() => this.#ledger.clear()));
    on(".change", () => (this.#editor ? this.#finish() : this.#edit()));
    on(".cancel", () => this.#edit(false));
    on(".own", () => this.#show(true));
    on(".best", () => this.#show(false));
    on(".play", () => this.#player.toggle());
    this.#find(".scrub").oninput = (event) => this.#player.seek(Number(event.target.value));
    this.#find(".speed").onchange = (event) => { this.#player.speed = Number(event.target.value); };
    this.#root.onkeydown = (event) => { if (event.target.matches("input, select")) event.stopPropagation(); };
  }

  #carry(i, j, all) { this.#change(() => this.#ledger.carry(i, j, all ? Infinity : 1)); }

  #takeBack(i, j) {
    const index = this.#ledger.moves.findLastIndex((move) => move[0] === i && move[1] === j);
    if (index >= 0) this.#change(() => this.#ledger.redirect(index));
  }

  #change(act) { // of the learner's own plan
    if (!this.#ledger || this.#editor) return;
    act();
    this.#show(true);
  }

  #show(own) {
    this.#own = own;
    this.#player.follow(this.#moves.length);
  }

  #edit(on = true) {
    this.#hand.drop();
    this.#editor = on ? new Editor(this.#piles, this.#limits) : null;
    this.#show(true);
  }

  #finish() {
    const { text } = this.#editor;
    this.#edit(false);
    this.#setTrigger("piles", text);
  }

  // ------------------------------------------------------------------------------------------- what is shown

  get #moves() { return this.#own ? this.#ledger.moves : bestMoves(this.#piles); }

  get #priced() { return !this.#own || this.#ledger.complete; }

  #ask() {
    if (!this.#loop) this.#loop = requestAnimationFrame(() => { this.#loop = 0; this.#draw(); });
  }

  #draw() {
    const width = this.#root.clientWidth;
    if (!width || !this.#piles) return;
    this.#root.classList.toggle("wide", width >= WIDE);
    this.#root.dataset.plan = this.#own ? "own" : "best";
    this.#root.classList.toggle("editing", Boolean(this.#editor));
    this.#drawCanvas();
    this.#showControls();
    const t = this.#player.shown;
    if (this.#editor) {
      setText(this.#find(".sums"), this.#editor.problem || "As much earth as holes: done?");
      return;
    }
    const moves = this.#moves;
    const { total } = this.#ledger;
    const left = total - Math.floor(t);
    const work = this.#workAt(moves, t);
    const sums = this.#find(".sums");
    setAttribute(sums, "aria-live", this.#player.playing ? "off" : "polite");
    setText(sums, `Work ${t % 1 ? numberText(work, 1) : plainNumber(work)} · ${left ? `${left} of ${total} blocks left` : "all blocks placed"}`);
    this.#matrix.show(this.#piles, moves.slice(0, Math.floor(t)), this.#priced, !this.#own);
    const [word, detail, proof] = [".word", ".detail", ".proof"].map((selector) => this.#find(selector));
    showVerdict({ word, detail, proof }, this.#piles, this.#priced ? moves : null, this.#own, this.#priced);
  }

  #workAt(moves, t) { // also of a block that is on its way
    const done = Math.floor(t);
    const rest = t > done ? (t - done) * workOf(this.#piles, [moves[done]]) : 0;
    return workOf(this.#piles, moves.slice(0, done)) + rest;
  }

  #drawCanvas() {
    const width = this.#find(".ground").clientWidth;
    const height = this.#root.classList.contains("wide") ? 420 : 400;
    const { held, drag, cursor } = this.#hand;
    this.#layout = drawScene(fitCanvas(this.#canvas, width, height), {
      piles: this.#piles, editor: this.#editor, moves: this.#moves, t: this.#player.shown, held, drag, cursor,
      priced: this.#priced && !drag, theme: this.#theme,
    }, width, height);
    this.#canvas.drawCount += 1;
    const how = this.#editor
      ? "Arrow keys choose a place, Enter heaps up or digs, Backspace takes away"
      : "Drag a block to a hole, or choose a pile and a hole with the arrow keys and Enter";
    setAttribute(this.#canvas, "aria-label", `Piles of earth and holes on a line. ${how}.`);
  }

  #showControls() {
    const { playing, t, length } = this.#player;
    const editing = Boolean(this.#editor);
    setText(this.#find(".change"), editing ? "Done" : "Edit piles");
    this.#find(".change").disabled = editing ? Boolean(this.#editor.problem) : !this.#limits;
    this.#find(".change").title = this.#limits ? "Heap up and dig piles of your own" : "This pair's piles follow from where q stands";
    this.#find(".cancel").hidden = !editing;
    this.#find(".undo").disabled = editing || !this.#ledger.canUndo;
    this.#find(".clear").disabled = editing || !this.#ledger.moves.length;
    setAttribute(this.#find(".own"), "aria-pressed", this.#own);
    setAttribute(this.#find(".best"), "aria-pressed", !this.#own);
    setAttribute(this.#find(".play"), "aria-pressed", playing);
    setText(this.#find(".play span"), playing ? "Pause" : "Play");
    this.#find(".play").disabled = !length;
    const scrub = this.#find(".scrub");
    [scrub.max, scrub.value, scrub.disabled] = [length, t, !length];
    setAttribute(scrub, "aria-valuetext", `${Math.floor(t)} of ${length} blocks`);
  }

  #probe() { // for tests
    const [layout, moves] = [this.#layout, this.#moves];
    return {
      moves, t: this.#player.t, playing: this.#player.playing, work: this.#workAt(moves, this.#player.t),
      verdict: this.#priced ? verdictOf(this.#piles, moves) : null, priced: this.#priced,
      held: this.#hand.held, cursor: this.#hand.cursor, editing: this.#editor?.text ?? null, piles: this.#piles,
      size: layout.size, ground: layout.ground, pit: layout.pit,
      earth: this.#piles.earth.map((place, i) => [layout.x(place), layout.earthY(Math.max(0, this.#ledger.left(i) - 1))]),
      holes: this.#piles.holes.map((place, j) => [layout.x(place), layout.pit + layout.size / 2]),
      ruler: [layout.x(0), layout.column / layout.step],
    };
  }
}

export default function (component) {
  return render(component, ".earth", (root) => new Earth(root));
}
