import { unpack } from "../shared/wire.js";

// Reads what the page sends.

/** The header; null where there is nothing to be read: a bad message must not take the bar away. */
export function readMessage(data) {
  const bytes = bytesOf(data);
  if (!bytes) return null;
  try {
    return unpack(bytes).header;
  } catch (error) {
    console.warn("run_bar: a message could not be read.", error);
    return null;
  }
}

function bytesOf(data) { // the message, however it is wrapped; null where there is none
  if (data instanceof ArrayBuffer) return bytesOf(new Uint8Array(data));
  if (ArrayBuffer.isView(data)) {
    return data.byteLength > 4 ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
  }
  if (!data || typeof data !== "object") return null;
  return Object.values(data).map((value) => (typeof value === "object" ? bytesOf(value) : null)).find(Boolean) ?? null;
}
