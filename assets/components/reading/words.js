import { numberText } from "../shared/canvas.js";
import { whole } from "../shared/text.js";

// What is happening now, in words.

/** moment: {read, written, T, place}; more: {step, pixels, code (numbers of it), feedback, error (MSE of what came back)}. */
export function wordsOf({ read, written, T, place }, { step, pixels, code, feedback, error }) {
  const head = `Step ${whole.format(step)}.`;
  const numbers = code === 1 ? "1 number" : `${code} numbers`;
  const which = (t) => (place === t - 1 ? `Row ${t} of ${T}` : `Row ${t} of ${T} (the ${ordinal(place + 1)} from above)`);
  if (!read) return `${head} Nothing has been read: every unit is at 0.`;
  if (read < T) return `${head} ${which(read)} is read: layer 1 takes it in beside what it remembers, layer 2 takes in layer 1.`;
  if (!written) return `${head} All ${T} rows are read. What layer 2 says now is all that is kept: ${numbers} for ${pixels} pixels.`;
  const given = feedback ? "the code, the writer's memory and the row before, as it was written" : "the code and the writer's memory";
  if (written < T) return `${head} ${which(written)} is written from ${given}.`;
  return `${head} All rows are written. This image comes back with an MSE of ${numberText(error, 4)} a pixel, ${numberText(-10 * Math.log10(Math.max(error, 1e-12)), 1)} dB.`;
}

function ordinal(n) {
  const ending = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th";
  return `${n}${ending}`;
}
