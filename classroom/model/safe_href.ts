/** Normalises an absolute link of an allowed protocol (C-4); null: not allowed. */
export function safeHref(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return ["http:", "https:", "mailto:"].includes(url.protocol)
    ? url.href
    : null;
}
