import { fitCanvas, niceTicks, numberText } from "../shared/canvas.js";
import { withAlpha } from "../shared/colors.js";

// The frame of a chart: where values lie on the canvas, the axes with their ticks, and the words beside them.

const MARGIN = { left: 58, right: 12, top: 22, bottom: 40 };
const compact = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A plot of this size on the canvas; x and y are its two ranges [low, high]. With `log`, y is drawn logarithmically. */
export class Plot {
  constructor(canvas, width, height, { x, y, log = false, theme }) {
    this.context = fitCanvas(canvas, width, height);
    Object.assign(this, { width, height, x, y, log, theme });
    this.left = MARGIN.left;
    this.right = width - MARGIN.right;
    this.top = MARGIN.top;
    this.bottom = height - MARGIN.bottom;
    this.context.clearRect(0, 0, width, height);
    this.context.font = `14px ${theme.font}`;
  }

  toX(value) { return this.left + ((value - this.x[0]) / (this.x[1] - this.x[0])) * (this.right - this.left); }

  toY(value) {
    const [low, high, at] = this.log ? [...this.y, value].map(Math.log10) : [...this.y, value];
    return this.bottom - ((at - low) / (high - low)) * (this.bottom - this.top);
  }

  /** The value on the x axis at this place of the canvas. */
  fromX(pixel) { return this.x[0] + ((pixel - this.left) / (this.right - this.left)) * (this.x[1] - this.x[0]); }

  /** Lines and numbers of the y axis, and its unit. */
  drawY(unit) {
    const { context, theme } = this;
    const ticks = this.log ? decades(...this.y) : linearTicks(...this.y, Math.max(3, (this.bottom - this.top) / 45));
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const [value, text] of ticks) {
      const y = Math.round(this.toY(value)) + 0.5;
      this.line([[this.left, y], [this.right, y]], withAlpha(theme.ink, 0.14), 1);
      context.fillStyle = theme.ink;
      context.fillText(text, this.left - 7, y);
    }
    this.drawUnit(unit);
  }

  /** What the y axis counts. */
  drawUnit(unit) {
    const { context, theme } = this;
    context.save();
    context.fillStyle = theme.ink;
    context.textBaseline = "middle";
    context.translate(13, (this.top + this.bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(unit, 0, 0);
    context.restore();
  }

  /** Numbers of the x axis, and its name. */
  drawX(name) {
    const { context, theme } = this;
    context.fillStyle = theme.ink;
    context.textBaseline = "top";
    context.textAlign = "center";
    const [ticks, digits] = niceTicks(...this.x, Math.max(2, (this.right - this.left) / 110));
    for (const value of ticks) {
      const text = digits ? numberText(value, digits) : compact.format(value).replace("-", "−");
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(this.toX(value), this.width - half), this.bottom + 5);
    }
    context.fillText(name, (this.left + this.right) / 2, this.bottom + 22);
  }

  /** A line through these places of the canvas. */
  line(places, color, width, dash = []) {
    const { context } = this;
    context.beginPath();
    for (const [x, y] of places) context.lineTo(x, y);
    context.setLineDash(dash);
    Object.assign(context, { strokeStyle: color, lineWidth: width, lineJoin: "round" });
    context.stroke();
    context.setLineDash([]);
  }

  /** Draw what is seen between the axes' ends only; what stands on an end is seen whole. */
  within(draw) {
    const { context, left, right, top, bottom } = this;
    context.save();
    context.beginPath();
    context.rect(left - 5, top - 5, right - left + 10, bottom - top + 10);
    context.clip();
    draw();
    context.restore();
  }

  /** The area inside these places of the canvas. */
  area(places, color) {
    const { context } = this;
    context.beginPath();
    for (const [x, y] of places) context.lineTo(x, y);
    context.fillStyle = color;
    context.fill();
  }
}

function linearTicks(low, high, count) {
  const [ticks, digits] = niceTicks(low, high, count);
  return ticks.map((value) => [value, numberText(value, digits)]);
}

function decades(low, high) { // every power of ten between, or every second, third, … where they are many; 2 and 5 where they are few
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const plain = first >= -4 && last <= 4;
  if (plain && last - first < 2) return oneTwoFive(low, high, first - 1, last);
  const every = Math.max(1, Math.ceil((last - first + 1) / 6));
  const powers = [];
  for (let power = first; power <= last; power += every) powers.push([10 ** power, plain ? numberText(10 ** power, Math.max(0, -power)) : powerText(power)]);
  return powers;
}

function oneTwoFive(low, high, first, last) {
  const ticks = [];
  for (let power = first; power <= last; power++) {
    for (const digit of [1, 2, 5]) ticks.push([digit * 10 ** power, numberText(digit * 10 ** power, Math.max(0, -power))]);
  }
  return ticks.filter(([value]) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
}

function powerText(power) {
  return `10${String(power).replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])}`;
}
