// Who carries what where, and what it adds up to: moves of single blocks, without page or pixels.

// piles, as the worker computed them: {earth, blocks: [N], holes, wanted: [M], costs: [N][M], rows, columns: [K] (the
// best moves, one a block), cost (of them all), f: [N], g: [M] (prices)}. A move is [pile, hole].

const ROUNDING = 1e-9; // below it a waste is none

export class Ledger {
  moves = []; // in the order in which they were made
  #past = [];

  constructor(piles) { this.piles = piles; }

  get total() { return sum(this.piles.blocks); }
  get complete() { return this.moves.length === this.total; }
  get canUndo() { return this.#past.length > 0; }

  /** Blocks that still lie on the pile, and blocks that the hole still wants. */
  left(pile) { return this.piles.blocks[pile] - this.moves.filter(([i]) => i === pile).length; }
  open(hole) { return this.piles.wanted[hole] - this.moves.filter(([, j]) => j === hole).length; }

  /** Carries so many blocks, or as many as there are and fit; returns how many it were. */
  carry(pile, hole, most = 1) {
    const count = Math.min(most, this.left(pile), this.open(hole));
    if (count > 0) this.#become([...this.moves, ...Array.from({ length: count }, () => [pile, hole])]);
    return count;
  }

  /** Takes the block of that move out again and, where a hole is given, carries it there instead. */
  redirect(index, hole = null) {
    const [pile, before] = this.moves[index];
    if (hole === before || (hole !== null && !this.open(hole))) return;
    this.#become(this.moves.flatMap((move, k) => (k !== index ? [move] : hole === null ? [] : [[pile, hole]])));
  }

  clear() { if (this.moves.length) this.#become([]); }
  undo() { if (this.canUndo) this.moves = this.#past.pop(); }

  #become(moves) {
    this.#past.push(this.moves);
    this.moves = moves;
  }
}

export function sum(numbers) { return numbers.reduce((total, number) => total + number, 0); }

export function bestMoves({ rows, columns }) { return rows.map((row, k) => [row, columns[k]]); }

/** The work of these moves: blocks times what each costs. */
export function workOf({ costs }, moves) { return sum(moves.map(([i, j]) => costs[i][j])); }

/** Blocks by pile and hole: [N][M]. */
export function tally({ blocks, wanted }, moves) {
  const units = blocks.map(() => wanted.map(() => 0));
  for (const [i, j] of moves) units[i][j] += 1;
  return units;
}

/** What a block from that pile to that hole costs beyond its prices: never below 0, and 0 wherever a best plan moves. */
export function wasteOf({ costs, f, g }, i, j) {
  const waste = costs[i][j] - f[i] - g[j];
  return Math.abs(waste) < ROUNDING ? 0 : waste;
}

/** A complete plan beside the best: {work, best, excess, wasteful: [{i, j, count, waste}]}, the worst waste first. */
export function verdictOf(piles, moves) {
  const units = tally(piles, moves);
  const wasteful = units.flatMap((row, i) => row.map((count, j) => ({ i, j, count, waste: wasteOf(piles, i, j) })))
    .filter(({ count, waste }) => count && waste)
    .sort((one, other) => other.count * other.waste - one.count * one.waste);
  const excess = sum(wasteful.map(({ count, waste }) => count * waste));
  return { work: workOf(piles, moves), best: piles.cost, excess, wasteful };
}
