/**
 * Makes random ids, those of Yjs clients too, follow a seed, so that a run can be had again. Yjs takes its source when it is
 * loaded: a test that wants this imports this file before anything else. No parameter would reach there.
 */
import { Random } from "./random.ts";

let source = new Random(1);

crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
  if (array === null) return array;
  const bytes = new Uint8Array(
    array.buffer,
    array.byteOffset,
    array.byteLength,
  );
  for (let i = 0; i < bytes.length; i++) bytes[i] = source.below(256);
  return array;
};

crypto.randomUUID = () => {
  const digits = Array.from(
    { length: 32 },
    () => source.below(16).toString(16),
  );
  return digits.join("").replace(
    /^(.{8})(.{4})(.{4})(.{4})/,
    "$1-$2-$3-$4-",
  ) as ReturnType<typeof crypto.randomUUID>;
};

/** From here on, ids come from this seed. */
export function seedIds(seed: number): void {
  source = new Random(seed);
}
