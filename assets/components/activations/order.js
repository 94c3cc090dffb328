// Ways to sort the units of a code.

export const ORDERS = {
  number: { name: "by number", title: "In the order in which the network has them" },
  class: { name: "by class", title: "By the class of images to which each unit answers most" },
  use: { name: "by use", title: "The busiest unit first" },
};

/** The units from top to bottom: numbers [K]. units: bytes [K · S], labels [S], means [K]. */
export function sorted(order, units, labels, means) {
  const all = Array.from(means, (_, unit) => unit);
  if (order === "use") return all.sort((a, b) => means[b] - means[a]);
  if (order === "number") return all;
  const favourites = all.map((unit) => favourite(units.subarray(unit * labels.length, (unit + 1) * labels.length), labels));
  return all.sort((a, b) => favourites[a].label - favourites[b].label || favourites[b].mean - favourites[a].mean);
}

/** The class with the largest mean of the values: {label, mean}. */
export function favourite(values, labels) {
  const [sums, counts] = [[], []];
  labels.forEach((label, i) => {
    sums[label] = (sums[label] ?? 0) + values[i];
    counts[label] = (counts[label] ?? 0) + 1;
  });
  let best = { label: labels[0], mean: -1 };
  for (const label in sums) {
    const mean = sums[label] / counts[label];
    if (mean > best.mean) best = { label: Number(label), mean };
  }
  return best;
}
