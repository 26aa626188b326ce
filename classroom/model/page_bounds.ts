/** Bounds of pages that a group writes, apart from the others: a student's page loads them with its editor. */
export const pageBounds = {
  /** How many characters a page takes, a formula, an address and the words for a picture in it. */
  text: 64 * 1024,
  formula: 2000,
  href: 2000,
  alt: 200,
  /** How many pictures a page takes, and how many px one may say that it is wide or high. */
  pictures: 40,
  side: 10_000,
  /** The greatest number with which a list begins. */
  listStart: 9999,
  /** The Markdown that it begins with, and how many pages a class has. */
  start: 20_000,
  pages: 400,
  /** How long a page may be with which others begin, in bytes of its document: a class of 30 opens it at once. */
  begun: 192 * 1024,
  /** Earlier times of a page: how many, how many bytes together, and how far apart at the least. */
  versions: 40,
  versionsBytes: 1024 * 1024,
  versionEvery: 60_000,
  /** A page's document that is longer, in bytes, or has more structs begins anew. */
  grown: 256 * 1024,
  grownStructs: 8_000,
} as const;
