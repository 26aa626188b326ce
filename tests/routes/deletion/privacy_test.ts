import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { frame } from "texts/everywhere.ts";
import { privacy as t } from "texts/privacy.ts";
import {
  assistantText,
  callTexts,
  guardTexts,
  schoolSignInText,
  storageText,
} from "../../../routes/_privacy.ts";
import { sendRequest } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("the contact for students' questions follows the settings (O-4)", () => {
  assert.equal(assistantText({}, "demonstration"), t.demonstration);
  const key = { OPENAI_API_KEY: "sk-secret" };
  const openai = assistantText(key, "gpt");
  assert.ok(openai.includes("api.openai.com") && openai.includes("gpt"));
  const own = assistantText(
    { ...key, OPENAI_BASE_URL: "http://user:pw@models.school.example:1234/v1" },
    "tiny",
  );
  assert.ok(own.includes("models.school.example:1234"));
  for (const words of [openai, own]) {
    assert.ok(!words.includes("secret") && !words.includes("pw"));
  }
});

Deno.test("a local model is distinguished from a remote one (O-4)", () => {
  const model = "llama3.2";
  const context = { tokens: 8_000, letters: 30_000 };
  const words = (base: string) =>
    assistantText({ OPENAI_BASE_URL: `http://${base}/v1` }, model);
  for (
    const host of ["127.0.0.1:11434", "localhost:11434", "[::1]:8080"]
  ) assert.equal(words(host), t.here({ host, model, ...context }));
  for (
    const host of [
      "192.168.1.20:11434",
      "10.0.0.5",
      "172.31.2.3:1234",
      "[fd12:3456::1]:11434",
      "ollama:11434",
      "box.local",
    ]
  ) assert.equal(words(host), t.nearby({ host, model, ...context }));
  for (
    const host of [
      "models.school.example",
      "172.32.0.1",
      "11.0.0.1",
      "127.0.0.1.example.org",
      "10.example.org",
      "[2001:db8::1]",
      "local.example.com",
    ]
  ) assert.equal(words(host), t.provider({ host, model, ...context }));
});

Deno.test("the guard, its place and what happens without its answer are named (O-4, T-3)", () => {
  assert.deepEqual(guardTexts({ OPENAI_API_KEY: "sk-secret" }), []);
  const stops = ["hate/threatening", "self-harm", "spam", "*"];
  const kinds = { GUARD_STOPS: stops, GUARD_TIMEOUT: 7 };
  const all = { GUARD_MODEL: "small", ...kinds };
  const openai = guardTexts({ ...all, OPENAI_API_KEY: "sk-secret" });
  const own = guardTexts({
    ...all,
    OPENAI_API_KEY: "sk-secret",
    GUARD_BASE_URL: "http://lin:pw@10.0.0.7:8080/v1",
    GUARD_FAILS: "open",
  });
  const host = "10.0.0.7:8080";
  assert.deepEqual(own, [
    t.guard.read({ host, model: "small" }),
    t.guard.nearby,
    t.guard.stops({
      kinds: `${t.guard.kinds.hateThreatening}, ${t.guard.kinds.selfHarm}, ` +
        `spam and ${t.guard.kinds.all}`,
    }),
    t.guard.signals,
    t.guard.open({ seconds: 7 }),
  ]);
  assert.equal(openai[1], t.guard.provider({ host: "api.openai.com" }));
  assert.equal(openai[4], t.guard.closed({ seconds: 7 }));
  assert.ok(!/secret|pw/.test([...openai, ...own].join()));
});

Deno.test("the storage location is described without its credentials (O-4)", () => {
  assert.equal(storageText({}), t.disk);
  assert.equal(storageText({ KV_URL: "./elsewhere/kv" }), t.disk);
  const bucket = { S3_BUCKET: "b", S3_ENDPOINT: "https://s3.school.example" };
  const deploy = { DENO_DEPLOYMENT_ID: "d" };
  assert.equal(storageText(deploy), t.hosted);
  const where = "s3.school.example";
  assert.equal(
    storageText({ ...deploy, ...bucket }),
    t.hostedBucket({ where }),
  );
  assert.equal(storageText(bucket), t.bucket({ where: "s3.school.example" }));
  assert.equal(
    storageText({ S3_BUCKET: "b", S3_REGION: "eu-central-1" }),
    t.bucket({ where: "s3.eu-central-1.amazonaws.com" }),
  );
  const KV_URL = "postgres://user:pw@kv.school.example/homeroom";
  assert.equal(
    storageText({ KV_URL }),
    t.remote({ where: "kv.school.example" }),
  );
  assert.equal(storageText({ ...deploy, KV_URL }), storageText({ KV_URL }));
  assert.equal(
    storageText({ ...bucket, KV_URL }),
    t.remoteBucket({
      database: "kv.school.example",
      bucket: "s3.school.example",
    }),
  );
});

Deno.test("the sign-in provider is named if there is one (O-4, D-1)", () => {
  assert.equal(schoolSignInText({}), null);
  const OIDC_ISSUER = "https://id.school.example/realms/teachers";
  assert.equal(
    schoolSignInText({ OIDC_ISSUER }),
    t.schoolText({ host: "id.school.example", approval: 30 }),
  );
});

Deno.test("who sees whose address in a call follows the settings (O-4, K-4)", () => {
  assert.deepEqual(callTexts({}), [...t.callsText, t.callsMesh]);
  const turn = {
    TURN_URL: [
      "turn:turn.school.example:3478?transport=udp",
      "turn:turn.school.example:3478?transport=tcp",
      "turns:turn.school.example:5349",
    ],
    TURN_SECRET: "hidden",
  };
  const host = "turn.school.example:3478, turn.school.example:5349";
  assert.deepEqual(callTexts(turn), [
    ...t.callsText,
    t.callsMesh,
    t.callsTurn({ host }),
  ]);
  const LIVEKIT_URL = "ws://livekit.school.example:7880";
  assert.deepEqual(callTexts({ ...turn, LIVEKIT_URL }), [
    ...t.callsText,
    t.callsLivekit({ host: "livekit.school.example:7880" }),
    t.callsTurn({ host }),
  ]);
});

Deno.test("the data page is one click away, describes this server and loads nothing foreign (O-4)", async () => {
  await withSharedServer({ RETENTION_DAYS: "42" }, async (server) => {
    const signUp = {
      body: {
        email: `${crypto.randomUUID()}@example.org`,
        name: "Ms Lin",
        password: "correct horse",
      },
    };
    const { cookie } = await sendRequest(
      server,
      "POST",
      "/api/teachers",
      signUp,
    );
    const class4C = { body: { name: "4C" }, cookie };
    const made = await sendRequest(server, "POST", "/api/sessions", class4C);
    const { id, code } = made.json.session;
    const body = { code, name: "Amy" };
    const amy = await sendRequest(server, "POST", "/api/join", { body });
    const open = async (path: string, cookie = "") => {
      const answer = await fetch(server.url + path, { headers: { cookie } });
      return parseHTML(await answer.text()).document;
    };
    for (
      const page of [
        await open("/"),
        await open("/teacher/sessions", cookie),
        await open(`/teacher/sessions/${id}`, cookie),
        await open(`/class/${id}`, amy.cookie),
      ]
    ) {
      const link = page.querySelector('a[href="/privacy"]');
      assert.equal(link?.textContent?.trim(), frame.data, page.title);
    }
    const page = await open("/privacy");
    const words = page.body?.textContent?.replace(/\s+/g, " ") ?? "";
    for (
      const text of [t.heading, t.short.long({ days: 42 }), t.demonstration]
    ) {
      assert(words.includes(text), text);
    }
    for (const one of page.querySelectorAll("[src], link[href]")) {
      const from = one.getAttribute("src") ?? one.getAttribute("href") ?? "";
      const { origin } = new URL(from, server.url);
      assert(["null", new URL(server.url).origin].includes(origin), from);
    }
  });
});
