/**
 * Time to load a long session (SYNC-9, SYNC-10): 20,000 messages of 300 members, partly in a snapshot, partly in the
 * log. Each run is in a new process, until the first client could be answered.
 */
import type { Member } from "../../classroom/model/members.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Authority } from "../../sync/authority.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";

const messages = 20_000, members = 300, perCommit = 20, times = 5;
const space = "1".repeat(16);
const session = documentNames.session(space),
  room = documentNames.room(space, "main");

/** Not used, because nobody connects. */
const authority: Authority<never> = {
  rootDocument: () => session,
  access: () => "read",
  presence: () => null,
  socketLimit: () => ({ key: "", max: 0 }),
  neededDocuments: () => [],
  decide: () => {},
};

if (import.meta.main) await load(Deno.args[0]);
else await measure();

async function measure(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-bench-" });
  const file = `${folder}/kv`;
  try {
    await make(file);
    const { size } = await Deno.stat(file);
    const took: number[] = [];
    for (let n = 0; n < times; n++) {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--unstable-kv", import.meta.filename!, file],
        stdout: "piped",
      }).output();
      took.push(Number(new TextDecoder().decode(stdout)));
    }
    const [shortest, median, longest] = [0, times >> 1, times - 1]
      .map((n) => took.sort((a, b) => a - b)[n].toFixed(0));
    console.log(
      `a session of ${messages} messages and ${members} members (${
        (size / 2 ** 20).toFixed(1)
      } MB on the disk) is loaded in ${median} ms (${shortest} to ${longest})`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function make(file: string): Promise<void> {
  const kv = await Deno.openKv(file);
  const engine = new SyncEngine<never>({ store: new KvStore(kv), authority });
  const ids = Array.from({ length: members }, newId);
  await engine.create(space, {
    [session]: (doc) => {
      for (const [n, id] of ids.entries()) {
        const member: Member = {
          name: `Student ${n}`,
          role: "student",
          joinedAt: n,
          room: null,
        };
        doc.getMap("members").set(id, member);
      }
    },
    [room]: () => {},
  });
  for (let count = 0; count < messages; count += perCommit) {
    await engine.decide(space, [room], (tx) => {
      for (let n = count; n < count + perCommit; n++) {
        const message: Message = {
          id: newId(),
          from: ids[n * 7 % members],
          at: tx.now,
          kind: "text",
          text: `What number ${n} has to say, in some ten words or so.`,
        };
        tx.doc(room).getArray("messages").push([message]);
      }
    });
  }
  await engine.stop();
  kv.close();
}

async function load(file: string): Promise<void> {
  const kv = await Deno.openKv(file);
  const engine = new SyncEngine<never>({ store: new KvStore(kv), authority });
  const began = performance.now();
  const counts = await engine.read(space, [session, room], ({ doc }) => ({
    messages: doc(room).getArray("messages").length,
    members: doc(session).getMap("members").size,
  }));
  const took = performance.now() - began;
  if (counts.messages !== messages || counts.members !== members) {
    throw new Error("not all of it is there");
  }
  console.log(took);
  await engine.stop();
  kv.close();
  Deno.exit();
}
