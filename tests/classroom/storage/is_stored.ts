import type { Lesson } from "../lesson.ts";

export async function isStored(
  { school }: Lesson,
  words: string,
): Promise<boolean> {
  const wanted = new TextEncoder().encode(words);
  for await (const { key, value } of school.app.kv.list({ prefix: [] })) {
    const bytes = value instanceof Uint8Array
      ? value
      : new TextEncoder().encode(JSON.stringify([key, value]) ?? "");
    for (let at = 0; at <= bytes.length - wanted.length; at++) {
      if (wanted.every((it, n) => bytes[at + n] === it)) return true;
    }
  }
  return false;
}
