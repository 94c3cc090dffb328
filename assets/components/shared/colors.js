// The colour code of the explorer and the theme of the page.

export const ROLE = { real: "#0072B2", reconstruction: "#CC79A7", prior: "#8A929C" };

/** Ten class colours that stay apart for colour-blind eyes (after Paul Tol's muted scheme), on light and on dark. */
export const CLASS_COLORS = {
  light: ["#332288", "#1E9BD0", "#2FA08E", "#117733", "#8A8A1F", "#D89A00", "#D4556A", "#882255", "#AA4499", "#6B6B6B"],
  dark: ["#8F86F7", "#7CCBF2", "#55D3BD", "#4DB56C", "#C6C653", "#F2CF63", "#FF8A9B", "#D0608C", "#DE8AD5", "#C4C4C4"],
};

/** "#rgb", "#rrggbb" or "rgb(…)" → [r, g, b]. */
export function toRGB(color) {
  const text = color.trim();
  if (text.startsWith("#")) {
    const hex = text.length < 6 ? [...text.slice(1, 4)].map((c) => c + c).join("") : text.slice(1, 7);
    return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
  }
  return text.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [128, 128, 128];
}

/** The colour with that opacity, as CSS. */
export function withAlpha(color, alpha) {
  return `rgb(${toRGB(color).join(" ")} / ${alpha})`;
}

/** {ink, paper, panel, line, primary, font, dark, classes}: what Streamlit's theme says at this element. */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => {
    const value = style.getPropertyValue(`--st-${name}`).trim();
    return value && value !== "unset" ? value : otherwise;
  };
  const paper = read("background-color", "#ffffff");
  const [r, g, b] = toRGB(paper);
  const dark = 0.299 * r + 0.587 * g + 0.114 * b < 128;
  return {
    ink: read("text-color", dark ? "#e8edf3" : "#1b2430"),
    paper,
    panel: read("secondary-background-color", dark ? "#1a222c" : "#f3f5f8"),
    line: read("border-color", dark ? "#33404e" : "#d5dbe3"),
    primary: read("primary-color", ROLE.real),
    font: read("font", "sans-serif"),
    dark,
    classes: CLASS_COLORS[dark ? "dark" : "light"],
  };
}

/** 256 opaque colours from paper (0) to ink (255) as pixels of an ImageData; strength < 1 stays nearer to paper. */
export function inkRamp(paper, ink, strength = 1) {
  const [from, to] = [toRGB(paper), toRGB(ink)];
  const ramp = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(ramp.buffer);
  for (let i = 0; i < 256; i++) {
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = from[c] + (to[c] - from[c]) * (i / 255) * strength;
    bytes[4 * i + 3] = 255;
  }
  return ramp;
}
