/**
 * The key-value store on Node: that of npm's `@deno/kv`, over the same files as Deno's. Values are in V8's own form, in
 * which Deno writes them: its V8 is newer, and says so.
 */
import { Deserializer, Serializer } from "node:v8";
import type { Kv } from "../../sync/kv/kv.ts";

/** Not in the import itself, so that what loads packages and what builds leave it out: Deno needs none. */
const name = "@deno/kv";
/** The newest version of the form that Node 26 reads. What the next one adds no value of ours has. */
const newest = 15;

/** What the package reads with, of which the store is asked below. */
interface Read {
  ranges: { values: { value: Uint8Array }[] }[];
}

/** Opens a file, `:memory:` or a KV server. */
export async function openNodeKv(place?: string): Promise<Kv> {
  const { openKv } = await import(name);
  const kv = await openKv(place, { encodeV8, decodeV8 });
  const read = kv.snapshotRead.bind(kv);
  // Bytes come as parts of a larger buffer, and as Node's kind of it, of which `slice` is no copy.
  kv.snapshotRead = async (...asked: unknown[]): Promise<Read> => {
    const found: Read = await read(...asked);
    for (const { values } of found.ranges) {
      for (const entry of values) entry.value = new Uint8Array(entry.value);
    }
    return found;
  };
  return kv;
}

/** As Deno writes it: Node's own `serialize` would write bytes within a value as nobody else reads them. */
function encodeV8(value: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return new Uint8Array(serializer.releaseBuffer());
}

/** Writes the version that is read here over a newer one: the bytes are the entry's own. */
function decodeV8(bytes: Uint8Array): unknown {
  if (bytes[0] === 0xff && bytes[1] > newest) bytes[1] = newest;
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}
