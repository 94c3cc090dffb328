// Seeded noise: the same seed gives the same numbers on every machine.

/** mulberry32: a 32-bit seed → a function that gives uniform numbers in [0, 1). */
export function uniformOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` standard normal numbers (Box–Muller): draw number `index` of that seed. */
export function normalDraw(seed, index, count) {
  const uniform = uniformOf((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    out[i] = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  }
  return out;
}
