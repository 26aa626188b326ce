/** What every answer has: security headers, pages and problems for what goes wrong, compression. */
import assert from "node:assert/strict";
import { respond } from "../../server/respond.ts";
import { withServer } from "../http.ts";

Deno.test("Every answer has the security headers, a missing page and the API too", () =>
  withServer({}, async ({ url }) => {
    for (const path of ["/", "/nothing/here", "/api/health", "/api/nothing"]) {
      const { headers, body } = await fetch(url + path);
      await body?.cancel();
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(headers.get("referrer-policy"), "same-origin", path);
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      assert.ok(headers.get("permissions-policy"));
      const policy = headers.get("content-security-policy");
      if (path.startsWith("/api")) continue;
      assert.match(policy ?? "", /default-src 'none'/, path);
      assert.match(policy ?? "", /frame-ancestors 'none'/);
      assert.doesNotMatch(policy ?? "", /unsafe/);
    }
  }));

Deno.test("What is not there is a page for people and a problem for programs", () =>
  withServer({}, async ({ url }) => {
    const page = await fetch(url + "/nothing/here");
    assert.equal(page.status, 404);
    assert.match(await page.text(), /There is no such page/);
    const api = await fetch(url + "/api/nothing");
    assert.equal(api.status, 404);
    assert.equal((await api.json()).type, "not-found");
    const method = await fetch(url + "/api/login");
    assert.equal(method.status, 405);
    assert.equal(method.headers.get("allow"), "POST");
    assert.equal((await method.json()).type, "malformed");
    const foreign = await fetch(url + "/", {
      method: "POST",
      headers: { origin: "http://evil.example" },
    });
    assert.equal(foreign.status, 403);
    assert.match(await foreign.text(), /You may not see this page/);
  }));

const html = { "content-type": "text/html; charset=utf-8" };
const gzip = new Request("http://x/", {
  headers: { "accept-encoding": "br, gzip" },
});

Deno.test("A page over a KiB goes out compressed where the client takes it", async () => {
  const text = "Lesson ".repeat(1000);
  const response = await respond(
    gzip,
    () => new Response(text, { headers: html }),
  );
  assert.equal(response.headers.get("content-encoding"), "gzip");
  assert.match(response.headers.get("vary") ?? "", /accept-encoding/);
  const plain = response.body?.pipeThrough(new DecompressionStream("gzip"));
  assert.equal(await new Response(plain).text(), text);
});

Deno.test("What is small, encoded or not wanted compressed stays as it is", async () => {
  const long = "x".repeat(5000);
  const refusing = new Request("http://x/", {
    headers: { "accept-encoding": "gzip;q=0" },
  });
  const cases: [Request, Response][] = [
    [gzip, new Response("short", { headers: html })],
    [gzip, new Response(long, { headers: { "content-type": "image/png" } })],
    [
      gzip,
      new Response(long, { headers: { ...html, "content-encoding": "br" } }),
    ],
    [refusing, new Response(long, { headers: html })],
    [new Request("http://x/"), new Response(long, { headers: html })],
  ];
  for (const [req, given] of cases) {
    const response = await respond(req, () => given);
    assert.notEqual(response.headers.get("content-encoding"), "gzip");
    assert.ok(["short", long].includes(await response.text()));
  }
});

Deno.test("A bug answers with an id and nothing else of it", async () => {
  const logged: string[] = [];
  const original = console.error;
  console.error = (line: string) => logged.push(line);
  try {
    const response = await respond(gzip, () => {
      throw new Error("secret detail");
    });
    const body = await response.json();
    assert.equal(response.status, 500);
    assert.ok(!JSON.stringify(body).includes("secret"));
    assert.ok(logged[0].includes(body.id));
  } finally {
    console.error = original;
  }
});
