import { plainNumber } from "./ink.js";
import { sum, verdictOf } from "./ledger.js";

// What a plan is worth, in words: its work beside the best, which moves waste, and the prices that prove that no plan
// is cheaper.

const SHOWN = 3; // wasteful moves that are named

/** Writes into {word, detail, proof}. moves: of the plan that is judged, or null while it is incomplete. */
export function showVerdict({ word, detail, proof }, piles, moves, own, priced) {
  const verdict = moves && verdictOf(piles, moves);
  word.parentElement.dataset.verdict = !verdict ? "open" : verdict.excess ? "wasteful" : "best";
  proof.hidden = !priced;
  if (priced) prove(proof, piles);
  if (!verdict) {
    word.textContent = "Every block has to go into some hole.";
    detail.textContent = "Which pile to which hole, so that the work is least? Once all are placed your plan is scored.";
    return;
  }
  const { work, best, excess, wasteful } = verdict;
  const total = moves.length;
  const each = `${plainNumber(work / total)} a block on average`;
  const distance = piles.power === 1 ? "W₁ of these piles" : "W₂² of these piles";
  if (!own) {
    word.textContent = `The best plan: work ${plainNumber(best)}`;
    detail.textContent = `${each}: ${distance}.`;
  } else if (!excess) {
    word.textContent = `Work ${plainNumber(work)}: no plan is cheaper`;
    detail.textContent = `${each}: ${distance}. Every move costs just its prices (green).`;
  } else {
    word.textContent = `Work ${plainNumber(work)}, the best plan ${plainNumber(best)}: ${plainNumber(excess)} too much`;
    detail.textContent = `Wasted: ${wastes(piles, wasteful)}.`;
  }
}

function wastes({ earth, holes }, wasteful) {
  const named = wasteful.slice(0, SHOWN).map(({ i, j, count, waste }) =>
    `${plainNumber(count * waste)} from ${plainNumber(earth[i])} to ${plainNumber(holes[j])}${count > 1 ? ` (${count} blocks)` : ""}`);
  const rest = sum(wasteful.slice(SHOWN).map(({ count, waste }) => count * waste));
  return [...named, ...(rest ? [`${plainNumber(rest)} by others`] : [])].join(", ");
}

function prove(proof, { blocks, wanted, f, g, cost }) {
  const terms = [...blocks.map((n, i) => [n, f[i]]), ...wanted.map((n, j) => [n, g[j]])].filter(([, price]) => price);
  const written = terms.map(([n, price]) => `${n}·${price < 0 ? `(${plainNumber(price)})` : plainNumber(price)}`).join(" + ");
  proof.querySelector(".sum").textContent = `${written || "0"} = ${plainNumber(sum(terms.map(([n, price]) => n * price)))}`;
  proof.querySelector(".least").textContent = plainNumber(cost);
}
