// Chips that show or hide the layers of a picture.

/**
 * A chip for each layer; switched(layer) is called once `shown` has changed.
 * layers: {layer: {name, title}}; shown: {layer: whether it is shown}.
 */
export function makeLayerChips(group, layers, shown, switched) {
  group.replaceChildren();
  for (const [layer, { name, title }] of Object.entries(layers)) {
    const chip = group.appendChild(document.createElement("button"));
    Object.assign(chip, { type: "button", textContent: name, title });
    chip.dataset.layer = layer;
    chip.setAttribute("aria-pressed", String(shown[layer]));
    chip.onclick = () => {
      shown[layer] = !shown[layer];
      chip.setAttribute("aria-pressed", String(shown[layer]));
      switched(layer);
    };
  }
}
