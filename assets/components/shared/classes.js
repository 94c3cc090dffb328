// The chips under the map that pick out a class.

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
