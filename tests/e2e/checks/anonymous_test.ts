/**
 * Nothing that is stored ties an answer to an anonymous poll to a member: no log entry, snapshot, receipt, key or
 * byte of a file.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared_resources.ts";
import { vacuumFile } from "../../../server/data/vacuum_file.ts";
import { joinPieces } from "../../../sync/kv/kv_layout.ts";
import { decodeEntry } from "../../../sync/store.ts";
import { type Class, testClassAlone } from "../../class.ts";
import { eventually, join, type Seat } from "../../people.ts";
import { tracesOnDisk } from "../../traces.ts";

const words = {
  amy: "zqamethyst",
  ben: "zqberyl",
  cem: "zqcitrine",
  dora: "zqdiamond",
  eve: "zqemerald",
  fay: "zqfluorite",
};
const refused = ["zqsecond", "zqmalformed", "zqrude", "zqnowhere", "zqcommand"];

/** Every key of a data folder with its value as text; each commit of the log as one. */
async function kept(dataDir: string) {
  const kv = await Deno.openKv(`${dataDir}/homeroom.kv`);
  const text = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
  const values: { key: string; text: string; versionstamp: string }[] = [];
  const log = new Map<string, { pieces: Uint8Array[]; versionstamp: string }>();
  for await (const { key, value, versionstamp } of kv.list({ prefix: [] })) {
    if (key[2] === "log") {
      const at = key.slice(0, 4).join(" ");
      const { pieces } = log.getOrInsertComputed(at, () => ({
        pieces: [],
        versionstamp,
      }));
      pieces.push(value as Uint8Array);
    } else {
      values.push({
        key: key.join(" "),
        text: value instanceof Uint8Array ? text(value) : JSON.stringify(value),
        versionstamp,
      });
    }
  }
  kv.close();
  for (const [key, { pieces, versionstamp }] of log) {
    const bytes = joinPieces(pieces);
    assert.ok(decodeEntry(bytes).updates.length > 0);
    values.push({ key, text: text(bytes), versionstamp });
  }
  return values;
}

async function share(
  { teacher, teaching, session }: Class,
  poll: Record<string, unknown>,
) {
  const path = `/api/sessions/${session.id}/resources`;
  const { body } = await teacher.get(201, "POST", path, { poll });
  const { id } = body.resource as SharedPoll;
  const all = () =>
    teaching.sessionDocument.doc.getArray<SharedPoll>("resources").toArray();
  const see = () => all().find((it) => it.id === id)!;
  await teaching.sessionDocument.until(
    () => see() !== undefined,
    "it is there",
  );
  return { id, see, path: `${path}/${id}`, question: see().questions[0] };
}

const profile = (seat: Seat) => Y.encodeStateAsUpdate(seat.own.doc);

testClassAlone(
  "no stored data links an anonymous poll's answer to a member (R-4)",
  async (given) => {
    const { server, teacher, teaching, session, enter, keep } = given;
    const dataDir = server.dataDir;
    await teacher.get(200, "PATCH", `/api/sessions/${session.id}`, {
      blockedWords: ["zqblocked"],
    });
    await teaching.enter();
    const [amy, ben, cem, dora, eve, fay] = await Promise.all(
      ["Amy", "Ben", "Cem", "Dora", "Eve", "Fay"].map((name) => enter(name)),
    );
    const seats = [amy, ben, cem, dora, eve, fay];
    const poll = await share(given, { kind: "word", question: "Which stone?" });
    const { question } = poll;
    const status = async (seat: Seat, word: unknown, resource = poll.id) =>
      (await seat.vote(resource, word)).status;

    assert.equal(await status(amy, words.amy), 204);

    ben.own.provider.disconnect();
    for (let n = 0; n < 100; n++) ben.say(`ben ${n}`);
    const offline = profile(ben);
    const bens = keep(await join(server, session.code, "Ben", ben.visitor));
    assert.equal(bens.member, ben.member);
    Y.applyUpdate(bens.own.doc, offline);
    ben.own.provider.connect();
    const both = [status(ben, words.ben), status(bens, words.ben)];
    assert.deepEqual((await Promise.all(both)).sort(), [204, 409]);

    assert.deepEqual(
      [
        await status(cem, { word: { deep: ["zqmalformed"] } }),
        await status(cem, ["zqmalformed"]),
        await status(cem, "zqrude zqblocked"),
        await status(cem, "zqnowhere", newId()),
      ],
      [400, 400, 403, 404],
    );
    assert.equal(await status(cem, words.cem), 204);

    // A second answer, and a page of a version before, which uses the outbox.
    assert.equal(await status(dora, words.dora), 204);
    assert.equal(await status(dora, "zqsecond"), 409);
    for (const seat of [dora, eve]) {
      const answers = { [question.id]: "zqcommand" };
      const command = { kind: "answer", resource: poll.id, answers };
      const receipt = await seat.refused(seat.command(command));
      assert.equal(receipt.refused, "malformed");
      assert.equal(receipt.command, undefined);
    }

    teaching.close();
    assert.equal(await status(eve, words.eve), 204);
    const lost = status(fay, words.fay).catch(() => null);
    await server.kill();
    await lost;
    check(await kept(dataDir), false);
    await server.restart();
    assert.ok([204, 409].includes(await status(fay, words.fay)));
    for (const seat of seats) {
      await seat.own.until(
        () => seat.own.doc.getMap("answers").has(poll.id),
        "the page knows of the vote",
      );
    }
    await teaching.enter();

    await server.signal("SIGTERM");
    await server.ended();
    check(await kept(dataDir), true);
    assert.deepEqual(await tracesOnDisk(dataDir, refused), []);
    // The launcher's clean-up also removes earlier counts.
    assert.ok(await Deno.stat(`${dataDir}/deleted`));
    assert.ok(await vacuumFile(`${dataDir}/homeroom.kv`));
    check(await kept(dataDir), true);
    for await (const { name } of Deno.readDir(dataDir)) {
      if (!name.startsWith("homeroom.kv")) continue;
      const file = new TextDecoder("latin1")
        .decode(await Deno.readFile(`${dataDir}/${name}`));
      for (const word of Object.values(words)) {
        assert.ok(file.split(word).length <= 2, `${word} is left in ${name}`);
      }
    }
    await server.restart();

    await teaching.enter();
    await teacher.get(200, "PATCH", poll.path, { showResults: true });
    await teaching.sessionDocument.until(
      () => poll.see().results !== undefined,
      "results are shown",
    );
    assert.deepEqual(poll.see().results![0].answered, 6);
    assert.deepEqual(
      poll.see().results![0].counts,
      Object.fromEntries(Object.values(words).map((word) => [word, 1])),
    );
    for (const seat of seats) {
      assert.deepEqual(
        seat.own.doc.getMap("answers").get(poll.id),
        { done: true },
      );
    }
    const { body } = await eventually(
      () => teacher.ask("GET", poll.path),
      ({ status }) => status === 200,
      "the view",
    );
    assert.deepEqual(body.answers, []);
    server.signal("SIGTERM");
    await server.ended();
    const members = seats.map(({ member }) => member);
    const wordly = (text: string) =>
      Object.values(words).some((word) => text.includes(word));
    for (const { key, text } of await kept(dataDir)) {
      if (!wordly(text)) continue;
      // Snapshots have results and members together; the log has them apart.
      const isSnapshot = key.includes(" piece ");
      assert.ok(
        isSnapshot
          ? /\/(session|staff) /.test(key)
          : !members.some((it) => text.includes(it)),
        key,
      );
    }

    function check(
      all: Awaited<ReturnType<typeof kept>>,
      isWhole: boolean,
    ): void {
      const found = Object.values(words).filter((word) => {
        const where = all.filter(({ text }) => text.includes(word));
        for (const { key, text } of where) {
          const tally = `space ${session.id} tally ${poll.id} `;
          assert.ok(key.startsWith(tally), key);
          assert.ok(!seats.some(({ member }) => text.includes(member)));
        }
        return where.length > 0;
      });
      assert.ok(found.length >= (isWhole ? 6 : 4));
      for (const { key, text } of all) {
        for (const word of refused) {
          assert.ok(!text.includes(word), `${word} in ${key}`);
        }
        const own = seats.find(({ member }) =>
          key.endsWith(names.member(session.id, member))
        );
        if (own) assert.doesNotMatch(text, /answer(?!s)/);
      }
    }
  },
  { env: { FOLD_AFTER: "25" } },
);
