/**
 * SYNC-2, W-2: the server is killed during **Put back** while a student types: after a commit, at each step of the
 * fold, or at random. Afterwards the page is the earlier or the restored one, whole; other text is in it or in a
 * version; and open pages continue. `SEED` and `ROUNDS`: see `random.ts`.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import { pageBounds } from "../../classroom/model/page_bounds.ts";
import { pageRoot, pageWriters } from "../../classroom/model/page_tree.ts";
import {
  listPages,
  type PageId,
  type PageVersionInfo,
} from "../../classroom/model/pages_layout.ts";
import { KvStore } from "../../sync/kv/kv_store.ts";
import { testClassAlone } from "../class.ts";
import { eventually, OpenDocument, type Seat } from "../people.ts";
import { run } from "../random.ts";
import { swiftStudents } from "../server.ts";
import { killedAfter, killOrdered, moment, orderKill } from "./crashing.ts";

const rounds = run("pages put back", 10);
/** The commit after which the server is killed; null: at random. */
const steps = ["set log", "set piece", "set doc", "delete log", null] as const;

const beginning = "Leaves";

/** A student with a page open, who opens its next document when it is replaced. */
class Writer {
  open: OpenDocument;
  /** Words received from the server, and words typed since the page was opened. */
  readonly seen = new Set<string>();
  readonly typed: string[] = [];

  constructor(readonly seat: Seat, page: string) {
    this.open = this.#opened(page);
  }

  #opened(page: string): OpenDocument {
    const name = documentNames.page(this.seat.session, page);
    const open = new OpenDocument(this.seat.visitor, name, "member");
    open.doc.on("update", (_: Uint8Array, origin: unknown) => {
      if (origin !== open.provider) return;
      for (const word of wordsOf(open.doc)) this.seen.add(word);
    });
    return open;
  }

  async moveTo(page: string): Promise<void> {
    this.open.close();
    this.typed.length = 0;
    this.open = this.#opened(page);
    await this.open.synced();
  }

  /** Appends a word to the last paragraph. */
  type(word: string): void {
    const root = pageRoot(this.open.doc);
    const line = root.toArray().at(-1) as Y.XmlElement;
    const text = line.get(0) as Y.XmlText;
    text.insert(text.length, ` ${word}`);
    this.typed.push(word);
  }
}

function wordsOf(doc: Y.Doc): string[] {
  return pageRoot(doc).toArray().flatMap((line) =>
    (line as Y.XmlElement).toArray().join("").split(" ")
  );
}

testClassAlone(
  "a server killed during Put back has the old page or the restored page, whole (SYNC-2, W-2)",
  async ({ server, teacher, session, enter, keep }) => {
    const { id } = session, path = `/api/sessions/${id}`;
    const { body: { resource } } = await teacher.get(
      201,
      "POST",
      `${path}/resources`,
      { page: { name: "A leaf", text: beginning, per: "class" } },
    );
    const of: PageId = { resource: resource.id, of: "class" };
    const [amys, bens] = [await enter("Amy"), await enter("Ben")];
    const { body: { page } } = await amys.visitor.get(
      200,
      "POST",
      `${path}/pages`,
      { resource: resource.id },
    );
    const amy = new Writer(amys, page), ben = new Writer(bens, page);
    keep({ close: () => [amy, ben].forEach(({ open }) => open.close()) });
    await Promise.all([amy.open.synced(), ben.open.synced()]);
    const times = async (): Promise<PageVersionInfo[]> => {
      const query = new URLSearchParams({ ...of });
      const { body } = await teacher.get(
        200,
        "GET",
        `${path}/pages/versions?${query}`,
      );
      return body.versions;
    };
    const putBack = (at: number) =>
      teacher.get(200, "POST", `${path}/pages/put-back`, { ...of, at });
    /** The page as a new reader gets it. */
    const now = async () => {
      const { body: { page } } = await teacher.get(
        200,
        "POST",
        `${path}/pages`,
        of,
      );
      const name = documentNames.page(id, page);
      const open = keep(new OpenDocument(teacher, name, "teacher"));
      await open.synced();
      return { page: page as string, open };
    };
    const [first] = await eventually(
      times,
      (all) => all.length === 1,
      "its beginning is kept",
    );
    let at = page, count = 0;
    const outcomes = { before: 0, after: 0 };
    await rounds.each(async (random, seed) => {
      const known = await times();
      const step = steps[seed % steps.length];
      const typing = setInterval(() => {
        amy.type(`w${count++}`);
        // Grows the log until it is folded while nobody has the page open.
        if (count % 4 === 0) bens.say("on it");
      }, 8);
      try {
        await ben.open.until(() => ben.seen.has(`w${count - 3}`), "Amy types");
        if (step) await orderKill(server, step);
        const answer = teacher.ask("POST", `${path}/pages/put-back`, {
          ...of,
          at: first.at,
        }).catch(() => null);
        if (step) await killOrdered(server);
        else {
          await moment(random.below(30));
          await server.kill();
        }
        const answered = await answer;
        if (answered) assert.equal(answered.status, 200);
        clearInterval(typing);
        const stored = new Set(ben.seen);
        await server.restart();
        const { page, open } = await now();
        const left = (await times()).map(({ at }) => at);
        const isThinned = left.length === pageBounds.versions;
        assert(isThinned || known.every(({ at }) => left.includes(at)));
        if (page === at) {
          outcomes.before++;
          assert.equal(answered, null, "what is answered is done");
          // The typist keeps every word.
          const { typed } = amy;
          await open.until(
            () => typed.every((word) => wordsOf(open.doc).includes(word)),
            "all that was typed was there",
          );
        } else {
          outcomes.after++;
          assert.deepEqual(wordsOf(open.doc), [beginning]);
          for (const { open } of [amy, ben]) {
            await open.until(() => open.permanent !== null, "they were moved");
            assert.equal(open.permanent?.code, 4409);
          }
          const all = await times();
          // The page only grows, except when it is restored.
          const [last] = all.toSorted((a, b) => b.words - a.words);
          if (answered) assert.equal(answered.body.before, last.at);
          await putBack(last.at);
          const again = await now();
          const kept = wordsOf(again.open.doc);
          for (const word of stored) assert(kept.includes(word), word);
          at = again.page;
          await Promise.all([amy.moveTo(at), ben.moveTo(at)]);
          again.open.close();
        }
        open.close();
      } finally {
        clearInterval(typing);
      }
    });
    console.log(`put back ${outcomes.after}, as before ${outcomes.before}`);
    assert(outcomes.after > 0, "it was done at all");
    await server.kill();
    await hasOnePage(server.dataDir, id, at);
  },
  { env: { ...swiftStudents, FOLD_AFTER: "8" }, flags: killedAfter },
);

/** Only this one of the page's documents has content in the store. */
async function hasOnePage(dataDir: string, session: string, page: string) {
  const kv = await Deno.openKv(`${dataDir}/homeroom.kv`);
  try {
    const store = new KvStore(kv), root = documentNames.session(session);
    const index = await store.load(session, [root]);
    assert(index);
    const names = new Set(
      index.logged.flatMap(({ updates }) => updates.map(([name]) => name)),
    );
    for await (
      const { key } of kv.list({ prefix: ["space", session, "doc"] })
    ) names.add(String(key[3]));
    const docOf = async (name: string) => {
      const doc = new Y.Doc();
      const loaded = await store.load(session, [name]);
      for (const update of loaded!.documents.get(name) ?? []) {
        Y.applyUpdate(doc, update);
      }
      return doc;
    };
    const [owned, ...others] = listPages(await docOf(root));
    assert.deepEqual([owned.page, others], [page, []]);
    const former = [...names].filter((name) =>
      name.startsWith(documentNames.page(session, "")) &&
      name !== documentNames.page(session, page)
    );
    assert(former.length > 0);
    for (const name of former) {
      const doc = await docOf(name);
      assert.equal(pageRoot(doc).length, 0, `${name} is empty`);
      assert.equal(pageWriters(doc).size, 0);
    }
    const was = new Set(
      owned.was?.map((it) => documentNames.page(session, it)),
    );
    // The list of former documents is bounded.
    if (owned.was!.length < 20) assert(former.every((name) => was.has(name)));
  } finally {
    kv.close();
  }
}
