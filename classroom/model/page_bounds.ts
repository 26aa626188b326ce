/** Bounds of pages (W-1). Not in `bounds.ts`, as a student's page loads them only with its editor. */
export const pageBounds = {
  /** Characters of a page, a formula, a link's address, and a picture's description. */
  text: 64 * 1024,
  formula: 2000,
  href: 2000,
  alt: 200,
  pictures: 40,
  maxPictureSide: 10_000,
  listStart: 9999,
  /** Characters of the initial Markdown; number of pages of a class. */
  initialMarkdown: 20_000,
  pages: 400,
  /** Maximum bytes of a new page's document; a longer page begins as plain text. */
  initialBytes: 192 * 1024,
  /** Earlier versions of a page: number, bytes of all, and least time between two (ms). */
  versions: 40,
  versionsBytes: 1024 * 1024,
  versionEvery: 60_000,
  /** A page's document with more bytes or Yjs structs may be rewritten as a new one. */
  rewriteAboveBytes: 256 * 1024,
  rewriteAboveStructs: 8_000,
} as const;
