/** The content security policy of pages. */
import assert from "node:assert/strict";
import {
  contentSecurityPolicy,
  securePage,
} from "../../../routes/(http)/_security_headers.ts";

const page = (head: string, body = "") =>
  new Response(
    `<!DOCTYPE html><html lang="en"><head>${head}</head>${body}</html>`,
    { headers: { "content-type": "text/html; charset=utf-8" } },
  );

const chosen = (name: string, value: string) =>
  securePage(page(""), new Map([[name, value]]));

async function hashOf(script: string): Promise<string> {
  const bytes = new TextEncoder().encode(script);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`;
}

async function scriptPolicy(response: Response): Promise<string> {
  const policy = (await securePage(response, new Map())).headers.get(
    "content-security-policy",
  );
  return /script-src ([^;]*)/.exec(policy ?? "")?.[1] ?? "";
}

Deno.test("the script at the end of the head is allowed by its hash, and no other (CHAT-2)", async () => {
  const own = "import '/a.js'; // $' $& é";
  const stray = "<script>alert(1)</script>";
  const allowed = await scriptPolicy(
    page(
      `${stray}<script type="module">${own}</script>`,
      `<body>${stray}</body>`,
    ),
  );
  assert.equal(allowed, `'self' ${await hashOf(own)}`);
});

Deno.test("a page without islands allows no inline script, whatever its body has (CHAT-2)", async () => {
  const fake = '<script type="module">alert(1)</script>';
  assert.equal(await scriptPolicy(page("", `<body>${fake}</body>`)), "'self'");
});

Deno.test("a page loads nothing foreign, and blobs only as pictures (CHAT-2)", () => {
  for (const directive of contentSecurityPolicy().split("; ")) {
    const [name, ...sources] = directive.split(" ");
    const allowed = name === "img-src"
      ? ["'self'", "data:", "blob:"]
      : ["'self'", "'none'"];
    for (const it of sources) assert(allowed.includes(it), directive);
  }
});

Deno.test("no control character reaches a page, whoever wrote it (F20)", async () => {
  const body =
    "<p>a\u0000b\u0008c\u000bd\u001fe\u007ff\u0085g\u009fh\t\r\n\u00a0é</p>";
  const secured = await securePage(page("", body), new Map());
  assert.match(await secured.text(), /<p>abcdefgh\t\r\n\u00a0é<\/p>/);
});

Deno.test("a chosen theme is set on <html>, and nothing else from a cookie is", async () => {
  const dark = await (await chosen("theme", "dark")).text();
  assert.match(dark, /^<!DOCTYPE html><html data-theme="dark" lang="en">/);
  const other = await (await chosen("theme", '"><script>')).text();
  assert.match(other, /^<!DOCTYPE html><html lang="en">/);
  const pinned = await (await chosen("chat", "pinned")).text();
  assert.match(pinned, /^<!DOCTYPE html><html data-chat="pinned" lang="en">/);
  const older = await (await chosen("older", "open")).text();
  assert.match(older, /^<!DOCTYPE html><html data-older="open" lang="en">/);
});
