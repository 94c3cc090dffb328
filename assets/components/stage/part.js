// Several things that one run measures side by side, each under its own name: of "w1_kl" and "points_kl" the part "kl" has
// "w1" and "points". What has no such name is everybody's.

const parts = new WeakMap(); // frame → {part: the frame as that part}

/** The moment of alignment.js (or null) with its frames as that part of them; undefined: as they are. */
export function partOf(moment, part) {
  if (!moment || part === undefined) return moment;
  const frames = { at: (index) => framePart(moment.frames[index], part) };
  return { ...moment, frame: framePart(moment.frame, part), frames };
}

function framePart(frame, part) {
  const known = parts.get(frame) ?? {};
  parts.set(frame, known);
  known[part] ??= { step: frame.step, scalars: named(frame.scalars, part), arrays: named(frame.arrays, part) };
  return known[part];
}

function named(entries, part) {
  const end = `_${part}`;
  const own = Object.entries(entries).filter(([name]) => name.endsWith(end)).map(([name, value]) => [name.slice(0, -end.length), value]);
  return { ...entries, ...Object.fromEntries(own) };
}
