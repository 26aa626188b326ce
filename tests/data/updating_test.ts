import assert from "node:assert/strict";
import { formatVersion } from "../../server/data/format.ts";
import { Visitor } from "../people.ts";
import { startServer, type TestServer } from "../server.ts";
import { runOperatorCommand } from "../server/operator/operating.ts";
import { readZip } from "../zip.ts";
import { scheduledClassName, storedAccount, storedQuiz } from "./lesson.ts";

const here = new URL(".", import.meta.url).pathname;
const versions = (await Array.fromAsync(Deno.readDir(here)))
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();

/** Texts of the class that its record keeps. */
const said = [
  "zqpastamy says hello",
  "zqpastamy 你好",
  "zqpastben answers",
  "zqpastlin welcomes you",
  "zqpastamy has none",
  "zqpastamy in the group",
  "zqpastben in the group",
  "zqpastlin to all groups",
  "zqpastamy asks why the sky is blue",
  "Well done, zqpastamy",
];

interface Listed {
  id: string;
  name: string;
  state: string;
  startsAt: string;
}

for (const version of versions) {
  Deno.test(`data of version ${version} is opened without loss`, async () => {
    await withCopy(version, async (dataDir) => {
      const server = await startServer(settings(dataDir));
      try {
        await readAll(server);
      } finally {
        await server.stop();
      }
    });
  });
}

Deno.test("data of a newer version is refused with a sentence and left unchanged", async () => {
  await withCopy(versions.at(-1)!, async (dataDir) => {
    const file = `${dataDir}/homeroom.kv`;
    {
      using kv = await Deno.openKv(file);
      await kv.set(["format"], formatVersion + 1);
    }
    const before = await Deno.readFile(file);
    const why =
      /A newer Homeroom wrote the data in \S+ \(format 2; this version, /;
    await assert.rejects(startServer(settings(dataDir)), why);
    for (const command of ["grant", "reset-link"]) {
      const { code, said } = await runOperatorCommand(
        command,
        dataDir,
        storedAccount.email,
      );
      assert.equal(code, 1, command);
      assert.match(said, why, command);
    }
    assert.deepEqual(await Deno.readFile(file), before);
  });
});

Deno.test("a backup of a newer version is not restored, and the data stays unchanged", async () => {
  await withCopy(versions.at(-1)!, async (dataDir) => {
    const backup = `${dataDir}/backup`;
    const made = await runOperatorCommand("backup", dataDir, backup);
    assert.equal(made.code, 0, made.said);
    {
      using kv = await Deno.openKv(`${backup}/homeroom.kv`);
      await kv.set(["format"], formatVersion + 1);
    }
    const file = `${dataDir}/homeroom.kv`;
    const before = await Deno.readFile(file);
    const { code, said } = await runOperatorCommand("restore", dataDir, [
      backup,
      "--yes",
    ]);
    assert.equal(code, 1, said);
    assert.match(said, /A newer Homeroom made the backup in \S+ .+changed/);
    assert.deepEqual(await Deno.readFile(file), before);
    const names = (await Array.fromAsync(Deno.readDir(dataDir)))
      .map(({ name }) => name);
    assert.deepEqual(names.filter((name) => name.includes(".new")), []);
  });
});

/** Retention must not delete old test data. */
const settings = (DATA_DIR: string) => ({ DATA_DIR, RETENTION_DAYS: "36500" });

async function withCopy(
  version: string,
  test: (dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const from = `${here}${version}`;
    await Deno.copyFile(`${from}/homeroom.kv`, `${dataDir}/homeroom.kv`);
    await Deno.mkdir(`${dataDir}/uploads`);
    for await (const { name } of Deno.readDir(`${from}/uploads`)) {
      const to = `${dataDir}/uploads/${name}`;
      await Deno.copyFile(`${from}/uploads/${name}`, to);
    }
    await test(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function readAll(server: TestServer): Promise<void> {
  const lin = new Visitor(server);
  const { email, password } = storedAccount;
  await lin.askExpecting(200, "POST", "/api/login", { email, password });
  const list = await lin.askExpecting(200, "GET", "/api/sessions");
  const sessions: Listed[] = list.body.sessions;
  const ended = sessions.find(({ name }) => name === "zqpastlin Biology")!;
  assert.equal(ended.state, "ended");
  const coming = sessions.find(({ name }) => name === scheduledClassName)!;
  const isAhead = Date.parse(coming.startsAt) > Date.now();
  if (isAhead) assert.equal(coming.state, "scheduled");
  const own = await lin.askExpecting(200, "GET", "/api/quizzes");
  assert.deepEqual(
    own.body.quizzes.map(({ name }: { name: string }) => name),
    [storedQuiz.name],
  );

  const path = `/api/sessions/${ended.id}`;
  let record = "";
  for (const part of ["chat", "conversations", "submissions"]) {
    const query = `format=json&part=${part}`;
    const { body } = await lin.askExpecting(
      200,
      "GET",
      `${path}/history?${query}`,
    );
    record += JSON.stringify(body);
  }
  for (const words of said) assert.ok(record.includes(words), words);
  const files = await exported(server, lin, path);
  const text = files.values().map((bytes) => new TextDecoder().decode(bytes))
    .toArray().join("\n");
  for (const words of [...said, storedQuiz.questions[0].text, "Chlorophyll"]) {
    assert.ok(text.includes(words), `${words} is in the zip`);
  }
  for (const who of ["zqpastamy", "zqpastben"]) {
    assert.ok(text.includes(`${who} in a file`), `${who}'s file is in the zip`);
  }

  // A restarted class keeps its name, groups and students.
  const again = await lin.askExpecting(201, "POST", "/api/sessions", {
    restartOf: ended.id,
    keepGroups: true,
    endActive: true,
  });
  assert.equal(again.body.session.name, ended.name);
  const amy = new Visitor(server);
  const { code, id } = again.body.session;
  const came = await amy.askExpecting(202, "POST", "/api/join", {
    code,
    name: "zqpastamy Chen",
  });
  assert.equal(came.body.kind, "return", "another browser is asked about");
  const rooms = await lin.askExpecting(
    200,
    "GET",
    `/api/sessions/${id}/breakouts/rooms`,
  );
  assert.deepEqual(
    rooms.body.rooms.map(({ name }: { name: string }) => name),
    ["zqpastlin Red", "zqpastlin Blue"],
  );
}

async function exported(
  server: TestServer,
  visitor: Visitor,
  path: string,
): Promise<Map<string, Uint8Array>> {
  const headers = visitor.headers();
  const answer = await fetch(`${server.url}${path}/export`, { headers });
  assert.equal(answer.status, 200);
  return readZip(await answer.bytes());
}
