/** Apart from the other bounds, as a student's page loads them with its editor. */
export const pageBounds = {
  /** Characters of a page, a formula, an address, and a picture's description. */
  text: 64 * 1024,
  formula: 2000,
  href: 2000,
  alt: 200,
  pictures: 40,
  side: 10_000,
  listStart: 9999,
  /** Characters of the initial Markdown; pages of a class. */
  start: 20_000,
  pages: 400,
  /** Maximum number of bytes of a document that other pages begin with: a class of 30 opens it at once. */
  begun: 192 * 1024,
  /** Earlier versions: number, bytes of all, and least time between two (ms). */
  versions: 40,
  versionsBytes: 1024 * 1024,
  versionEvery: 60_000,
  /** A document above these bytes or structs is rewritten as a new one. */
  grown: 256 * 1024,
  grownStructs: 8_000,
} as const;
