/**
 * Derives random ids from a seed, so that runs can be repeated. Import it first: Yjs takes its random source when it is
 * loaded, and has no parameter for it.
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

export function seedIds(seed: number): void {
  source = new Random(seed);
}
