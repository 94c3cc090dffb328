// Reads the messages that core/runs/wire.py packs: one JSON header, then typed arrays.

const READERS = {
  float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array,
  int64: BigInt64Array, bool: Uint8Array,
};

let halfTable; // the 65,536 float16 numbers, made on first use

function halfToFloat(bits) {
  if (!halfTable) {
    halfTable = new Float32Array(65536);
    for (let i = 0; i < 65536; i++) {
      const sign = i & 0x8000 ? -1 : 1;
      const exponent = (i >> 10) & 31;
      const fraction = i & 1023;
      if (exponent === 0) halfTable[i] = sign * fraction * 2 ** -24;
      else if (exponent === 31) halfTable[i] = fraction ? NaN : sign * Infinity;
      else halfTable[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    }
  }
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = halfTable[bits[i]];
  return out;
}

/** bytes: Uint8Array → {header, arrays: {name: typed array with .shape}}; float16 becomes Float32Array. */
export function unpack(bytes) {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice(); // typed arrays need aligned offsets
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(aligned.subarray(4, 4 + length)));
  const start = aligned.byteOffset + Math.ceil((4 + length) / 8) * 8;
  const arrays = {};
  for (const [name, dtype, shape, offset] of header.arrays) {
    const count = shape.reduce((a, b) => a * b, 1);
    const array = dtype === "float16"
      ? halfToFloat(new Uint16Array(aligned.buffer, start + offset, count))
      : new READERS[dtype](aligned.buffer, start + offset, count);
    array.shape = shape;
    arrays[name] = array;
  }
  delete header.arrays;
  return { header, arrays };
}

/** The frames of a message from pack_frames: [{step, scalars, arrays}], and the arrays that belong to none. */
export function unpackFrames(bytes) {
  const { header, arrays } = unpack(bytes);
  const frames = header.frames.map((row) => ({ ...row, arrays: {} }));
  const rest = {};
  for (const [name, array] of Object.entries(arrays)) {
    const slash = name.indexOf("/");
    const index = Number(name.slice(0, slash));
    if (slash > 0 && Number.isInteger(index)) frames[index].arrays[name.slice(slash + 1)] = array;
    else rest[name] = array;
  }
  delete header.frames;
  return { header, frames, arrays: rest };
}

/** Whether two messages are the same; b may be null. */
export function sameBytes(a, b) {
  if (!b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
