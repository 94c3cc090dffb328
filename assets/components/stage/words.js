import { numberText } from "../shared/canvas.js";
import { whole } from "../shared/text.js";

// What a pane says in words and numbers.

const MOVED = { 1: "D just moved", 2: "G just moved" }; // by scalars.half
const UNDECIDED = 0.005; // of a probability

/** [step, which player moved] as one line. */
export function stepText({ frame }) {
  if (!frame) return "no frame yet";
  const moved = MOVED[frame.scalars.half];
  return `step ${whole.format(frame.step)}${moved ? ` · ${moved}` : ""}`;
}

/** The key numbers of the frame: [{value, label, title}]; those that it has. */
export function keyNumbers({ frame, facts, copies, part }) {
  if (part !== undefined) return numbersOfPart(frame?.scalars ?? {});
  const { modes, high_quality: quality, w1, w1_floor: floor } = frame?.scalars ?? {};
  const mean = copies > 1 ? ", mean of all copies" : "";
  const numbers = [];
  if (modes !== undefined) {
    const of = facts.modes ? ` / ${facts.modes}` : "";
    numbers.push({
      value: `${numberText(modes, Number.isInteger(modes) ? 0 : 1)}${of}`, label: copies > 1 ? `modes, mean of ${copies}` : "modes", title: `Modes that the generated samples cover${mean}`,
    });
  }
  if (quality !== undefined) {
    numbers.push({
      value: `${numberText(100 * quality, 0)} %`, label: "high quality", title: `Generated samples within 3 standard deviations of a mode; a perfect generator has 98.9 %${mean}`,
    });
  }
  if (w1 !== undefined) {
    numbers.push({
      value: numberText(w1), label: floor === undefined ? "W₁" : `W₁ (floor ${numberText(floor)})`,
      title: `Wasserstein distance from generated to real samples, in the plane's units; the floor is that between two real batches${mean}`,
    });
  }
  return numbers;
}

function numbersOfPart({ w1, w1_floor: floor, js, grad }) {
  const numbers = [
    [w1, "W₁", (w1) => (w1 < 100 ? numberText(w1) : sizeText(w1)), `Wasserstein distance from generated to real samples, in the plane's units; two real batches have ${numberText(floor)}`],
    [js, "JS", (js) => numberText(js, 3), "Jensen–Shannon divergence, in nats: at most ln 2 = 0.693"],
    [grad, "pull", (grad) => (grad ? sizeText(grad) : "0"), "Mean length of the gradient that a point gets"],
  ];
  return numbers.filter(([value]) => value !== undefined).map(([value, label, text, title]) => ({ value: text(value), label, title }));
}

/** What is at that place of the world. */
export function readout(world, { x, y }) {
  const parts = [`(${numberText(x)}, ${numberText(y)})`];
  if (world.surface) parts.push(belief(world, world.surface.valueAt(x, y)));
  const near = world.modeNear(x, y);
  if (near?.share !== undefined) parts.push(`nearest mode has ${numberText(100 * near.share, 1)} % of the samples`);
  return parts.join(" · ");
}

function belief({ surface, facts }, value) {
  const lean = value - surface.boundary;
  if (facts.probability === false) {
    return `critic ${lean > 0 ? "+" : ""}${numberText(value)}: ${lean > 0 ? "leans to real" : lean < 0 ? "leans to generated" : "undecided"}`;
  }
  return `D = ${numberText(value)}: ${Math.abs(lean) < UNDECIDED ? "undecided" : lean > 0 ? "believes real" : "believes generated"}`;
}

/** The arrows' scale: "longest arrow 0.031, drawn × 20", or where they are drawn alike "arrows × 0.4". */
export function arrowText({ longest, factor }) {
  if (longest === undefined) return `arrows × ${sizeText(factor)}`;
  if (!factor) return "no arrow: the gradient is 0";
  return `longest arrow ${sizeText(longest)}, drawn × ${sizeText(factor)}`;
}

/** A positive number with two digits that count: "0.031", "3.1 · 10⁻⁷", "2,000". */
export function sizeText(value) {
  if (value >= 10) return value < 1e6 ? whole.format(value) : powerText(value);
  return value >= 0.001 ? String(Number(value.toPrecision(2))) : powerText(value);
}

function powerText(value) {
  const [digits, power] = value.toExponential(1).split("e");
  const raised = String(Number(power)).replace(/[-\d]/g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${Number(digits)} · 10${raised}`;
}

/** The pane as a sentence, for those who hear it. */
export function summary(title, world) {
  const numbers = keyNumbers(world).map(({ value, label }) => `${label} ${value}`);
  return [`${title}: ${stepText(world)}`, ...numbers].join(", ");
}
