// The colour code of the explorer and the theme of the page.

export const ROLE = {
  real: "#0072B2", generated: "#D55E00", discriminator: "#009E73", reconstruction: "#CC79A7", prior: "#8A929C",
};

/** Ten class colours, on light and on dark: the nearest two stay 23 apart (CIELAB) for normal and for colour-blind eyes. */
export const CLASS_COLORS = {
  light: ["#003BAE", "#F44272", "#8A6921", "#1B3802", "#C47FFF", "#F18621", "#452B34", "#870274", "#959ED1", "#02B9A1"],
  dark: ["#6A6EEF", "#E34442", "#A6BA87", "#ACFD8A", "#BE8DA3", "#E9851D", "#FDED53", "#BF52B0", "#61B2F9", "#40F8F3"],
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

/** The colour that lies that share of the way from one to the other: [r, g, b]. */
export function mixed(from, to, share) {
  const end = toRGB(to);
  return toRGB(from).map((start, i) => Math.round(start + (end[i] - start) * share));
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

/** 256 opaque colours as pixels of an ImageData: 128 is paper, 255 blue, 0 orange. */
export function signedRamp(paper) {
  const ramp = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(ramp.buffer);
  for (let i = 0; i < 256; i++) {
    bytes.set(mixed(paper, i < 128 ? ROLE.generated : ROLE.real, Math.min(1, Math.abs(i - 128) / 127)), 4 * i);
    bytes[4 * i + 3] = 255;
  }
  return ramp;
}
