// Numbers as text, and writing to the page only what has changed: the bar is refreshed at every frame of the screen.

export const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function rateText(rate) { return rate < 10 ? tenths.format(rate) : whole.format(rate); }

export function durationText(seconds) {
  if (seconds < 1) return "<1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${tenths.format(seconds / 3600)} h`;
}

export function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
