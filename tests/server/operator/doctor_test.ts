import assert from "node:assert/strict";
import { parseTurnUrl } from "../../../server/operator/checks.ts";
import { openBucket } from "../../bucket.ts";
import { MailServer } from "../../mail_server.ts";
import {
  GuardServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { oidcClient, startProvider } from "../../school_provider.ts";
import { startServer } from "../../server.ts";
import { runOperatorCommand } from "./operating.ts";
import { WebhookServer } from "../../webhook_server.ts";
import { startTurnServer } from "./turn_server.ts";

/** The printed lines, by the name of the check. */
function readLines(said: string): Record<string, string> {
  return Object.fromEntries(
    said.split("\n").flatMap((line) => {
      const [, state, name, text] =
        /^(\S+) +((?:\S+ )*\S+)  +(.*)$/.exec(line) ?? [];
      return state ? [[name, `${state}: ${text}`]] : [];
    }),
  );
}

Deno.test("the doctor finds nothing wrong where nothing is set up, and makes no folder", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const { code, said } = await runOperatorCommand(
      "doctor",
      `${dir}/data`,
      [],
    );
    assert.equal(code, 0, said);
    const lines = readLines(said);
    for (
      const name of [
        "mail",
        "alerts",
        "model",
        "guard",
        "bucket",
        "turn",
        "livekit",
      ]
    ) {
      assert.match(lines[name], /^-: Not set up/, said);
    }
    assert.match(lines["data folder"], /^\?: .* does not exist yet/);
    await assert.rejects(Deno.stat(`${dir}/data`), Deno.errors.NotFound);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("the doctor tries each service that is set up, says which fails and why, and prints no secret", async () => {
  const secret = "a-secret-that-no-line-shows";
  const server = await startServer();
  const school = await startProvider({});
  const model = startModelServer(() => streamWords(["Yes", "."]));
  const guard = new GuardServer({ "kill you": "self-harm" });
  const mail = await MailServer.open({
    login: { user: "lin", password: secret },
    tls: "none",
  });
  const webhook = WebhookServer.open();
  await using bucket = openBucket();
  await using turn = await startTurnServer(secret);
  const right: Record<string, string> = {
    BASE_URL: server.url,
    SMTP_URL: `smtp://lin:${secret}@127.0.0.1:${mail.port}`,
    MAIL_FROM: "homeroom@school.example",
    ...webhook.settings,
    OIDC_ISSUER: school.issuer,
    ...oidcClient,
    OIDC_DOMAINS: "school.example",
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: secret,
    GUARD_MODEL: "small",
    GUARD_BASE_URL: guard.url,
    GUARD_API_KEY: secret,
    GUARD_STOPS: "self-harm",
    S3_BUCKET: "uploads",
    S3_ENDPOINT: bucket.endpoint,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: secret,
    TURN_URL: turn.urls,
    TURN_SECRET: secret,
  };
  const examine = (env: Record<string, string>) =>
    runOperatorCommand("doctor", server.dataDir, [], [], { ...right, ...env });
  try {
    const well = await examine({});
    assert.equal(well.code, 0, well.said);
    const lines = readLines(well.said);
    const working = [
      ...["settings", "data folder", "database", "server", "address"],
      ...[
        "sockets",
        "bucket",
        "mail",
        "alerts",
        "school sign-in",
        "model",
        "guard",
      ],
      "turn",
    ];
    for (const name of working) assert.match(lines[name], /^ok: /, well.said);
    assert.equal(bucket.objects.size, 0, "its object is deleted");
    assert.deepEqual(mail.mails, [], "it sends no mail");
    const [test, ...more] = webhook.messages;
    assert(webhook.isSigned(test) && JSON.parse(test.body).type === "test");
    assert.deepEqual(more, []);

    // Each entry breaks one service; the others still work.
    const broken: [check: string, env: Record<string, string>, RegExp][] = [
      ["mail", { SMTP_URL: right.SMTP_URL.replace(secret, "x") }, /EAUTH/],
      ["alerts", { SAFETY_WEBHOOK: "http://127.0.0.1:9/x" }, /\(network\)/],
      ["turn", { TURN_SECRET: "another" }, /refuses with 401/],
      ["address", { BASE_URL: model.url.replace("/v1", "") }, /No Homeroom/],
      ["model", { OPENAI_BASE_URL: server.url }, /OPENAI_BASE_URL/],
      ["guard", { GUARD_STOPS: "self-harm,gambling" }, /knows no gambling/],
      ["guard", { GUARD_BASE_URL: server.url }, /GUARD_BASE_URL/],
      ["school sign-in", { OIDC_ISSUER: server.url }, /can’t work/],
      ["bucket", { S3_ENDPOINT: "http://127.0.0.1:9" }, /ECONNREFUSED/],
    ];
    for (const [check, env, why] of broken) {
      const { code, said } = await examine(env);
      assert.equal(code, 1, said);
      const line = readLines(said)[check];
      assert.match(line, /^FAILS: /, said);
      assert.match(line, why);
      assert.ok(!said.includes(secret), said);
    }
    assert.ok(!well.said.includes(secret));
  } finally {
    await Promise.all([
      server.stop(),
      school.stop(),
      model.stop(),
      guard.stop(),
      mail.close(),
      webhook.close(),
    ]);
  }
});

Deno.test("TURN addresses have the usual port of their scheme and transport", () => {
  const cases: [string, string, number, string][] = [
    ["turn:turn.example.org", "turn.example.org", 3478, "udp"],
    ["turn:turn.example.org:80?transport=tcp", "turn.example.org", 80, "tcp"],
    ["turn:[2001:db8::1]:3478?transport=udp", "2001:db8::1", 3478, "udp"],
    ["turns:turn.example.org", "turn.example.org", 5349, "tls"],
    ["TURNS:turn.example.org:443", "turn.example.org", 443, "tls"],
  ];
  for (const [url, host, port, transport] of cases) {
    assert.deepEqual(parseTurnUrl(url), { host, port, transport }, url);
  }
});
