// A dense decoder, run in the browser: hidden layers with ReLU, a sigmoid over the pixels or nothing.
// tests/browser/test_latent_pad.py compares it with numpy, tests/browser/test_sparse.py without the sigmoid with torch.

export class Decoder {
  #layers; // {weight [out, in], bias [out], inputs, outputs, values: Float64Array(out)}
  #pixels; // the answer, used again by the next call
  #sigmoid;

  /**
   * arrays: "decoder.<i>.weight" [out, in] and "decoder.<i>.bias" [out], typed arrays with .shape.
   * sigmoid: whether the pixels are that of the last sums; else they are the sums.
   */
  constructor(arrays, sigmoid = true) {
    this.#sigmoid = sigmoid;
    const numbers = Object.keys(arrays)
      .map((name) => /^decoder\.(\d+)\.weight$/.exec(name)?.[1])
      .filter((number) => number !== undefined)
      .sort((a, b) => a - b);
    if (!numbers.length) throw new RangeError("no decoder among the arrays");
    this.#layers = numbers.map((number) => {
      const weight = arrays[`decoder.${number}.weight`];
      const [outputs, inputs] = weight.shape;
      return { weight, bias: arrays[`decoder.${number}.bias`], inputs, outputs, values: new Float64Array(outputs) };
    });
    this.#layers.slice(1).forEach((layer, i) => {
      if (layer.inputs !== this.#layers[i].outputs) throw new RangeError("decoder layers do not fit together");
    });
    this.#pixels = new Float32Array(this.outputs);
  }

  get inputs() { return this.#layers[0].inputs; }
  get outputs() { return this.#layers[this.#layers.length - 1].outputs; }

  /** z [inputs] → pixels [outputs]. The array returned is overwritten by the next call. */
  decode(z) {
    let values = z;
    const last = this.#layers.length - 1;
    for (let i = 0; i <= last; i++) {
      const layer = this.#layers[i];
      denseLayer(layer, values, i < last);
      values = layer.values;
    }
    for (let k = 0; k < values.length; k++) this.#pixels[k] = this.#sigmoid ? 1 / (1 + Math.exp(-values[k])) : values[k];
    return this.#pixels;
  }
}

/** layer.values = weight · x + bias, with ReLU if asked. Four rows at a time: that keeps the processor busy. */
export function denseLayer({ weight, bias, inputs, outputs, values }, x, relu) {
  const whole = outputs - (outputs % 4);
  for (let k = 0; k < whole; k += 4) {
    let a = bias[k], b = bias[k + 1], c = bias[k + 2], d = bias[k + 3];
    const first = k * inputs, second = first + inputs, third = second + inputs, fourth = third + inputs;
    for (let j = 0; j < inputs; j++) {
      const input = x[j];
      a += weight[first + j] * input;
      b += weight[second + j] * input;
      c += weight[third + j] * input;
      d += weight[fourth + j] * input;
    }
    values[k] = a;
    values[k + 1] = b;
    values[k + 2] = c;
    values[k + 3] = d;
  }
  for (let k = whole; k < outputs; k++) {
    let sum = bias[k];
    for (let j = 0; j < inputs; j++) sum += weight[k * inputs + j] * x[j];
    values[k] = sum;
  }
  if (relu) for (let k = 0; k < outputs; k++) if (values[k] < 0) values[k] = 0;
}
