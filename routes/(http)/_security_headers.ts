/**
 * Security headers: the Content-Security-Policy of pages, which allows only our script even if markup got in as text
 * (CHAT-2), and the headers of all answers.
 */
import { removeControlCharacters } from "../../classroom/model/field_schemas.ts";
import type { Settings } from "../../classroom/settings.ts";
import { serverHeader } from "../../sync/client/request_protocol.ts";
import { language } from "../../locales/current.ts";

/** Defaults of every answer. `x-frame-options` is for browsers without `frame-ancestors`. */
const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  [serverHeader]: "1",
};

/** For pages with calls: microphone, camera and screen (K-1). */
export const devicePermissionHeaders: Readonly<Record<string, string>> = {
  "permissions-policy":
    "camera=(self), display-capture=(self), geolocation=(), microphone=(self), payment=(), usb=()",
};

/** One year of https only, in browsers that have been here. */
const httpsOnly = "max-age=31536000";

/** @param settings with an https `BASE_URL`, browsers are told to use only https */
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

/** The policy of pages. `script` is the hash of the one allowed inline script, or empty. */
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

/** Cookie values that are set on `<html>` as `data-…`. */
const onRoot: Readonly<Record<string, readonly string[]>> = {
  theme: ["dark", "light"],
  chat: ["pinned"],
  older: ["open"],
};

/**
 * Makes the head load the scripts of the page's language. Scripts refer to each other relatively, so this is enough.
 */
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
 * Adds the policy to a page: it allows Fresh's script at the end of the head by its hash. Sets chosen values on
 * `<html>`, so that theme and pinned chat apply from the first paint.
 */
export async function securePage(
  response: Response,
  choices: ReadonlyMap<string, string>,
): Promise<Response> {
  if (!response.headers.get("content-type")?.startsWith("text/html")) {
    return response;
  }
  let html = removeControlCharacters(inLanguage(await response.text()));
  const end = html.indexOf("</script></head>");
  const start = end < 0 ? -1 : html.lastIndexOf(open, end);
  let script = "";
  if (start >= 0) {
    const inlineScript = html.slice(start + open.length, end);
    const bytes = new TextEncoder().encode(inlineScript);
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
