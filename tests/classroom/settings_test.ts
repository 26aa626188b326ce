/** The settings: what is taken, and what a wrong one says. */
import assert from "node:assert/strict";
import { readSettings, WrongSettings } from "../../classroom/settings.ts";

Deno.test("Without an environment the settings are those of the documentation", () => {
  const settings = readSettings({});
  assert.equal(settings.PORT, 8000);
  assert.equal(settings.DATA_DIR, "./data");
  assert.equal(settings.TRUST_PROXY, 0);
  assert.equal(settings.TEACHER_PLAN, "everyone");
  assert.equal(settings.SIGN_UP, "open");
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
  S3_ENDPOINT: "bucket",
  OPENAI_BASE_URL: "ftp://example.org",
  OPENAI_CONCURRENCY: "0",
  OPENAI_TIMEOUT: "2 minutes",
};

for (const [name, value] of Object.entries(wrong)) {
  Deno.test(`A wrong ${name} stops the start with a sentence that names it`, () => {
    assert.throws(
      () => readSettings({ [name]: value }),
      (error) =>
        error instanceof WrongSettings && error.message.includes(name) &&
        error.message.includes(value),
    );
  });
}

Deno.test("A bucket without what opens it stops the start", () => {
  const opens = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };
  for (const name of Object.keys(opens)) {
    assert.throws(
      () => readSettings({ ...opens, S3_BUCKET: "files", [name]: undefined }),
      new WrongSettings(`The setting ${name} must be set where S3_BUCKET is.`),
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

Deno.test("KV_URL is a path or a server's address", () => {
  for (const KV_URL of ["./kv", "/srv/a:b", ":memory:", "https://kv.example"]) {
    assert.equal(readSettings({ KV_URL }).KV_URL, KV_URL);
  }
});

Deno.test("BASE_URL is kept as an origin", () => {
  const { BASE_URL } = readSettings({ BASE_URL: "https://Class.Example.org/" });
  assert.equal(BASE_URL, "https://class.example.org");
});
