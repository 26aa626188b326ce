/** Ids (16 characters of base58) and secrets. Imports nothing. */

/** Letters and digits of ids, without 0, O, I and l. */
export const idAlphabet =
  "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A random id (about 93 bits). */
export function newId(): string {
  let id = "";
  while (id.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      if (byte < 232 && id.length < 16) id += idAlphabet[byte % 58];
    }
  }
  return id;
}

/** A random secret: 43 characters of base64url (256 bits). */
export function newSecret(): string {
  return btoa(
    String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))),
  )
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The id derived from these texts: equal texts give the same id. */
export async function deriveId(...texts: readonly string[]): Promise<string> {
  let id = "";
  for (let round = 0; id.length < 16; round++) {
    const text = new TextEncoder().encode(JSON.stringify([round, ...texts]));
    const digest = await crypto.subtle.digest("SHA-256", text);
    for (const byte of new Uint8Array(digest)) {
      // 232 is 4 × 58: larger bytes would make some characters more frequent.
      if (byte < 232 && id.length < 16) id += idAlphabet[byte % 58];
    }
  }
  return id;
}

/** Derives an id from another: its last character becomes the next in the alphabet. */
export function nextId(id: string): string {
  const last = idAlphabet.indexOf(id.at(-1)!);
  return id.slice(0, -1) + idAlphabet[(last + 1) % idAlphabet.length];
}

export const idPattern = /^[1-9A-HJ-NP-Za-km-z]{16}$/;

export function isId(value: unknown): value is string {
  return typeof value === "string" && idPattern.test(value);
}
