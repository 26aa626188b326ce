/** Traces and logs leave the school's computer, so that they are searched for every word, name and code (ACCESS-2). */
import assert from "node:assert/strict";
import { actNames } from "../../../classroom/acts.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { actPattern, RouteNames } from "../../../server/http/route_names.ts";
import { startCollector } from "../../collector.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  signUp,
  Visitor,
} from "../../people.ts";
import { startServer } from "../../server.ts";
import { makeStepRunner } from "../../steps.ts";

Deno.test({
  name:
    "commits, connections and requests are exported and logged without words, names or codes (ACCESS-2)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    const step = makeStepRunner(context);
    const collector = startCollector();
    const server = await startServer({ ...collector.env, TRUST_PROXY: "1" });
    let code = "";
    const secrets: string[] = ["correct horse", "198.51.100.77"];
    try {
      const teacher = await signUp(server, "Zinnia Quillfeather");
      const session = await createSession(teacher, {
        name: "Fermentation 101",
      });
      code = session.code;
      const teaching = await makeTeacherSeat(teacher, session).openPage();
      const visitor = new Visitor(server, "198.51.100.77");
      await visitor.ask("GET", `/join?sessionCode=${session.code}`);
      const amy = await joinClass(server, session.code, "Amaryllis", visitor);
      await amy.openPage();

      await step("a class talks, and a stranger guesses", async () => {
        await amy.sayAndSee("the wombat sings at midnight");
        await amy.waitForRefusal(amy.queueMessage("heliotrope ".repeat(1000)));
        amy.queueCommand({
          kind: "ask",
          conversation: newId(),
          text: "Why do bandicoots gargle?",
        });
        const wrong = await visitor.ask("POST", "/api/join", {
          code: "000000",
          name: "Bartholomew",
        });
        assert.equal(wrong.status, 404);
        await visitor.ask("POST", "/api/password-reset/token-Xyzzy42", {
          password: "plugh plover",
        });
        await visitor.ask("POST", "/api/login", "{broken Persimmon");
        await visitor.ask("GET", "/Marigold?q=Snapdragon");
      });

      await step("the class ends, and its documents close", async () => {
        await teacher.askExpecting(
          200,
          "POST",
          `/api/sessions/${session.id}/end`,
          {
            now: true,
          },
        );
        await amy.room.waitUntil(
          () => amy.room.permanent !== null,
          "amy was out",
        );
        const staff = amy.open(documentNames.staff(session.id));
        await staff.waitUntil(
          () => staff.permanent !== null,
          "it was never hers",
        );
      });

      secrets.push(
        ...["Zinnia", "Quillfeather", "@school.example", "Fermentation"],
        ...["Amaryllis", "wombat", "heliotrope", "Bartholomew", "Xyzzy"],
        ...["bandicoots", "gargle", "demonstration"],
        ...["plugh", "Persimmon", "Marigold", "Snapdragon"],
        ...teacher.cookies.values(),
        ...visitor.cookies.values(),
      );

      await step("all measurements and traces arrive", async () => {
        await eventually(
          () => Promise.resolve(collector),
          ({ has }) =>
            [
              "homeroom.commit.duration",
              "homeroom.commit.size",
              "homeroom.deliveries",
              "homeroom.sent",
              "homeroom.refusals",
              "homeroom.closes",
              "homeroom.joins",
              "homeroom.answers",
              "homeroom.answer.first_words",
              "homeroom.answer.duration",
              "homeroom.answer.tokens",
              "homeroom.sessions",
              "homeroom.connections",
              "homeroom.queued",
              "http.server.request.duration",
              "commit",
              "connection",
              "POST /api/join",
              "POST /api/password-reset/*",
              "GET /sync/*",
            ].every(has),
          "all of it had arrived",
        );
      });

      amy.close();
      teaching.close();
    } finally {
      await server.stop();
      await collector.end();
    }

    const exported = collector.text();

    await step("refusals, answers and closes are exported by kind", () => {
      assert.match(
        exported,
        /"stringValue": "no-such-code"/,
        "refusals by kind",
      );
      const connections = collector.spans("connection");
      const refused = connections.filter(({ status }) => status.code === 2);
      assert.ok(refused.length > 0 && refused.length < connections.length);
      assert.deepEqual(refused[0].attributes, [
        { key: "code", value: { doubleValue: 4404 } },
        { key: "reason", value: { stringValue: "not-found" } },
      ]);
      assert.match(exported, /"stringValue": "done"/, "answers by their end");
      assert.match(exported, /"stringValue": "too-long"/, "commands', too");
      assert.match(exported, /"stringValue": "returned"|"stringValue": "new"/);
      assert.ok(collector.bodies.some(({ path }) => path === "/v1/logs"));
    });

    const logged = server.output();

    await step("the log has each event with its counts", () => {
      for (const event of ["started", "session began", "stopping", "stopped"]) {
        assert.match(logged, new RegExp(`"event":"${event}"`));
      }
      assert.match(
        logged,
        /"event":"session ended","session":"\w+","students":1/,
      );
      assert.match(
        logged,
        /"event":"connections closed","code":4403,"reason":"ended","count":[1-9]/,
      );
    });

    await step("nothing exported or logged has a word, name or code", () => {
      // Times and sums have numbers of six digits too.
      const told = new RegExp(`(?<![\\d.])${code}(?!\\d)`);
      assert.doesNotMatch(exported, told, "the join code was exported");
      assert.doesNotMatch(logged, told, "the join code was logged");
      for (const secret of secrets) {
        assert.ok(!exported.includes(secret), `${secret} was exported`);
        assert.ok(!logged.includes(secret), `${secret} was logged`);
      }
    });
  },
});

Deno.test("no text of people forges a line of the log, or is in one (O-2, ACCESS-2)", async () => {
  const server = await startServer({ TRUST_PROXY: "1" });
  const line = JSON.stringify({ level: "error", event: "forged-wombat" });
  const forged = ["\n", "\r\n", "\u2028", "\\n", `"}\n`, "\u001b[2K\r", "\0"]
    .map((end) => `forged-wombat${end}${line}`);
  try {
    const teacher = await signUp(server);
    const visitor = new Visitor(server, "203.0.113.7");
    for (const text of forged) {
      const session = await createSession(teacher, { endActive: true });
      const path = `/api/sessions/${session.id}`;
      const short = text.slice(0, 40);
      const asked: [method: string, path: string, body?: unknown][] = [
        ["POST", "/api/teachers", {
          name: text,
          email: `${text}@school.example`,
          password: "correct horse",
        }],
        ["PATCH", "/api/me", { name: text }],
        ["POST", "/api/login", { email: text, password: text }],
        ["POST", "/api/sessions", { name: text, endActive: true }],
        ["PATCH", path, { prompt: text, eyesOnMe: { text } }],
        ["PUT", `${path}/class-list`, { names: [{ name: short }] }],
        ["POST", `${path}/breakouts/rooms`, { names: [short] }],
        ["POST", "/api/templates", { name: text, instructions: text }],
        ["POST", "/api/quizzes/import", { text, keep: true }],
        ["POST", `${path}/resources`, { page: { name: text, text } }],
        ["POST", "/api/join", { code: session.code, name: text }],
        ["POST", "/api/join", { code: text, name: text }],
        ["POST", "/api/join", text],
        ["GET", `/${encodeURIComponent(text)}?${encodeURIComponent(text)}`],
        ["GET", `/api/sessions/${encodeURIComponent(text)}`],
        ["GET", `/api/quizzes/export?format=${encodeURIComponent(text)}`],
        ["POST", `/api/password-reset/${encodeURIComponent(text)}`, {
          password: text,
        }],
      ];
      const headers = {
        "user-agent": encodeURIComponent(text),
        referer: `http://x/${encodeURIComponent(text)}`,
      };
      for (const [method, at, body] of asked) {
        for (const who of [teacher, visitor]) {
          const { status } = await who.ask(method, at, body, headers);
          assert.ok(status < 500, `${method} ${at} ${status}`);
        }
      }
      const { code } = (await teacher.ask("GET", "/api/sessions"))
        .body.sessions[0];
      await visitor.ask("POST", "/api/join", { code, name: short });
    }
  } finally {
    await server.stop();
  }
  const logged = server.output();
  assert.ok(!logged.includes("wombat"), logged);
  const lines = logged.trimEnd().split("\n")
    .filter((it) => !it.startsWith("Listening on "));
  assert.ok(lines.length > 3);
  for (const it of lines) {
    const { at, level, event } = JSON.parse(it);
    assert.ok(!Number.isNaN(Date.parse(at)), it);
    assert.match(level, /^(info|warn)$/, it);
    assert.match(
      event,
      /^(started|stopping|stopped|session (began|ended)|passwords are easy to guess)$/,
    );
  }
});

Deno.test("without OTEL_DENO nothing is exported", async () => {
  const collector = startCollector();
  const { OTEL_DENO: _, ...others } = collector.env;
  const server = await startServer(others);
  const health = await fetch(server.url + "/api/health");
  await health.body?.cancel();
  await server.stop();
  await collector.end();
  assert.deepEqual(collector.bodies, []);
});

Deno.test("a silent collector delays neither the server's work nor its end (SYNC-15)", async () => {
  const silent = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const held: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const one of silent) held.push(one);
  })();
  const server = await startServer({
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${silent.addr.port}`,
    OTEL_METRIC_EXPORT_INTERVAL: "100",
  });
  const health = await fetch(server.url + "/api/health");
  assert.equal(health.status, 200);
  await health.body?.cancel();
  server.signal("SIGTERM");
  await eventually(
    () => Promise.resolve(server.output()),
    (output) => output.includes('"event":"stopped"'),
    "the server had let go of everything",
  );
  // Deno's exporter keeps the process running; the launcher ends it then.
  await server.kill();
  await server.stop();
  silent.close();
  await accepting;
  held.forEach((one) => one.close());
});

Deno.test("every route of the built server is counted by its name, without ids (O-2)", async () => {
  const routes = [...await routesIn("routes"), ...actNames.map(actPattern)];
  assert.ok(routes.length > 70, `${routes.length} routes`);
  const collector = startCollector();
  const server = await startServer(collector.env);
  const ids = new Set<string>();
  try {
    for (const route of routes) {
      const address = route.replaceAll("*", () => {
        const id = newId();
        ids.add(id);
        return id;
      });
      const answer = await fetch(server.url + address, { redirect: "manual" });
      await answer.body?.cancel();
    }
    await eventually(
      () => Promise.resolve(routes.filter((it) => !collector.has(`GET ${it}`))),
      (missing) => missing.length === 0,
      "all were counted",
    );
  } finally {
    await server.stop();
    await collector.end();
  }
  const exported = collector.text();
  assert.ok(ids.size > 70, "there are ids in the addresses");
  for (const id of ids) assert.ok(!exported.includes(id));
});

async function routesIn(folder: string, above = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const part = name.replace(/\.tsx?$/, "").replace(/^\[.*\]$/, "*");
    const isUnnamed = part === "index" || part.startsWith("(");
    const address = isUnnamed ? above : `${above}/${part}`;
    if (isDirectory) {
      found.push(...await routesIn(`${folder}/${name}`, address));
    } else if (!name.startsWith("_")) found.push(address || "/");
  }
  return found;
}

Deno.test("a route's name has no part of a specific address, and unknown routes have none (O-2)", () => {
  const names = new RouteNames([
    "(http)/_view.ts",
    "_app.tsx",
    "api",
    "api/_middleware.ts",
    "api/files/[...path].ts",
    "api/files/_uploads.ts",
    "api/password-reset/[token].ts",
    "api/sessions/[s]/members/[m]/allow.ts",
    "api/sessions/[s]/members/[m]/index.ts",
    "api/sessions/[s]/members/remove/index.ts",
    "index.tsx",
    "teacher/(desk)/account.tsx",
  ]);
  const table = {
    "/": "/",
    "/api/sessions/2sTzQ/members/ab": "/api/sessions/*/members/*",
    "/api/sessions/2sTzQ/members/ab/": "/api/sessions/*/members/*",
    "/api/sessions/2sTzQ/members/ab/allow": "/api/sessions/*/members/*/allow",
    "/api/sessions/2sTzQ/members/remove": "/api/sessions/*/members/remove",
    "/api/password-reset/secret": "/api/password-reset/*",
    "/api/files": "/api/files",
    "/api/files/ab": "/api/files/*",
    "/api/files/ab/cd": "/api/files/*",
    "/teacher/account": "/teacher/account",
    "/sync/abc": "/sync/*",
    "/sync/abc/room/main": "/sync/*",
    "/assets/index-a1.js": "/assets/*",
    "/sw.js": "/sw.js",
    "/amy": "/*",
    "/api": "/*",
    "/api/amy": "/*",
    "/api/sessions/2sTzQ/amy/allow": "/*",
    "/(http)/_view": "/*",
    "/teacher/(desk)/account": "/*",
    "": "/*",
  };
  for (const [address, name] of Object.entries(table)) {
    assert.equal(names.nameOf(address), name, address);
  }
});
