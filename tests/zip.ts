import assert from "node:assert/strict";

export function readZip(zip: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  assert.equal(view.getUint32(end, true), 0x06054b50, "it ends as a zip does");
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    assert.equal(view.getUint32(at, true), 0x02014b50);
    assert.ok(view.getUint16(at + 8, true) & 0x800, "names are UTF-8");
    assert.equal(view.getUint16(at + 10, true), 0, "it is stored");
    const size = view.getUint32(at + 24, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true)
    );
    const name = new TextDecoder().decode(
      zip.subarray(at + 46, at + 46 + nameLength),
    );
    const local = view.getUint32(at + 42, true);
    const from = local + 30 + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    assert.ok(!files.has(name), `${name} is there once`);
    files.set(name, zip.slice(from, from + size));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}
