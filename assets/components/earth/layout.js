// Where things are on the canvas, in CSS pixels: piles stand on the ground, holes lie below a strip with the ruler,
// across which the moves are drawn.

const ROOM = { top: 34, bottom: 36, side: 22 }; // for the prices, and for half a column
const STRIP = 92; // between the ground and the holes
const LARGEST = 46; // a block's side
const REACH = 26; // a finger's: how far from its middle a column is still meant

/**
 * places: [low, high] of the ruler and its step; highest, deepest: blocks.
 * → {x(place), step, size, ground, pit, earthY(k), holeY(k), width, height}: middles of the kth block from the ground up
 * and of the kth slot from the bottom of a hole that wants `wanted`.
 */
export function layoutOf({ low, high, step }, highest, deepest, width, height) {
  const columns = Math.round((high - low) / step) + 1;
  const column = (width - 2 * ROOM.side) / columns;
  const room = height - ROOM.top - ROOM.bottom - STRIP;
  const size = Math.min(LARGEST, 0.9 * column, room / (Math.max(2, highest) + Math.max(2, deepest)));
  const spare = room - size * (Math.max(2, highest) + Math.max(2, deepest));
  const ground = ROOM.top + spare / 2 + size * Math.max(2, highest);
  const pit = ground + STRIP;
  return {
    low, high, step, column, size, ground, pit, width, height,
    x: (place) => ROOM.side + column * ((place - low) / step + 0.5),
    earthY: (k) => ground - size * (k + 0.5),
    holeY: (k, wanted) => pit + size * (wanted - k - 0.5),
    place: (x) => low + step * Math.round((x - ROOM.side) / column - 0.5),
  };
}

/** The index of the place that a pointer at x means, or null. */
export function nearest(layout, places, x) {
  let best = null;
  places.forEach((place, k) => {
    const away = Math.abs(layout.x(place) - x);
    if (away <= Math.max(REACH, layout.column / 2) && (best === null || away < Math.abs(layout.x(places[best]) - x))) best = k;
  });
  return best;
}
