import { numberText } from "../shared/canvas.js";

// What is said of two distributions at their distance.

/** [{label, value, slope, color}] of the measures at that frame. */
export function numbersOf(measures, frame) {
  return measures.map(({ name, label, color, beyond }) => ({
    label, color, value: frame ? valueOf(frame, name, beyond) : "–", slope: frame ? `slope ${slopeOf(frame, name)}` : "",
  }));
}

/** A measure at the frame, in words: "0.69", or "∞" where it is infinite. */
export function valueOf({ scalars }, name, beyond) {
  const value = scalars[name];
  return value === undefined && beyond ? "∞" : numberText(value, value >= 10 ? 1 : 3);
}

/** Its slope by θ; "none" where it has none. */
export function slopeOf({ scalars }, name) {
  const slope = scalars[`grad_${name}`];
  return slope === undefined ? "none" : numberText(slope, Math.abs(slope) >= 10 ? 1 : 2);
}

/** The place and all measures as a sentence. */
export function summary(measures, frame) {
  const said = numbersOf(measures, frame).map(({ label, value, slope }) => `${label} ${value}, ${slope}`);
  return [`θ = ${numberText(frame.scalars.theta)}`, ...said].join("; ");
}
