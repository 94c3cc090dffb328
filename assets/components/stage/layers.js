// The layers of a world, in the order of their digit keys: how each is called, and which array of a frame it draws.

export const LAYERS = {
  real: { name: "real", title: "Held-out samples of the real world", array: null },
  generated: { name: "generated", title: "What the generator makes of the same latent points at every frame", array: "points" },
  surface: {
    name: "discriminator", title: "Where the discriminator believes a sample is real (green) or generated (orange); on the line it is undecided",
    array: "surface",
  },
  mesh: {
    name: "generator's grid", title: "Where the generator takes a regular grid of latent points; darker where it squeezes them together",
    array: "mesh",
  },
  gradients: { name: "loss gradients", title: "Which way the loss pushes each generated point, −∂L_G/∂x", array: "gradients" },
  trails: { name: "trails", title: "Where generated points were in the last frames", array: "points" },
};

const SHOWN_AT_FIRST = ["real", "generated", "surface", "trails"];

/** {layer: whether it is shown}; names: those that the page wants, or undefined. */
export function layersShown(names = SHOWN_AT_FIRST) {
  return Object.fromEntries(Object.keys(LAYERS).map((layer) => [layer, names.includes(layer)]));
}

/** The layers with the words that the page has for some of them: {layer: [name, title], or null for one it never has}. */
export function layersNamed(words = {}) {
  const entries = Object.entries(LAYERS).filter(([layer]) => words[layer] !== null).map(([layer, { name, title }]) => {
    const [ownName, ownTitle] = words[layer] ?? [name, title];
    return [layer, { name: ownName, title: ownTitle }];
  });
  return Object.fromEntries(entries);
}

/** Whether that world has something to draw for the layer now. Of many copies only the points are drawn. */
export function canDraw(layer, world) {
  if (layer === "real") return Boolean(world.real);
  if (world.copies > 1 && layer !== "generated") return false;
  return Boolean(world.frame?.arrays[LAYERS[layer].array]);
}
