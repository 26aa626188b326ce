/** Headers, pages, problems and compression of all answers. */
import assert from "node:assert/strict";
import { serverHeader } from "../../../sync/client/request_names.ts";
import { respond } from "../../../server/http/respond.ts";
import { withServer } from "../../http.ts";
import { createSession, join, signUp, Visitor } from "../../people.ts";

Deno.test("every response has the security headers, missing pages and the API too", () =>
  withServer({}, async ({ url }) => {
    const paths = ["/", "/nothing/here", "/api/health", "/api/nothing"];
    for (const path of [...paths, "/sw.js", "/sync/x"]) {
      const { headers, body } = await fetch(url + path);
      await body?.cancel();
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(headers.get("referrer-policy"), "same-origin", path);
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      assert.match(headers.get("permissions-policy") ?? "", /geolocation=\(\)/);
      assert.ok(headers.has(serverHeader), path);
      const policy = headers.get("content-security-policy");
      if (!/^\/$|nothing\/here/.test(path)) continue;
      assert.match(policy ?? "", /default-src 'none'/, path);
      assert.match(policy ?? "", /frame-ancestors 'none'/);
      assert.doesNotMatch(policy ?? "", /unsafe/);
    }
  }));

Deno.test("only pages with calls may use microphone, camera and screen (K-1)", () =>
  withServer({}, async ({ url }) => {
    const place = { url, wsUrl: url.replace("http", "ws") };
    const teacher = await signUp(place);
    const session = await createSession(teacher);
    const { visitor } = await join(place, session.code, "Amy");
    const desk = `/teacher/sessions/${session.id}`;
    const cases: [Visitor, string, boolean][] = [
      [visitor, `/class/${session.id}`, true],
      [visitor, `/zh/class/${session.id}`, true],
      [teacher, desk, true],
      [teacher, "/teacher/quizzes", true],
      [visitor, desk, false],
      [visitor, "/", false],
      [visitor, "/privacy", false],
      [visitor, "/my", false],
      [visitor, "/nothing/here", false],
      [teacher, "/teacher/sign-in", false],
      [teacher, `/api/sessions/${session.id}`, false],
    ];
    for (const [who, path, may] of cases) {
      const { headers } = await who.ask("GET", path);
      const policy = headers.get("permissions-policy") ?? "";
      for (const it of ["camera", "display-capture", "microphone"]) {
        assert.ok(policy.includes(`${it}=${may ? "(self)" : "()"}`), path);
      }
    }
  }));

Deno.test("a missing page is a page for people and a problem for programs", () =>
  withServer({}, async ({ url }) => {
    const page = await fetch(url + "/nothing/here");
    assert.equal(page.status, 404);
    assert.match(await page.text(), /Page not found/);
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
    assert.match(await foreign.text(), /You’re not allowed to see this page/);
  }));

Deno.test("every invalid field has a sentence, and an unknown field is named", () =>
  withServer({}, async ({ url }) => {
    const asked = await fetch(url + "/api/teachers", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "amy", password: "1234567", nmae: "Amy" }),
    });
    const { detail, errors } = await asked.json();
    assert.match(detail, /^We couldn’t read that\. .*name: This is missing\./);
    const said = Object.fromEntries(
      errors.map(({ path, message }: Record<string, string>) => [
        path,
        message,
      ]),
    );
    assert.equal(said.name, "This is missing.");
    assert.equal(said.password, "This must be at least 8 characters long.");
    assert.equal(said.email, "This must be an e-mail address.");
  }));

Deno.test("an invalid address, by its Host or its encoding, is the client's error", () =>
  withServer({}, async (server) => {
    const { url, output } = server;
    const { hostname, port } = new URL(url);
    for (const path of ["/api/sessions/%E0%A4%A", "/class/%E0%A4%A"]) {
      const answer = await fetch(url + path);
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).type, "malformed");
    }
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode(
      "GET /api/me HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    ));
    const answer = await new Response(connection.readable).text();
    assert.match(answer, /^HTTP\/1.1 400 /);
    assert.match(answer, /"type":"malformed"/);
    assert.doesNotMatch(output(), /Invalid URL|"bug"/);
  }));

Deno.test("a disk error of an upload goes to the log, not to the uploader (C-5)", () =>
  withServer({}, async (server) => {
    await Deno.writeTextFile(`${server.dataDir}/uploads`, "in the way");
    const session = await createSession(await signUp(server));
    const amy = new Visitor(server);
    await join(server, session.code, "Amy", amy);
    const metadata = [["session", session.id], ["name", "a.txt"]]
      .map(([key, value]) => `${key} ${btoa(value)}`).join(",");
    const answer = await amy.ask("POST", "/api/files", undefined, {
      "tus-resumable": "1.0.0",
      "upload-length": "5",
      "upload-metadata": metadata,
    });
    assert.equal(answer.status, 503);
    assert.equal(answer.body.type, "storage-unavailable");
    assert.ok(answer.headers.has("retry-after"));
    assert.match(server.output(), /"event":"upload"/);
  }));

const html = { "content-type": "text/html; charset=utf-8" };
const gzip = new Request("http://x/", {
  headers: { "accept-encoding": "br, gzip" },
});

Deno.test("a page over 1 KiB is compressed if the client accepts it", async () => {
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

Deno.test("small, encoded or explicitly uncompressed responses stay as they are", async () => {
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

Deno.test("a bug is answered with an id and nothing else", async () => {
  const logged: string[] = [];
  // The log is the console; passing one in would put it on each answer.
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
