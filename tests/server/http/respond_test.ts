import assert from "node:assert/strict";
import type { App } from "../../../classroom/app.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { CookieHolder } from "../../../server/http/cookie_holder.ts";
import { fetchInGroups } from "../../../server/http/grouped_fetch.ts";
import { respond } from "../../../server/http/respond.ts";
import { serverHeader } from "../../../sync/client/request_protocol.ts";
import { withServer } from "../../http.ts";
import { createSession, joinClass, signUp, Visitor } from "../../people.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("every response has the security headers, missing pages and the API too", () =>
  withSharedServer({}, async ({ url }) => {
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
  withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const session = await createSession(teacher);
    const { visitor } = await joinClass(server, session.code, "Amy");
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
  withSharedServer({}, async ({ url }) => {
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
  withSharedServer({}, async ({ url }) => {
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
    await joinClass(server, session.code, "Amy", amy);
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

const session = newId(), amy = newId();
const room = documentNames.room(session, "main");

/** A member, and a teacher on request; `now` says who the cookies belong to. */
function holder(now: { member: Identity | null; teacher?: Identity }) {
  const looks: string[] = [], noted: string[] = [];
  const app = {
    identities: {
      identify(_session: string, _held: unknown, as?: "teacher" | "member") {
        looks.push(as ?? "");
        const teacher = as === "member" ? null : now.teacher ?? null;
        return Promise.resolve(
          teacher ?? (as === "teacher" ? null : now.member),
        );
      },
    },
    spending: {
      noteAddress: ({ member }: Identity) => void noted.push(member),
    } satisfies Partial<App["spending"]>,
  } as unknown as App;
  const held = { teacher: "t", member: "m" };
  return { looks, noted, it: new CookieHolder(app, session, held, "here") };
}

const member: Identity = { role: "student", session, member: amy };
const teacher: Identity = {
  role: "teacher",
  session,
  member: newId(),
  signIn: "s",
};

Deno.test("five channels opened together share one storage lookup and its result (ACCESS-1)", async () => {
  const { it, looks, noted } = holder({ member });
  const five = await Promise.all(
    Array.from({ length: 5 }, () => it.identify("member", room)),
  );
  assert.deepEqual(looks.splice(0), ["member"]);
  assert.equal(new Set(five).size, 1);
  await it.identify("member", room);
  assert.deepEqual(noted, [amy]);
  const [caller] = five;
  assert("who" in caller && caller.who.member === amy);
  const valid = await Promise.all(five.map(() => caller.isValid()));
  assert.deepEqual(new Set(valid), new Set([true]));
  assert.equal(looks.length, 2);
});

Deno.test("a teacher who is also a member is the member on their own document only", async () => {
  const { it } = holder({ member, teacher });
  const roleOf = async (as: string, document: string) => {
    const caller = await it.identify(as, document);
    return "who" in caller ? caller.who.role : caller.code;
  };
  assert.equal(await roleOf("", room), "teacher");
  assert.equal(await roleOf("", documentNames.member(session, amy)), "student");
  assert.equal(await roleOf("member", room), "student");
  assert.equal(await roleOf("teacher", room), "teacher");
});

Deno.test("an unknown or forbidden role is refused like a socket (ACCESS-5)", async () => {
  const now: { member: Identity | null } = { member };
  const { it } = holder(now);
  const codeOf = async (as: string, document: string) => {
    const caller = await it.identify(as, document);
    return "code" in caller ? caller.code : 0;
  };
  assert.equal(await codeOf("everybody", room), 4400);
  assert.equal(await codeOf("", `${session}/room/ü`), 4404);
  assert.equal(await codeOf("", `${session}/${"x".repeat(100)}`), 4404);
  assert.equal(await codeOf("teacher", room), 4404, "only a member");
  now.member = null;
  assert.equal(await codeOf("member", room), 4401, "signed out meanwhile");
  assert.equal(await codeOf("", room), 4401);
});

Deno.test("a cookie that now identifies another person gives a new caller, and ends the old one (ACCESS-1)", async () => {
  const now = { member };
  const { it } = holder(now);
  const before = await it.identify("member", room);
  now.member = { ...member, own: newId() };
  const after = await it.identify("member", room);
  assert.notEqual(before, after);
  now.member = { ...member, member: newId() };
  assert("isValid" in before && !await before.isValid());
});

const words = Array.from({ length: 300 }, (_, n) => `data: {"word":${n}}\n\n`);

/** A server that sends each word in a frame of its own, as `llama-server` does. */
function startFrames(): { url: string; stop(): void } {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const encoder = new TextEncoder();
  const answer = async (connection: Deno.TcpConn) => {
    await connection.read(new Uint8Array(4096));
    const say = (text: string) => connection.write(encoder.encode(text));
    await say(
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" +
        "connection: close\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    for (const word of words) {
      await say(`${word.length.toString(16)}\r\n${word}\r\n`);
    }
    await say("0\r\n\r\n");
    connection.close();
  };
  void (async () => {
    for await (const connection of listener) await answer(connection);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    stop: () => listener.close(),
  };
}

Deno.test("buffered text of a fast model is read at once, not word by word (A-1)", async () => {
  const server = startFrames();
  try {
    const response = await fetchInGroups(server.url);
    const pieces: string[] = [];
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      pieces.push(decoder.decode(bytes, { stream: true }));
    }
    assert.equal(pieces.join(""), words.join(""));
    assert.ok(pieces.length < words.length / 3, `${pieces.length} pieces`);
  } finally {
    server.stop();
  }
});

Deno.test("after a lost connection the text received so far is read (A-4)", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const answering = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    const said = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" +
      "transfer-encoding: chunked\r\n\r\n5\r\nwords\r\n";
    await connection.write(new TextEncoder().encode(said));
  })();
  try {
    const { port } = listener.addr;
    const { body } = await fetchInGroups(`http://127.0.0.1:${port}/`);
    const reader = body!.getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), "words");
    await assert.rejects(reader.read());
  } finally {
    await answering;
    listener.close();
  }
});
