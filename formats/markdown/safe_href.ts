/** Normalises an absolute link (C-4); null if it is malformed or its protocol is not allowed. */
export function safeHref(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return ["http:", "https:", "mailto:"].includes(url.protocol)
    ? url.href
    : null;
}
