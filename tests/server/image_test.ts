/**
 * The folder of the container image (`server/image.ts`), where nobody can write: the server starts there with each
 * setting of docs/settings.md, and each command runs.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { commands } from "../../server/commands.ts";
import { openBucket } from "../bucket.ts";
import { runAndReadOutput } from "../program.ts";
import { readCodeBlocks, replaceValues } from "../real/deploy_document.ts";
import {
  postgresProgramFolder,
  type PostgresServer,
  startPostgres,
} from "../postgres.ts";

/** Without privileges, as in the image; root could write into the folder. */
const nobody = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};

const folder = await Deno.makeTempDir({ prefix: "homeroom-image-" });
const image = `${folder}/image`;
const deno = `${folder}/deno`;

let cache: string;
let postgres: PostgresServer | null = null;
const bucket = openBucket();

Deno.test.beforeAll(async () => {
  await Deno.chmod(folder, 0o755);
  await runAndReadOutput(
    new URL("../../server/image.ts", import.meta.url),
    image,
  );
  await setWritable(image, false);
  // The program of the tests may be in a folder of root's.
  await Deno.link(Deno.execPath(), deno)
    .catch(() => Deno.copyFile(Deno.execPath(), deno));
  cache = await makeDataDir();
  if (postgresProgramFolder) postgres = await startPostgres();
});
Deno.test.afterAll(async () => {
  await postgres?.stop();
  await bucket[Symbol.asyncDispose]();
  await setWritable(image, true);
  await Deno.remove(folder, { recursive: true });
});

async function setWritable(path: string, isWritable: boolean): Promise<void> {
  const change = isWritable ? "u+w" : "a-w";
  await new Deno.Command("chmod", { args: ["-R", change, path] }).output();
}

interface Ended {
  code: number;
  said: string;
}

/** Runs a task in the image. Where the output says `until`, the task gets SIGTERM. */
async function runTask(
  args: readonly string[],
  env: Record<string, string>,
  until?: RegExp,
): Promise<Ended> {
  const has = (asset: string) =>
    existsSync(`${image}/.output/public/assets/${asset}`);
  const child = new Deno.Command(deno, {
    args: ["task", ...args],
    cwd: image,
    clearEnv: true,
    env: {
      PATH: "/usr/bin:/bin",
      DENO_DIR: cache,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      PORT: "0",
      HOST: "127.0.0.1",
      ...has("en-XA") && { PSEUDOLOCALES: "1" },
      ...has("pieces.txt") && { PIECES: "1" },
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...nobody,
  }).spawn();
  let said = "", isEnding = false;
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (isEnding || !until?.test(said)) continue;
      isEnding = true;
      child.kill("SIGTERM");
    }
  };
  const [{ code }] = await Promise.all([
    child.status,
    read(child.stdout),
    read(child.stderr),
  ]);
  return { code, said };
}

async function makeDataDir(): Promise<string> {
  const data = await Deno.makeTempDir({ dir: folder });
  if (nobody.uid) await Deno.chown(data, nobody.uid, nobody.gid);
  return data;
}

/** A value of each setting that is no number. */
const examples: Record<string, string> = {
  HOST: "127.0.0.1",
  PORT: "0",
  BASE_URL: "https://class.example.org",
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "homeroom@school.example",
  TURN_URL: "turn:127.0.0.1:1",
  TURN_SECRET: "secret",
  LIVEKIT_URL: "ws://127.0.0.1:1",
  LIVEKIT_API_KEY: "key",
  LIVEKIT_API_SECRET: "a secret of LiveKit that is long enough",
  S3_BUCKET: "files",
  S3_REGION: "eu-west-1",
  S3_ENDPOINT: bucket.endpoint,
  AWS_ACCESS_KEY_ID: "key",
  AWS_SECRET_ACCESS_KEY: "secret",
  OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
  OPENAI_API_KEY: "key",
  OPENAI_MODEL: "small",
  OPENAI_CONCURRENCY: "4",
  GUARD_MODEL: "small",
  GUARD_API: "chat",
  GUARD_BASE_URL: "http://127.0.0.1:1/v1",
  GUARD_API_KEY: "key",
  GUARD_STOPS: "self-harm",
  GUARD_FAILS: "open",
  GUARD_CONCURRENCY: "4",
  HELP_TEXT: "Ms Lin, room 12",
  SIGN_UP: "closed",
  OIDC_ISSUER: "http://localhost:1",
  OIDC_CLIENT_ID: "homeroom",
  OIDC_CLIENT_SECRET: "secret",
  OIDC_DOMAINS: "school.example",
  OIDC_CLAIM: "groups=teachers",
  OIDC_HOSTS: "keys.example.org",
  PASSWORDS: "off",
  TEACHER_PLAN: "granted",
  SAFETY_MAIL: "safety@school.example",
  SAFETY_WEBHOOK: "http://localhost:1/alerts",
  SAFETY_WEBHOOK_SECRET: btoa("0123456789abcdef0123456789abcdef"),
  WORRYING_WORDS: "the old mill",
  OPERATORS: "admin@school.example",
  METRICS: "on",
  NEWER_DATA: "open",
  METRICS_TOKEN: "0123456789abcdef",
};

/** Further settings that settings need, by the beginning of their names. */
const needs: [beginning: string, others: string[]][] = [
  ["SMTP_URL", ["MAIL_FROM", "BASE_URL"]],
  ["MAIL_FROM", ["SMTP_URL"]],
  ["TURN_", ["TURN_URL", "TURN_SECRET"]],
  ["LIVEKIT_", ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"]],
  ["S3_", ["S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]],
  ["GUARD_", ["GUARD_MODEL", "GUARD_BASE_URL"]],
  ["OIDC_", [
    ...["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
    ...["OIDC_DOMAINS"],
  ]],
  ["PASSWORDS", ["OIDC_ISSUER"]],
  ["SAFETY_MAIL", ["SMTP_URL"]],
  ["SAFETY_WEBHOOK", ["SAFETY_WEBHOOK", "SAFETY_WEBHOOK_SECRET", "BASE_URL"]],
  ["METRICS_TOKEN", ["METRICS"]],
];

interface Row {
  readonly names: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Numbers can't ask for anything that another start lacks, so they share one. */
  readonly isNumeric: boolean;
}

/** The rows of docs/settings.md, each with a value for its settings and for what those need. */
async function readRows(): Promise<Row[]> {
  const page = await Deno.readTextFile("docs/settings.md");
  return page.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [cell, without] = line.slice(1).split("|");
      const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
      const defaults = without.trim().split(/, /)
        .map((it) => it.replaceAll(/[`,]/g, ""));
      const env: Record<string, string> = {};
      const add = (name: string) => {
        if (name in env || ["DATA_DIR", "KV_URL", "MOVE_TO"].includes(name)) {
          return;
        }
        const usual = defaults[names.indexOf(name)] ?? "";
        const value = examples[name] ?? (/^\d+$/.test(usual) ? usual : null);
        assert(value !== null, `the test has no value for ${name}`);
        env[name] = value;
        for (const [beginning, others] of needs) {
          if (name.startsWith(beginning)) others.forEach(add);
        }
      };
      names.forEach(add);
      const isNumeric = names.every((name) => !(name in examples)) &&
        Object.keys(env).length === names.length;
      return { names, env, isNumeric };
    });
}

async function startsWith(
  label: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const DATA_DIR = env.DATA_DIR ?? await makeDataDir();
  const { code, said } = await runTask(
    ["start"],
    { DATA_DIR, ...env },
    /Listening on/,
  );
  assert.equal(code, 0, `${label}: ${said}`);
  assert.match(said, /Listening on/, label);
}

Deno.test("the image's folder, which nobody can write, starts with each setting", async () => {
  const rows = await readRows();
  const numeric = rows.filter(({ isNumeric }) => isNumeric);
  const starts: [string, Record<string, string>][] = [
    ["numbers", Object.assign({}, ...numeric.map(({ env }) => env))],
    ...rows.filter(({ isNumeric }) => !isNumeric)
      .map(({ names, env }) =>
        [names.join(", "), { ...env }] as [string, Record<string, string>]
      ),
  ];
  assert(starts.length > 20, `${starts.length} starts`);
  for (const [name, env] of starts) {
    if (name === "MOVE_TO") env.MOVE_TO = `${await makeDataDir()}/new.kv`;
    if (name !== "KV_URL") continue;
    env.KV_URL = postgres
      ? await postgres.makeSchema()
      : `${await makeDataDir()}/elsewhere.kv`;
  }
  // Two at once: a start waits for the disk as long as it computes.
  const left = starts[Symbol.iterator]();
  const lane = async () => {
    for (const [name, env] of left) await startsWith(name, env);
  };
  await Promise.all([lane(), lane()]);
});

Deno.test("each command runs in the image's folder, which nobody can write", async () => {
  const DATA_DIR = await makeDataDir();
  await startsWith("first", { DATA_DIR });
  const made = await runTask(["backup", `${DATA_DIR}/backup`], { DATA_DIR });
  assert.equal(made.code, 0, made.said);
  const email = "lin@school.example";
  const oidc = Object.fromEntries(
    Object.entries(examples).filter(([name]) => name.startsWith("OIDC_")),
  );
  /** The arguments of each command, and its output. */
  const cases: Record<
    string,
    [args: string[], says: RegExp, env?: Record<string, string>]
  > = {
    start: [["--help"], /Usage: homeroom start/],
    demo: [[], /The lesson has started/],
    backup: [[`${DATA_DIR}/another`], /The backup is in/],
    restore: [[`${DATA_DIR}/backup`, "--yes"], /Restored\./],
    move: [[`${DATA_DIR}/moved.kv`], /entries are in/],
    "move-files": [["bucket"], /0 files are in files/, {
      S3_BUCKET: "files",
      S3_ENDPOINT: bucket.endpoint,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    }],
    accounts: [[], /0 accounts/],
    grant: [[email], /No account has the address/],
    "reset-link": [[email], /No account has the address/],
    "link-account": [[email], /No account has the address/, oidc],
    doctor: [[], /Nothing fails/],
  };
  assert.deepEqual(Object.keys(cases).sort(), Object.keys(commands).sort());
  for (const [name, [args, says, env]] of Object.entries(cases)) {
    const { said } = await runTask(
      [name, ...args],
      { DATA_DIR, ...env },
      name === "demo" ? says : undefined,
    );
    assert.match(said, says, name);
    // The task itself and the command line's own name for it are the same.
    const help = await runTask(["homeroom", name, "--help"], { DATA_DIR });
    assert.equal(help.code, 0, help.said);
  }
});

Deno.test("the program of docs/deploy/systemd.md finds its tools with the PATH that cron gives", async () => {
  if (!nobody.uid) {
    console.log("not run without root: the program for commands of a service");
    return;
  }
  const DATA_DIR = await makeDataDir();
  const settings = `${folder}/homeroom.env`;
  await Deno.writeTextFile(settings, `DATA_DIR='${DATA_DIR}'\n`);
  const [program] = readCodeBlocks("systemd", "sh")
    .flatMap((block) => /<<'END'\n(.*?)^END$/ms.exec(block)?.[1] ?? []);
  const here = replaceValues(program, {
    "/etc/homeroom.env": settings,
    "/var/cache/homeroom": cache,
    "/srv/homeroom": image,
    "-u homeroom": "-u nobody",
    "./deno": deno,
  });
  const run = async (command: string) => {
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", here, "homeroom", command],
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    return text.decode(stdout) + text.decode(stderr);
  };
  assert.match(await run("doctor"), /sudo homeroom start makes it/);
  assert.match(await run("accounts"), /There is no file/);
});

Deno.test("in the image the doctor has what it takes to try everything", async () => {
  const KV_URL = postgres ? { KV_URL: await postgres.makeSchema() } : undefined;
  const DATA_DIR = await makeDataDir();
  const { said } = await runTask(["doctor"], {
    DATA_DIR,
    ...examples,
    ...KV_URL,
    BASE_URL: "http://127.0.0.1:1",
    TRUST_PROXY: "1",
  });
  const lines = said.split("\n");
  assert(lines.some((line) => /^ok +bucket/.test(line)), said);
  if (KV_URL) assert(lines.some((line) => /^ok +database/.test(line)), said);
  for (const line of lines) {
    assert.doesNotMatch(line, /import map|matching package|broke off/);
  }
  assert.doesNotMatch(said, /^- .*is not set/m, "each is set up");
});
