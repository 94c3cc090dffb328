// Numbers as text, and writing to the page only what has changed: pieces are refreshed at every frame of the screen.

export const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
