// Which layers' styles come from B: a mask of booleans, the first layer first.

export function maskKey(mask) { return mask.map((flag) => (flag ? "1" : "0")).join(""); }

/** The layers from the crossover on, or, turned about, those before it. */
export function maskOfCrossover(crossover, layers, turned) {
  return Array.from({ length: layers }, (_, i) => (i >= crossover) !== turned);
}

/** The layers of that group alone. */
export function groupMask(group, groups) { return groups.map((name) => name === group); }

/** {crossover, turned} where the mask has only one crossover, else null; turned: as it is now, where both would do. */
export function alikeMask(mask, turned) {
  for (const way of [turned, !turned]) {
    for (let crossover = 0; crossover <= mask.length; crossover++) {
      if (maskKey(maskOfCrossover(crossover, mask.length, way)) === maskKey(mask)) return { crossover, turned: way };
    }
  }
  return null;
}

/** In words: which layers come from B. */
export function words(mask, sides) {
  const from = mask.flatMap((flag, i) => (flag ? [i] : []));
  if (!from.length) return "every layer from A";
  if (from.length === mask.length) return "every layer from B";
  const last = from[from.length - 1];
  const together = from.length === last - from[0] + 1;
  const name = (i) => `${i + 1} (${sides[i]}²)`;
  if (from.length === 1) return `layer ${name(last)} from B`;
  return `layers ${together ? `${name(from[0])} to ${name(last)}` : from.map((i) => i + 1).join(", ")} from B`;
}

/** What a face has from A and from B, by group. */
export function later(mask, groups) {
  const told = [...new Set(groups)].map((group) => {
    const flags = mask.filter((_, i) => groups[i] === group);
    const source = flags.every(Boolean) ? "B" : flags.some(Boolean) ? "both" : "A";
    return `${group} styles from ${source}`;
  });
  return `Each face below and to the right: ${told.join(", ")}.`;
}
