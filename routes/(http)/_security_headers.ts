/**
 * Every header that keeps a browser from doing harm: the Content-Security-Policy of pages, which allows no script but
 * ours, even if text got in as markup (C2), and the headers of all answers.
 */
import { withoutControls } from "../../classroom/model/controls.ts";
import type { Settings } from "../../classroom/settings.ts";
import { ourHeader } from "../../sync/client/request_wire.ts";
import { language } from "../../locales/current.ts";

/** On every answer that does not say otherwise. `x-frame-options` is for browsers without `frame-ancestors`. */
const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  [ourHeader]: "1",
};

/** Of pages that a call can be on: they have a microphone, a camera, a screen (K-1); no script is in them but ours. */
export const withDevices: Readonly<Record<string, string>> = {
  "permissions-policy":
    "camera=(self), display-capture=(self), geolocation=(), microphone=(self), payment=(), usb=()",
};

/** A year of https and nothing else, in browsers that have been here. */
const httpsOnly = "max-age=31536000";

/**
 * Puts onto an answer's headers what every answer has.
 *
 * @param settings where people open us: https there means https for good
 */
export function addSecurityHeaders(
  headers: Headers,
  settings: Pick<Settings, "BASE_URL">,
): void {
  for (const [name, value] of Object.entries(always)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (settings.BASE_URL?.startsWith("https:")) {
    headers.set("strict-transport-security", httpsOnly);
  }
}

/** The policy of pages. `script` is the hash of the one inline script allowed, or nothing. */
export function contentSecurityPolicy(script = ""): string {
  return [
    "default-src 'none'",
    `script-src 'self'${script && ` ${script}`}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const open = `<script type="module">`;

/** What may be chosen by a cookie and stands on `<html>` as `data-…`. */
const onRoot: Readonly<Record<string, readonly string[]>> = {
  theme: ["dark", "light"],
  chat: ["pinned"],
  older: ["open"],
};

/** Scripts are there once a language, and name each other relatively: the head decides which are loaded. */
function inLanguage(html: string): string {
  const { tag, path } = language();
  if (path === "") return html;
  const end = html.indexOf("</head>");
  const head = html.slice(0, end).replace(
    /((?:href=|from )")\/assets\/([\w./-]+\.js")/g,
    `$1/assets/${tag}/$2`,
  );
  return head + html.slice(end);
}

/**
 * A page with its policy: Fresh's script, which ends the head, is allowed by its hash; any other inline
 * one is not. What was chosen is put on `<html>`: the theme, that an older browser is to show the pages themselves, and that
 * the chat is pinned, so that the page has room for it from its first paint.
 */
export async function securePage(
  response: Response,
  choices: ReadonlyMap<string, string>,
): Promise<Response> {
  if (!response.headers.get("content-type")?.startsWith("text/html")) {
    return response;
  }
  let html = withoutControls(inLanguage(await response.text()));
  const end = html.indexOf("</script></head>");
  const start = end < 0 ? -1 : html.lastIndexOf(open, end);
  let script = "";
  if (start >= 0) {
    const own = html.slice(start + open.length, end);
    const bytes = new TextEncoder().encode(own);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    const encoded = btoa(String.fromCharCode(...new Uint8Array(hash)));
    script = `'sha256-${encoded}'`;
  }
  for (const [name, values] of Object.entries(onRoot)) {
    const value = choices.get(name);
    if (value === undefined || !values.includes(value)) continue;
    html = html.replace("<html", `<html data-${name}="${value}"`);
  }
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  headers.set("content-security-policy", contentSecurityPolicy(script));
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return new Response(html, { status: response.status, headers });
}
