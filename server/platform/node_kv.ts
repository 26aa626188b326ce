/** The KV on Node: npm's `@deno/kv` over Deno's files. Values are in V8's format, whose version is newer in Deno. */
import { Deserializer, Serializer } from "node:v8";
import type { Kv } from "../../sync/kv/kv.ts";

/** A variable, so that package loading and the build leave it out: Deno does not need it. */
const name = "@deno/kv";
/** The newest format version that Node 26 reads. Our values use nothing from the next one. */
const newest = 15;

/** The result of the package's `snapshotRead`, which is patched below. */
interface Read {
  ranges: { values: { value: Uint8Array }[] }[];
}

export async function openNodeKv(place?: string): Promise<Kv> {
  const { openKv } = await import(name);
  const kv = await openKv(place, { encodeV8, decodeV8 });
  const read = kv.snapshotRead.bind(kv);
  // Copies each value: they come as parts of a larger buffer, and as Node's Buffer, whose `slice` does not copy.
  kv.snapshotRead = async (...args: unknown[]): Promise<Read> => {
    const result: Read = await read(...args);
    for (const { values } of result.ranges) {
      for (const entry of values) entry.value = new Uint8Array(entry.value);
    }
    return result;
  };
  return kv;
}

/** Encodes as Deno does; Node's `serialize` writes bytes in its own format. */
function encodeV8(value: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return new Uint8Array(serializer.releaseBuffer());
}

/** Overwrites a newer version number in the entry's bytes with the one read here. */
function decodeV8(bytes: Uint8Array): unknown {
  if (bytes[0] === 0xff && bytes[1] > newest) bytes[1] = newest;
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}
