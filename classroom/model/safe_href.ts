/** Where a link may lead (C-4), wherever somebody wrote it. Imports nothing. */

/** The address to which a link may lead, or null: absolute, and of an allowed protocol (C-4). */
export function safeHref(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return ["http:", "https:", "mailto:"].includes(url.protocol)
    ? url.href
    : null;
}
