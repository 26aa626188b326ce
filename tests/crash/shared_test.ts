/**
 * SYNC-1, SYNC-2, SYNC-9: the server is killed while four stock clients write one document. No acknowledged change is
 * lost, nor its author. `SEED` and `ROUNDS`: see `random.ts`; 15 rounds by default.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { WebsocketProvider } from "y-websocket";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { run } from "../random.ts";
import { edit, page, writersOf, xmlOf } from "../sync/shared_world.ts";
import { space } from "../sync/world.ts";
import { moment } from "./crashing.ts";

const members = ["amy", "ben", "cy", "dee"];

/** The process, always on one port. */
class Killed {
  #child: Deno.ChildProcess | undefined;
  port = 0;

  constructor(readonly file: string) {}

  async start(): Promise<void> {
    const script = new URL("shared_server.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--unstable-kv",
        "--no-check",
        script,
        this.file,
        `${this.port}`,
      ],
      stdout: "piped",
    }).spawn();
    this.#child = child;
    let said = "";
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    while (!said.includes("\n")) {
      const { value, done } = await reader.read();
      assert.ok(!done, "it starts");
      said += value;
    }
    this.port = Number(said);
    void reader.cancel().catch(() => {});
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
    await child?.status;
  }
}

const crash = run("shared crashes", 15);

Deno.test("a server killed while four people write one document loses no text (SYNC-1, SYNC-2, SYNC-9)", async () => {
  const dir = await Deno.makeTempDir();
  const server = new Killed(`${dir}/kv`);
  await server.start();
  const base = `ws://127.0.0.1:${server.port}/sync`;
  const writers = members.map((member) => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(base, page, doc, {
      params: { v: "1", member },
      disableBc: true,
      maxBackoffTime: 200,
    });
    return { member, doc, provider };
  });
  try {
    /** Clocks of the changes that reached other writers. */
    const seen = new Map<number, number>();
    for (const { doc } of writers) {
      doc.on("afterTransaction", ({ local }: Y.Transaction) => {
        if (local) return;
        for (
          const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))
        ) {
          if (client === doc.clientID) continue;
          seen.set(client, Math.max(clock, seen.get(client) ?? 0));
        }
      });
    }
    let kills = 0;
    await crash.each(async (random) => {
      const writing = setInterval(() => {
        const { doc } = random.pick(writers);
        doc.transact(() => edit(doc, (end) => random.below(end)));
      }, 4);
      await moment(100 + random.below(500));
      clearInterval(writing);
      await server.kill();
      kills++;
      // The disk holds every change that another writer has seen.
      const { doc } = await stored(server.file);
      for (const [client, clock] of seen) {
        assert.ok(Y.getState(doc.store, client) >= clock, "SYNC-1, SYNC-2");
      }
      await server.start();
    });
    const [first, ...others] = writers;
    const mark = first.doc.getXmlFragment("page");
    // Each insertion is a commit, and the log is folded after 20.
    for (let commits = 0; commits < 40; commits++) {
      mark.insert(mark.length, [new Y.XmlElement("b")]);
      for (const { doc } of others) await untilEqual(first.doc, doc);
    }
    await server.kill();
    const { doc, floor } = await stored(server.file);
    assert.equal(xmlOf(doc), xmlOf(first.doc));
    const whose = writersOf(doc);
    for (const { doc: { clientID }, member } of writers) {
      assert.equal(whose[clientID], member);
    }
    assert.ok(floor > 0, "SYNC-9: the log was folded meanwhile");
    console.log(`${kills} kills, folded up to ${floor}`);
  } finally {
    for (const { provider } of writers) {
      provider.destroy();
      provider.awareness.destroy();
    }
    await server.kill();
    await Deno.remove(dir, { recursive: true });
  }
});

/** Reads the disk without the sync engine. */
async function stored(file: string) {
  const kv = await Deno.openKv(file);
  const loaded = await new KvStore(kv).load(space, [page]);
  const floor = await kv.get<number>(["space", space, "floor"]);
  kv.close();
  const doc = new Y.Doc();
  doc.transact((transaction) => {
    for (const update of loaded?.documents.get(page) ?? []) {
      Y.applyUpdate(doc, update);
    }
    transaction.local = true;
  });
  return { doc, floor: floor.value ?? 0 };
}

/** Resolves when the two copies are equal. */
async function untilEqual(one: Y.Doc, other: Y.Doc): Promise<void> {
  const isEqual = () => xmlOf(one) === xmlOf(other);
  const heard = Promise.withResolvers<void>();
  const look = () => isEqual() && heard.resolve();
  one.on("update", look);
  look();
  other.on("update", look);
  const late = setTimeout(
    () => heard.reject(new Error("the copies do not become equal")),
    60_000,
  );
  await heard.promise.finally(() => {
    clearTimeout(late);
    one.off("update", look);
    other.off("update", look);
  });
}
