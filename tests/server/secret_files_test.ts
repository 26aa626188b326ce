import assert from "node:assert/strict";
import { readSettings, secretNames } from "../../classroom/settings.ts";
import { readSecretFiles } from "../../server/secret_files.ts";

async function withFile(
  text: string,
  check: (path: string) => void | Promise<void>,
) {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    await check(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("each secret can be given by a file, without the line end after it", () =>
  withFile("smtps://user:p%C3%A4ss@mail.example.org\n", (path) => {
    for (const name of secretNames) {
      const env: Record<string, string | undefined> = {
        [`${name}_FILE`]: path,
        PORT: "8000",
      };
      readSecretFiles(env);
      assert.deepEqual(env, {
        [name]: "smtps://user:p%C3%A4ss@mail.example.org",
        PORT: "8000",
      });
    }
    const env = {
      SMTP_URL_FILE: path,
      MAIL_FROM: "homeroom@mail.example.org",
      BASE_URL: "https://a.example",
    };
    readSecretFiles(env);
    assert.equal(
      readSettings(env).SMTP_URL,
      "smtps://user:p%C3%A4ss@mail.example.org",
    );
  }));

Deno.test("a secret that is given twice, empty or unreadable is a sentence that names its setting", () =>
  withFile(" \n", (path) => {
    const env = {
      OPENAI_API_KEY: "key",
      OPENAI_API_KEY_FILE: path,
      TURN_SECRET_FILE: path,
      METRICS_TOKEN_FILE: `${path}-missing`,
    };
    assert.throws(() => readSecretFiles(env), (error: Error) => {
      const [twice, empty, missing] = error.message.split("\n").sort();
      const sentences = [twice, empty, missing].join("\n");
      assert.match(
        sentences,
        /OPENAI_API_KEY and OPENAI_API_KEY_FILE are both/,
      );
      assert.match(sentences, /TURN_SECRET_FILE names the file .* is empty/);
      assert.match(sentences, /METRICS_TOKEN_FILE .* can’t be read/);
      return true;
    });
  }));

Deno.test("without such files, the environment stays as it is", () => {
  const env = { OPENAI_API_KEY: "key", SOMETHING_FILE: "/nowhere" };
  readSecretFiles(env);
  assert.deepEqual(env, { OPENAI_API_KEY: "key", SOMETHING_FILE: "/nowhere" });
});
