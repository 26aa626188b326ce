/**
 * SYNC-1–SYNC-4, SYNC-9: the server is killed while members write with and without a network: at random moments,
 * between the steps of folding its log, and while it starts. `SEED` fixes the actions and the moment, not the progress
 * of the processes. Before a release: `SEED=random ROUNDS=100`.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { type ClassContext, testClassAlone } from "../class.ts";
import { type Random, seededRounds } from "../random.ts";
import {
  actUntilKilled,
  actUntilKilledAfter,
  killAfterCommitFlags,
  ReopeningSeat,
  RestartsWithKills,
} from "./crashing.ts";
import { swiftStudents, type TestServer } from "../server.ts";

const students = 8, foldAfter = 15;
/** A fold can end early: with unreferenced pieces, before the old pieces are deleted, or before the log is. */
const steps = ["set piece", "set doc", "delete piece"];

/** A student's browser that records its messages. */
class Speaker extends ReopeningSeat {
  readonly written: string[] = [];

  say(): void {
    this.written.push(this.seat.queueMessage(`${this.written.length}`));
  }
}

/** Members write, leave and join until the kill: after a commit that does `step`, or at a random moment. */
async function lesson(
  given: ClassContext<TestServer>,
  browsers: Speaker[],
  random: Random,
  step: string | null,
): Promise<void> {
  const act = () => {
    const browser = random.pick(browsers);
    const kind = random.below(20);
    if (kind === 0) browser.online(false);
    else if (kind === 1) browser.reopen();
    else if (kind < 5) browser.online(true);
    else browser.say();
  };
  if (step === null) await actUntilKilled(given, random, act);
  else await actUntilKilledAfter(given, step, act);
}

/** Reads the disk without the sync engine. */
async function onDisk({ server, session }: ClassContext<TestServer>) {
  await server.kill();
  const kv = await Deno.openKv(`${server.dataDir}/homeroom.kv`);
  const doc = new Y.Doc();
  const name = documentNames.room(session.id, "main");
  const loaded = await new KvStore(kv).load(session.id, [name]);
  for (const update of loaded?.documents.get(name) ?? []) {
    Y.applyUpdate(doc, update);
  }
  const floor = await kv.get<number>(["space", session.id, "floor"]);
  kv.close();
  const messages = doc.getArray<Message>("messages").toArray()
    .filter(({ kind }) => kind !== "system");
  return { messages, folded: floor.value ?? 0 };
}

const crash = seededRounds("crashes", 20);

testClassAlone(
  "a random kill loses, duplicates and reorders nothing (SYNC-1, SYNC-2, SYNC-3, SYNC-4, SYNC-9)",
  async (given) => {
    const { teaching, enter } = given;
    await teaching.openPage();
    const seats = await Promise.all(
      Array.from({ length: students }, (_, n) => enter(`Student ${n}`)),
    );
    const browsers = seats.map((seat) => new Speaker(seat));
    const all = () => [teaching, ...browsers.map(({ seat }) => seat)];
    const seen = new Set<string>();
    const starts = new RestartsWithKills(given.server);
    let kills = 0, inFolds = 0;
    try {
      await crash.each(async (random, seed) => {
        const step = seed % 2 ? steps[(seed >>> 1) % steps.length] : null;
        await lesson(given, browsers, random, step);
        if (step === null) kills++;
        else inFolds++;
        // Messages of other members that were on a screen.
        for (const seat of all()) {
          for (const { id, from } of seat.readMessages()) {
            if (from !== seat.member) seen.add(id);
          }
        }
        await starts.startAgain(random);
      });
      starts.assertSomeKilled();
      browsers.forEach((browser) => browser.online(true));
      const expected = browsers.flatMap(({ written }) => written).length;
      for (const seat of all()) {
        await seat.own.waitUntil(
          () => seat.readOutbox().length === 0,
          "nothing waits",
        );
        await seat.room.waitUntil(
          () => seat.readMessages().length >= expected,
          `all ${expected} came`,
        );
      }
      const messages = teaching.readMessages();
      const ids = messages.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, "SYNC-3: nothing came twice");
      assert.equal(ids.length, expected, "nobody made anything up");
      const lost = [...seen].filter((id) => !ids.includes(id));
      assert.deepEqual(lost, [], "SYNC-1, SYNC-2: what was seen is there");
      for (const { seat, written } of browsers) {
        const own = messages.filter(({ from }) => from === seat.member);
        assert.deepEqual(own.map(({ id }) => id), written, "SYNC-4: in order");
        assert.equal(seat.own.doc.getMap("receipts").size, 0, "none refused");
      }
      for (const seat of all()) assert.deepEqual(seat.readMessages(), messages);
      const disk = await onDisk(given);
      assert.deepEqual(disk.messages, messages, "the disk has what is seen");
      assert.ok(disk.folded > 0, "SYNC-9: the log was folded meanwhile");
      console.log(
        `${kills} kills, ${inFolds} in folds, ${starts.killed} of ${starts.meant} at the start, ` +
          `${ids.length} messages, ${seen.size} seen before a kill, folded up to ${disk.folded}`,
      );
    } finally {
      browsers.forEach(({ seat }) => seat.close());
    }
  },
  {
    env: { ...swiftStudents, FOLD_AFTER: String(foldAfter) },
    flags: killAfterCommitFlags,
  },
);
