import assert from "node:assert/strict";
import { parseSmtpServer } from "../../classroom/mail_settings.ts";
import {
  InvalidSettingsError,
  readSettings,
  shownPlace,
  shownSettings,
} from "../../classroom/settings.ts";
import { denoArguments } from "../../server/permissions.ts";

Deno.test("without an environment the settings equal the documentation", () => {
  const settings = readSettings({});
  assert.equal(settings.PORT, 8000);
  assert.equal(settings.DATA_DIR, "./data");
  assert.equal(settings.TRUST_PROXY, 0);
  assert.equal(settings.TEACHER_PLAN, "everyone");
  assert.equal(settings.SIGN_UP, "open");
  assert.equal(settings.PASSWORD_COST, 15);
  assert.equal(settings.RETENTION_DAYS, 365);
  assert.equal(settings.OPENAI_CONCURRENCY, undefined);
  assert.equal(settings.OPENAI_TIMEOUT, 60);
  assert.deepEqual(readSettings({ PORT: "", BASE_URL: " " }), settings);
});

const wrong: Record<string, string> = {
  PORT: "70000",
  HOST: "http://0.0.0.0",
  DATA_DIR: "./data, old",
  KV_URL: "ftp://kv.example.org",
  TRUST_PROXY: "-1",
  TEACHER_PLAN: "some",
  SIGN_UP: "maybe",
  RETENTION_DAYS: "0",
  BASE_URL: "https://example.org/class",
  MAIL_FROM: "Our School",
  S3_ENDPOINT: "bucket",
  TURN_URL: "turn.example.org:3478",
  OPERATORS: "admin@school.example, somebody",
  LIVEKIT_URL: "https://livekit.example.org",
  OPENAI_BASE_URL: "ftp://example.org",
  OPENAI_CONCURRENCY: "0",
  OPENAI_TIMEOUT: "2 minutes",
  GUARD_API: "classifier",
  GUARD_BASE_URL: "guard.example.org",
  GUARD_FAILS: "maybe",
  GUARD_STOPS: "self-harm; hate",
  GUARD_TIMEOUT: "0",
  GUARD_CONCURRENCY: "none",
  PASSWORD_COST: "9",
};

for (const [name, value] of Object.entries(wrong)) {
  Deno.test(`a wrong ${name} stops the start with a sentence that names it`, () => {
    assert.throws(
      () => readSettings({ [name]: value }),
      (error) =>
        error instanceof InvalidSettingsError && error.message.includes(name) &&
        error.message.includes(value),
    );
  });
}

Deno.test("a guard's settings without its model, or without an address, stop the start (T-3)", () => {
  const guard = { GUARD_MODEL: "small" };
  for (const name of ["BASE_URL", "API_KEY", "CONCURRENCY"]) {
    assert.throws(
      () =>
        readSettings({
          [`GUARD_${name}`]: name === "CONCURRENCY" ? "1" : "http://x.example",
        }),
      new InvalidSettingsError(
        `The setting GUARD_MODEL must be set if GUARD_${name} is.`,
      ),
    );
  }
  assert.throws(
    () => readSettings(guard),
    new InvalidSettingsError(
      "The setting GUARD_BASE_URL must be set if GUARD_MODEL is.",
    ),
  );
  const key = readSettings({ ...guard, OPENAI_API_KEY: "key" });
  assert.deepEqual(
    [key.GUARD_API, key.GUARD_FAILS, key.GUARD_STOPS.includes("self-harm")],
    ["moderations", "closed", true],
  );
  const own = { ...guard, GUARD_STOPS: "hate, *", HELP_TEXT: "Call 555" };
  const { GUARD_STOPS } = readSettings({ ...own, GUARD_API_KEY: "key" });
  assert.deepEqual(GUARD_STOPS, ["hate", "*"]);
});

Deno.test("a bucket without its keys stops the start", () => {
  const opens = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };
  for (const name of Object.keys(opens)) {
    assert.throws(
      () => readSettings({ ...opens, S3_BUCKET: "files", [name]: undefined }),
      new InvalidSettingsError(
        `The setting ${name} must be set if S3_BUCKET is.`,
      ),
    );
  }
  assert.equal(
    readSettings({ ...opens, S3_BUCKET: "files" }).S3_BUCKET,
    "files",
  );
  assert.equal(
    readSettings({ S3_REGION: "eu-central-1" }).S3_BUCKET,
    undefined,
  );
});

Deno.test("settings of calls are set together or not at all (K-3)", () => {
  const turn = {
    TURN_URL:
      "turn:turn.example.org:3478?transport=udp, turns:[2001:db8::7]:5349",
    TURN_SECRET: "secret",
  };
  const livekit = {
    LIVEKIT_URL: "ws://livekit:7880",
    LIVEKIT_API_KEY: "key",
    LIVEKIT_API_SECRET: "secret",
  };
  for (const all of [turn, livekit]) {
    const names = Object.keys(all);
    for (const name of names) {
      const [other] = names.filter((it) => it !== name);
      assert.throws(
        () => readSettings({ ...all, [name]: undefined }),
        (error) =>
          error instanceof InvalidSettingsError &&
          error.message ===
            `The setting ${name} must be set if ${other} is.`,
      );
    }
  }
  assert.deepEqual(readSettings({ ...turn, ...livekit }).TURN_URL, [
    "turn:turn.example.org:3478?transport=udp",
    "turns:[2001:db8::7]:5349",
  ]);
  for (
    const TURN_URL of [
      "turn:",
      "stun:turn.example.org",
      "turn:turn.example.org?transport=tls",
      "turn:lin@turn.example.org",
    ]
  ) {
    assert.throws(
      () => readSettings({ ...turn, TURN_URL }),
      InvalidSettingsError,
      TURN_URL,
    );
  }
  for (
    const LIVEKIT_URL of [
      "livekit:7880",
      "ws://lin:secret@livekit",
      "ws://a,b",
      "ws://livekit/?token=x",
    ]
  ) {
    assert.throws(
      () => readSettings({ ...livekit, LIVEKIT_URL }),
      InvalidSettingsError,
      LIVEKIT_URL,
    );
  }
});

Deno.test("the server may ask the LiveKit server, and no TURN server (K-3)", () => {
  const net = (more: Record<string, string>) =>
    denoArguments(
      readSettings({
        ...more,
        LIVEKIT_API_KEY: "key",
        LIVEKIT_API_SECRET: "secret",
        TURN_URL: "turn:turn.example.org",
        TURN_SECRET: "secret",
      }),
      "/srv",
    ).find((it) => it.startsWith("--allow-net"));
  const own = "--allow-net=0.0.0.0:8000";
  for (
    const [LIVEKIT_URL, host] of [
      ["ws://livekit:7880", "livekit:7880"],
      ["ws://livekit", "livekit:80"],
      ["wss://livekit.example.org/", "livekit.example.org:443"],
      ["ws://[::1]:7880", "[::1]:7880"],
    ]
  ) assert.equal(net({ LIVEKIT_URL }), `${own},${host}`);
});

Deno.test("the server may reach the guard, and no more for it (T-3)", () => {
  const net = (more: Record<string, string>) =>
    denoArguments(readSettings({ GUARD_MODEL: "small", ...more }), "/srv")
      .find((it) => it.startsWith("--allow-net"));
  const own = "--allow-net=0.0.0.0:8000";
  const key = { OPENAI_API_KEY: "key" }, guard = { GUARD_API_KEY: "key" };
  const base = { GUARD_BASE_URL: "http://10.0.0.7:8080/v1" };
  const model = { OPENAI_BASE_URL: "http://10.0.0.8:11434/v1" };
  for (
    const [more, hosts] of [
      [key, "api.openai.com"],
      [guard, "api.openai.com"],
      [{ ...key, ...base }, "api.openai.com,10.0.0.7:8080"],
      [{ ...guard, ...base }, "10.0.0.7:8080"],
      [model, "10.0.0.8:11434"],
      [{ ...model, ...guard }, "10.0.0.8:11434"],
    ] as const
  ) assert.equal(net(more), `${own},${hosts}`);
});

Deno.test("a mail server without a sender, or without the address that links lead to, stops the start (D-2)", () => {
  const mail = {
    SMTP_URL: "smtps://lin:secret@mail.example.org",
    MAIL_FROM: "Our School <homeroom@school.example>",
    BASE_URL: "https://class.example.org",
  };
  assert.equal(readSettings(mail).SMTP_URL, mail.SMTP_URL);
  for (const name of ["MAIL_FROM", "BASE_URL"]) {
    assert.throws(
      () => readSettings({ ...mail, [name]: undefined }),
      new InvalidSettingsError(
        `The setting ${name} must be set if SMTP_URL is.`,
      ),
    );
  }
});

Deno.test("a wrong SMTP_URL stops the start without being printed, since it may hold a password (D-2)", () => {
  for (
    const SMTP_URL of [
      "mail.example.org",
      "https://mail.example.org",
      "smtp://lin@mail.example.org",
      "smtp://lin:secret%zz@mail.example.org",
      "smtp://mail.example.org/inbox",
      "smtp://mail.example.org?tls=no",
      "smtps://mail.example.org?ignoreTLS",
      "smtp://mail,example.org",
      "smtp://:587",
    ]
  ) {
    assert.throws(
      () => readSettings({ SMTP_URL }),
      (error) =>
        error instanceof InvalidSettingsError &&
        error.message.includes("SMTP_URL") &&
        !error.message.includes("(it is"),
    );
  }
});

Deno.test("a wrong address is printed without its password", () => {
  const wrong = {
    KV_URL: "redis://lin:se/cr@t@kv.example.org",
    S3_ENDPOINT: "ftp://lin:secret@files.example.org",
    OPENAI_BASE_URL: "htps://lin:secret@model.example.org",
    BASE_URL: "https://lin:secret@class.example.org/path",
    OIDC_ISSUER: "https://lin:secret@id.example.org",
  };
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(
      () => readSettings({ [name]: value }),
      (error) =>
        error instanceof InvalidSettingsError && error.message.includes(name) &&
        error.message.includes("//…@") && !/lin|cr/.test(error.message),
    );
  }
});

Deno.test("mail is sent over TLS, to this machine, or in the clear if so set (D-2)", () => {
  const read = (url: string) => {
    const { host, port, tls, login } = parseSmtpServer(url)!;
    return `${host} ${port} ${tls} ${login?.user ?? ""} ${
      login?.password ?? ""
    }`.trim();
  };
  const all: Record<string, string> = {
    "smtps://lin:p%40ss@mail.example.org":
      "mail.example.org 465 wrapped lin p@ss",
    "smtp://mail.example.org": "mail.example.org 587 upgraded",
    "smtp://mail.example.org:25/?ignoreTLS": "mail.example.org 25 none",
    "smtp://localhost:2525": "localhost 2525 none",
    "smtp://127.0.0.1": "127.0.0.1 587 none",
    "smtp://[::1]:25": "::1 25 none",
    "smtp://127.0.0.1.example.org": "127.0.0.1.example.org 587 upgraded",
  };
  for (const [url, expected] of Object.entries(all)) {
    assert.equal(read(url), expected);
  }
});

Deno.test("KV_URL is a path or a PostgreSQL address, printed without its password", () => {
  const shown: Record<string, string> = {
    "./kv": "./kv",
    "/srv/a:b": "/srv/a:b",
    ":memory:": ":memory:",
    "postgres://lin:s%40t@db.example:5433/homeroom?sslmode=verify-full":
      "postgres://db.example:5433/homeroom",
    "postgresql://db.example/homeroom": "postgresql://db.example/homeroom",
  };
  for (const [KV_URL, expected] of Object.entries(shown)) {
    assert.equal(readSettings({ KV_URL }).KV_URL, KV_URL);
    assert.equal(shownPlace(KV_URL), expected);
  }
  for (const KV_URL of ["https://kv.example", "postgres:///homeroom"]) {
    assert.throws(() => readSettings({ KV_URL }), /KV_URL must be a path/);
  }
});

Deno.test("BASE_URL is kept as an origin", () => {
  const { BASE_URL } = readSettings({ BASE_URL: "https://Class.Example.org/" });
  assert.equal(BASE_URL, "https://class.example.org");
});

Deno.test("operators see every setting, but no secret and no password of an address (O-5)", () => {
  const secret = "never-shown-0123456789";
  const shown = shownSettings(readSettings({
    SMTP_URL: `smtps://user:${secret}@mail.example.org`,
    MAIL_FROM: "homeroom@example.org",
    BASE_URL: "https://class.example.org",
    KV_URL: `postgres://user:${secret}@db.example.org/homeroom`,
    S3_BUCKET: "files",
    AWS_ACCESS_KEY_ID: secret,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: secret,
    S3_ENDPOINT: `https://user:${secret}@s3.example.org`,
    TURN_URL: "turn:turn.example.org",
    TURN_SECRET: secret,
    LIVEKIT_URL: "wss://calls.example.org",
    LIVEKIT_API_KEY: secret,
    LIVEKIT_API_SECRET: secret,
    OPENAI_BASE_URL: `https://user:${secret}@model.example.org`,
    OPENAI_API_KEY: secret,
    GUARD_MODEL: "small",
    GUARD_BASE_URL: `https://user:${secret}@guard.example.org`,
    GUARD_API_KEY: secret,
    OIDC_ISSUER: "https://school.example.org",
    OIDC_CLIENT_ID: "homeroom",
    OIDC_CLIENT_SECRET: secret,
    OIDC_CLAIM: "groups=teachers",
    METRICS: "on",
    METRICS_TOKEN: secret,
  }));
  assert.ok(!JSON.stringify(shown).includes(secret));
  const value = (name: string) => shown.find((it) => it.name === name)!.value;
  assert.deepEqual(value("TURN_SECRET"), { hidden: true });
  assert.deepEqual(value("GUARD_API_KEY"), { hidden: true });
  assert.equal(value("KV_URL"), "postgres://db.example.org/homeroom");
  assert.equal(value("OIDC_CLAIM"), "groups=teachers");
  assert.equal(value("ASSISTANT_SERVER_TOKENS"), "20000000");
  assert.equal(value("TURN_URL"), "turn:turn.example.org");
  assert.equal(value("OPERATORS"), null);
  const usual = shown.filter(({ isUsual }) => isUsual).map(({ name }) => name);
  assert.ok(usual.includes("PORT") && !usual.includes("METRICS"));
});
