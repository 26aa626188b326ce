/** Bounds of pages that a group writes, apart from the others: a student's page loads them with its editor. */
export const pageBounds = {
  /** How many characters a page takes, a formula, an address and the words for a picture in it. */
  text: 64 * 1024,
  formula: 2000,
  href: 2000,
  alt: 200,
  /** The Markdown that it begins with, and how many pages a class has. */
  start: 20_000,
  pages: 400,
} as const;
