// The chips under the map: they pick out a class, and show or hide layers.

const LAYERS = { manifold: "manifold", codes: "codes μ", prior: "prior 1σ, 2σ", ellipse: "posterior" };

/** A chip for each class of space.header, none picked; picked() is called once space.highlight has changed. */
export function makeClassChips(group, space, picked) {
  group.replaceChildren();
  group.classList.remove("picked");
  group.classList.toggle("short", space.header.classes.every((name) => String(name).length <= 2));
  space.highlight = null;
  space.header.classes.forEach((name, label) => {
    const chip = group.appendChild(document.createElement("button"));
    chip.type = "button";
    chip.title = `Highlight class ${name}`;
    chip.append(document.createElement("i"), String(name));
    chip.setAttribute("aria-pressed", "false");
    chip.onclick = () => {
      space.highlight = space.highlight === label ? null : label;
      group.classList.toggle("picked", space.highlight !== null);
      [...group.children].forEach((other, i) => other.setAttribute("aria-pressed", String(i === space.highlight)));
      picked();
    };
  });
}

export function colorClassChips(group, colors) {
  [...group.children].forEach((chip, i) => chip.style.setProperty("--swatch", colors[i % colors.length]));
}

/** A chip for each layer of the map; switched() is called once space.layers has changed. */
export function makeLayerChips(group, space, switched) {
  for (const [layer, label] of Object.entries(LAYERS)) {
    const chip = group.appendChild(document.createElement("button"));
    Object.assign(chip, { type: "button", textContent: label, title: `Show or hide: ${label}` });
    chip.dataset.layer = layer;
    chip.setAttribute("aria-pressed", "true");
    chip.onclick = () => {
      space.layers[layer] = !space.layers[layer];
      chip.setAttribute("aria-pressed", String(space.layers[layer]));
      switched();
    };
  }
}
