/**
 * Three Homerooms over one PostgreSQL behind round-robin nginx without sticky sessions. Files are in a real S3 bucket,
 * or in the tests' fake.
 */
import assert from "node:assert/strict";
import { openBucket } from "../bucket.ts";
import { openPostgresKv } from "../../sync/kv/postgres/open_postgres.ts";
import { createSession, eventually, signUp, Visitor } from "../people.ts";
import { type PostgresServer, startPostgres } from "../postgres.ts";
import { runOperatorCommand } from "../server/operator/operating.ts";
import { testHost } from "./authority.ts";
import type { RunningProxy } from "./front.ts";
import { launchApp, type LaunchedApp, restartApp } from "./launched.ts";
import {
  assertLargeFileResumes,
  assertStreamedWords,
  chatDuring,
  startPausingModel,
  withLesson,
} from "./lesson.ts";
import { startNginx } from "./nginx.ts";
import { findVersion, freePorts } from "./programs.ts";
import { startS3 } from "./s3_server.ts";

const model = startPausingModel();
const [port] = freePorts(1);
const folder = await Deno.makeTempDir({ prefix: "homeroom-several-" });
const BASE_URL = `https://${testHost}:${port}`;

let postgres: PostgresServer, KV_URL: string;
let apps: LaunchedApp[] = [], front: RunningProxy;
let bucket: { settings: Record<string, string>; stop(): Promise<void> };
let settings: Record<string, string>;

Deno.test.beforeAll(async () => {
  postgres = await startPostgres();
  KV_URL = await postgres.makeSchema();
  bucket = await findVersion("versitygw") ? await startS3() : standIn();
  settings = {
    KV_URL,
    ...bucket.settings,
    BASE_URL,
    TRUST_PROXY: "1",
    OPENAI_BASE_URL: model.url,
  };
  apps = await Promise.all([1, 2, 3].map(() => launchApp(settings)));
  const servers = apps.map((app) => app.port);
  front = await startNginx({ port, servers, inTurn: true });
});
Deno.test.afterAll(async () => {
  await front?.stop();
  await Promise.all(apps.map((app) => app.stop()));
  await bucket?.stop();
  await postgres?.stop();
  await model.stop();
  await Deno.remove(folder, { recursive: true });
});

function standIn() {
  const opened = openBucket();
  return {
    settings: {
      S3_BUCKET: "files",
      S3_ENDPOINT: opened.endpoint,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
    async stop() {
      await opened[Symbol.asyncDispose]();
    },
  };
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: `${name} (three Homerooms over PostgreSQL, by turns)`,
    // The stock client leaves a reconnection timer.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });

const names = ["Amy", "Ben", "Cem", "Dan", "Eve"];

test("a sign-in at one server is valid at each, and the class talks through all (SYNC-5)", () =>
  withLesson(front, names, async (lesson) => {
    for (let n = 0; n < 12; n++) {
      const { body } = await lesson.teacher.askExpecting(200, "GET", "/api/me");
      assert.equal(body.teacher.name, "Ms Lin");
    }
    await chatDuring(lesson, () => Promise.resolve());
    await assertStreamedWords(lesson, model);
    // A server that ends closes only its own sockets.
    const sockets = lesson.seats.length * 3;
    const closed = () =>
      lesson.seats.flatMap((
        seat,
      ) => [seat.sessionDocument, seat.room, seat.own])
        .flatMap(({ closes }) => closes).filter(({ code }) => code === 1012)
        .length;
    let before = 0;
    for (const app of apps) {
      await app.end();
      await eventually(
        () => Promise.resolve(closed() - before),
        (count) => count > 0,
        "it had some of the sockets",
      );
      assert.ok(closed() - before < sockets, "and not all");
      await app.begin();
      before = closed();
    }
  }));

test("a file of 50 MB is uploaded through all servers, and downloaded from any (C-5)", () =>
  withLesson(front, names, async (lesson) => {
    await assertLargeFileResumes(lesson, front);
  }));

test("no message is lost while servers restart, nginx reloads and PostgreSQL is killed (SYNC-15, SYNC-2)", () =>
  withLesson(front, names, async (lesson) => {
    const [a, b] = apps;
    await chatDuring(lesson, restartApp(a, "end"));
    await chatDuring(lesson, restartApp(b, "kill"));
    await chatDuring(lesson, () => front.reload());
    await chatDuring(lesson, async () => {
      await postgres.kill();
      await postgres.restart();
    });
    for (const app of apps) {
      await eventually(
        async () => {
          const url = `http://127.0.0.1:${app.port}/api/ready`;
          const answer = await fetch(url);
          await answer.body?.cancel();
          return answer.status;
        },
        (status) => status === 200,
        "each server has the database again",
      );
    }
  }));

test("of two concurrent new classes at two servers one runs (S-3)", async () => {
  const teacher = await signUp(front);
  const [, a, b] = apps.map((app) => {
    const url = `http://127.0.0.1:${app.port}`;
    const visitor = new Visitor({ url, wsUrl: url.replace("http", "ws") });
    teacher.cookies.forEach((value, name) => visitor.cookies.set(name, value));
    return visitor;
  });
  for (let round = 0; round < 5; round++) {
    const ask = (n: number) => ({ name: `Class ${round}.${n}` });
    const answers = await Promise.all(
      [a, b].map((at, n) =>
        at.ask("POST", "/api/sessions", ask(n), { origin: BASE_URL })
      ),
    );
    const made = answers.filter(({ status }) => status === 201);
    assert.equal(made.length, 1, `${answers.map(({ status }) => status)}`);
    const { id } = made[0].body.session;
    await teacher.askExpecting(200, "POST", `/api/sessions/${id}/end`, {
      now: true,
    });
  }
});

test("a class deleted at one server is gone at each, and so is its file (O-3)", () =>
  withLesson(front, names, async ({ teacher, session, seats }) => {
    await teacher.askExpecting(204, "DELETE", `/api/sessions/${session.id}`);
    for (const seat of seats) {
      await seat.room.waitUntil(
        () => seat.room.permanent !== null,
        "it closed",
      );
      const { permanent } = seat.room;
      assert.equal(permanent?.code, 4404, JSON.stringify(permanent));
    }
    for (const app of apps) {
      const url = `http://127.0.0.1:${app.port}`;
      const there = new Visitor({ url, wsUrl: "" });
      const ask = { code: session.code, name: "Fay" };
      const { status, body } = await there.ask("POST", "/api/join", ask);
      assert.equal(status, 404, `${url}: ${JSON.stringify(body)}`);
    }
  }));

test("the operator's commands work on data in PostgreSQL", async () => {
  const email = `${crypto.randomUUID()}@school.example`;
  const account = { email, name: "Ms Lin", password: "correct horse" };
  await new Visitor(front).askExpecting(201, "POST", "/api/teachers", account);
  const run = (command: string, given: string, env = {}) =>
    runOperatorCommand(command, folder, given, [], {
      KV_URL,
      BASE_URL,
      ...env,
    });
  const { code, said } = await run("reset-link", email);
  assert.equal(code, 0, said);
  const link = new URL(/^https:\S+$/m.exec(said)?.[0] ?? said);
  assert.equal(link.origin, BASE_URL);
  for (let n = 0; n < apps.length; n++) {
    const page = await fetch(link);
    assert.equal(page.status, 200);
    await page.body?.cancel();
  }
  const refusals: [string, string, RegExp][] = [
    ["backup", `${folder}/backup`, /pg_dump backs up/],
    ["restore", "--yes", /a server uses the data/],
    ["move", `${folder}/moved.kv`, /a server uses the data/],
    ["move-files", "disk", /a server uses the data/],
  ];
  for (const [command, given, why] of refusals) {
    const refused = await run(command, given, bucket.settings);
    assert.equal(refused.code, 1);
    assert.match(refused.said, why);
  }
});

test("data of a newer version is refused by new servers, and running ones continue", async () => {
  using kv = await openPostgresKv(KV_URL, { report: console.error });
  const { value } = await kv.get<number>(["format"]);
  assert.ok(value);
  await kv.set(["format"], value + 1);
  await assert.rejects(launchApp(settings), /A newer Homeroom wrote/);
  await kv.set(["format"], value);
  const session = await createSession(await signUp(front));
  assert.ok(session.id);
});
