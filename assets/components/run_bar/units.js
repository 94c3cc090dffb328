import { whole } from "../shared/text.js";

// Rates and durations as text.

const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function rateText(rate) { return rate < 10 ? tenths.format(rate) : whole.format(rate); }

export function durationText(seconds) {
  if (seconds < 1) return "<1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${tenths.format(seconds / 3600)} h`;
}
