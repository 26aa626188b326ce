/** Pages in the editor: carets, writers, copies and large pastes (W-1 to W-4). */
import assert from "node:assert/strict";
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import type { DecorationSet } from "prosemirror-view";
import {
  absolutePositionToRelativePosition,
  initProseMirrorDoc,
  updateYFragment,
  yCursorPluginKey,
  ySyncPlugin,
  ySyncPluginKey,
} from "y-prosemirror";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { pageShape } from "../../../classroom/model/page_schema.ts";
import {
  type PageNode,
  pageRoot,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import { pageWriters } from "../../../classroom/model/roots.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import {
  forgetDrafts,
  handOverDrafts,
  listDraftTexts,
  pageDraftPrefix,
  readDrafts,
  storeDraft,
} from "../../../components/client/drafts.ts";
import { ClassPages } from "../../../components/pages/class_pages.ts";
import {
  type CaretAwareness,
  type CaretState,
  makeCaretsPlugin,
} from "../../../components/pages/editor/carets.ts";
import { EditorCopy } from "../../../components/pages/editor/editor_copy.ts";
import { textLengthOf } from "../../../components/pages/editor/limits.ts";
import { schema } from "../../../components/pages/editor/schema.ts";
import {
  Writers,
  writingTimeoutMs,
} from "../../../components/pages/editor/use_writers.ts";
import {
  flushEdits,
  type SharedDocument,
} from "../../../sync/client/shared_document.ts";
import { splitLargeUpdate } from "../../../sync/client/split_update.ts";
import { inspectUpdate } from "../../../sync/guard.ts";
import { limits } from "../../../sync/limits.ts";
import {
  makeDeniedFrame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../../sync/protocol.ts";
import { SharedWriteProfile } from "../../../sync/shape.ts";
import { applyLocally } from "../../../sync/space/apply_locally.ts";
import { eventually } from "../../people.ts";
import { Random } from "../../random.ts";
import { FakePage } from "../../sync/client/fake_wire.ts";
import { appendParagraphs } from "../../sync/shared_world.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

const id = "one", session = "s";
const name = documentNames.page(session, id);

let members = 0;

/** A member with a page, on a device without a copy. */
function somebody() {
  const member = `amy${++members}`;
  const author = { session, member, cookieRole: "member" as const };
  forgetDrafts(author);
  return author;
}

type Author = ReturnType<typeof somebody>;

function visit({ wire }: FakePage, author: Author, epoch = "e"): ClassPages {
  const { member: holder, cookieRole: role } = author;
  return new ClassPages(
    {
      seat: { ...author, role: "student", epoch },
      facts: { document: { doc: new Y.Doc() } },
      openOptions: (document: string) => ({
        document,
        role,
        holder,
        epoch,
        wire,
      }),
    } as unknown as ClassSession,
  );
}

async function opens(
  pages: ClassPages,
  before = new Y.Doc(),
): Promise<SharedDocument> {
  const opened = pages.openDocument(id);
  Y.applyUpdate(opened.doc, Y.encodeStateAsUpdate(before));
  await opened.whenLoaded;
  return opened;
}

async function connects(page: FakePage, server = new Y.Doc()) {
  page.socket.accept();
  page.socket.openChannel(name, server);
  page.socket.requestMissing(name, server);
  await page.time.pass(0);
}

async function writtenOffline(author: Author, words: string): Promise<Y.Doc> {
  await using page = new FakePage();
  const pages = visit(page, author);
  const opened = await opens(pages);
  const copy = new Y.Doc();
  appendParagraphs(opened.doc, words);
  pages.keepUnsentTexts();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(opened.doc));
  pages.close();
  opened.close();
  assert(listDraftTexts(author).includes(words));
  return copy;
}

Deno.test("text of an earlier visit is kept until it is stored, and then forgotten (S-5)", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "offline");
  await using page = new FakePage();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  await connects(page);
  assert.deepEqual(listDraftTexts(amy), ["offline"], "the server lacks them");
  page.socket.requestMissing(name, opened.doc);
  assert.equal(opened.unsent.value, false);
  assert.deepEqual(listDraftTexts(amy), []);
  assert.deepEqual(pages.lostTexts.value, []);
  pages.close();
  opened.close();
});

Deno.test("text of an earlier visit in no copy of the page is lost, and not forgotten (SYNC-17)", async () => {
  const amy = somebody();
  await writtenOffline(amy, "offline");
  await using page = new FakePage();
  const pages = visit(page, amy, "restored");
  const opened = await opens(pages);
  await connects(page);
  assert.equal(opened.unsent.value, false);
  assert.deepEqual(pages.lostTexts.value, ["offline"]);
  assert.deepEqual(
    visit(page, amy).lostTexts.value,
    ["offline"],
    "after a reload",
  );
  pages.close();
  opened.close();
});

Deno.test("text that another tab keeps is reported only there", async () => {
  const amy = somebody();
  await using page = new FakePage();
  const pages = visit(page, amy);
  const opened = await opens(pages);
  storeDraft(amy, `${pageDraftPrefix}${id}/123`, "in another tab");
  await connects(page);
  assert.equal(opened.writable.value, true);
  assert.deepEqual(pages.lostTexts.value, []);
  assert.deepEqual(listDraftTexts(amy), ["in another tab"]);
  pages.close();
  opened.close();
});

Deno.test("a merge with an open page keeps its text over the reload (J-7)", async () => {
  const ammy = somebody(), amy = somebody();
  await using page = new FakePage();
  const pages = visit(page, ammy);
  const opened = await opens(pages);
  appendParagraphs(opened.doc, "offline");
  pages.keepUnsentTexts();
  page.socket.accept();
  page.socket.closeChannel(name, 4409, "conflict");
  await page.time.pass(0);
  assert.deepEqual(opened.lost.value, { text: "offline" });
  pages.close();

  handOverDrafts(ammy, amy);
  assert.deepEqual(listDraftTexts(ammy), []);
  const after = visit(page, amy);
  assert.deepEqual(after.lostTexts.value, ["offline"]);
  after.dismissLostText("offline");
  assert.deepEqual(after.lostTexts.value, []);
  assert.deepEqual(listDraftTexts(amy), []);
});

Deno.test("a member merged while no page is open keeps their text (J-7)", async () => {
  const ammy = somebody(), amy = somebody();
  await writtenOffline(ammy, "offline");
  storeDraft(ammy, "main", "half a sen");
  handOverDrafts(ammy, amy);
  await using page = new FakePage();
  assert.deepEqual(visit(page, amy).lostTexts.value, ["offline"]);
  assert.deepEqual([...readDrafts(amy, "main").values()], ["half a sen"]);
});

Deno.test("text that a lock refused is there after a reload, each word once", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "first");
  await using page = new FakePage();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  appendParagraphs(opened.doc, "second");
  pages.keepUnsentTexts();
  page.socket.accept();
  page.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  page.socket.openChannel(name);
  page.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  await page.time.pass(0);
  page.socket.sendTo(name, makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())));
  const lost = ["first\nsecond"];
  assert.deepEqual(pages.lostTexts.value, lost);
  assert.deepEqual(visit(page, amy).lostTexts.value, lost);
  assert.deepEqual(listDraftTexts(amy), lost);
  pages.close();
});

Deno.test("a renewed page reports lost text of earlier visits with the current one's (SYNC-17)", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "first");
  await using page = new FakePage();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  appendParagraphs(opened.doc, "second");
  flushEdits(opened.doc);
  page.socket.accept();
  page.socket.closeChannel(name, 4409, "conflict");
  await page.time.pass(0);
  assert.deepEqual(pages.lostTexts.value, ["second", "first"]);
  assert.deepEqual(listDraftTexts(amy).sort(), ["first", "second"]);
  pages.close();
});

Deno.test("text that did not fit a page is distinguished from text that came too late", async () => {
  for (
    const [code, reason] of [[4413, "too-large"], [4409, "conflict"]] as const
  ) {
    const amy = somebody();
    await using page = new FakePage();
    const pages = visit(page, amy);
    const opened = await opens(pages);
    appendParagraphs(opened.doc, "much");
    flushEdits(opened.doc);
    page.socket.accept();
    page.socket.closeChannel(name, code, reason);
    await page.time.pass(0);
    assert.deepEqual(pages.lostTexts.value, ["much"]);
    assert.equal(pages.isTooMuch("much"), code === 4413);
    pages.close();
  }
});

Deno.test("an unresolvable caret is left out, and the others are shown (W-1)", () => {
  const page = new Y.Doc();
  page.clientID = 7;
  writePage(page, [
    { type: "paragraph", content: [{ type: "text", text: "Leaves" }] },
    { type: "paragraph", content: [{ type: "text", text: "Roots" }] },
  ]);
  const root = pageRoot(page);
  root.delete(1, 1);
  page.getMap("writers").set("7", "amy");
  const { doc, mapping } = initProseMirrorDoc(root, schema);
  const states = new Map<number, CaretState>();
  const carets = {
    clientID: page.clientID,
    getStates: () => states,
  } as unknown as CaretAwareness;
  let state: EditorState = EditorState.create({
    doc,
    plugins: [
      ySyncPlugin(root, { mapping }),
      makeCaretsPlugin(carets, { nameOf: String, hueOf: () => 1 }, () => state),
    ],
  });
  const shown = (cursors: Record<number, unknown>): string[] => {
    states.clear();
    for (const [client, cursor] of Object.entries(cursors)) {
      states.set(Number(client), { member: "ben", cursor } as CaretState);
    }
    const news = { awarenessUpdated: true };
    state = state.apply(state.tr.setMeta(yCursorPluginKey, news));
    const all: DecorationSet = yCursorPluginKey.getState(state);
    return all.find().flatMap(({ spec }) => spec.key ?? []);
  };
  const at = absolutePositionToRelativePosition(3, root, mapping);
  const good = { anchor: at, head: at };
  assert.deepEqual(shown({ 1: good, 2: good, 3: null }), ["1", "2"]);
  const forged: Record<string, unknown> = {
    "no position": null,
    "nothing at all": {},
    "a clock below zero": { item: { client: 7, clock: -1 } },
    "a client that nobody is": { item: { client: 9, clock: 0 } },
    "what is not there yet": { item: { client: 7, clock: 1000 } },
    "a type that is not there yet": { type: { client: 7, clock: 1000 } },
    "another root": { tname: "writers" },
    "what is in another root": {
      item: { client: 7, clock: Y.getState(page.store, 7) - 1 },
    },
  };
  for (const [what, position] of Object.entries(forged)) {
    for (const [anchor, head] of [[position, at], [at, position]]) {
      const here = shown({ 1: { anchor, head }, 2: good });
      assert.deepEqual(here, ["2"], what);
    }
  }
  for (let clock = 0; clock < Y.getState(page.store, 7); clock++) {
    const position = { item: { client: 7, clock } };
    shown({ 1: { anchor: position, head: position } });
  }
});

Deno.test("text deleted in the editor is unsent, text that others delete is not (W-1)", () => {
  const page = new Y.Doc(), other = new Y.Doc();
  writePage(page, [
    { type: "paragraph", content: [{ type: "text", text: "Leaves" }] },
    { type: "paragraph", content: [{ type: "text", text: "Roots" }] },
  ]);
  Y.applyUpdate(other, Y.encodeStateAsUpdate(page));
  const own: number[] = [];
  page.on("afterTransaction", ({ local, deleteSet }: Y.Transaction) => {
    if (local) own.push(deleteSet.clients.size);
  });
  const copy = new EditorCopy(page, () => {});
  copy.root.delete(0, 1);
  copy.sendChanges();
  assert.deepEqual(own, [1]);
  assert.equal(pageRoot(page).toString(), copy.root.toString());

  Y.applyUpdate(other, Y.encodeStateAsUpdate(page));
  pageRoot(other).delete(0, 1);
  Y.applyUpdate(page, Y.encodeStateAsUpdate(other));
  assert.deepEqual(own, [1]);
  assert.equal(copy.root.length, 0);
  copy.close();
});

Deno.test("typed text is in the page a moment later, and at once on request or close (W-1)", async () => {
  const page = new Y.Doc();
  const copy = new EditorCopy(page, () => {});
  const updates: number[] = [];
  page.on("update", (update: Uint8Array) => updates.push(update.length));
  const write = (text: string) => {
    const line = new Y.XmlElement("paragraph");
    line.insert(0, [new Y.XmlText(text)]);
    copy.root.push([line]);
  };
  write("Leaves");
  write("Roots");
  assert.equal(pageRoot(page).length, 0);
  await eventually(
    () => Promise.resolve(pageRoot(page).length),
    (length) => length === 2,
    "both lines were in the page",
  );
  assert.equal(updates.length, 1);
  const leaving = [() => flushEdits(page), () => copy.close()];
  for (const [n, leave] of leaving.entries()) {
    write("Bark");
    leave();
    assert.equal(pageRoot(page).length, 3 + n);
  }
});

const text = (
  text: string,
  ...marks: PageNode["marks"] & object
): PageNode => ({ type: "text", text, ...marks.length > 0 && { marks } });
const paragraph = (...content: PageNode[]): PageNode => ({
  type: "paragraph",
  content,
});
const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const link = (n: number) => ({
  type: "link",
  attrs: { href: `https://example.org/${n}` },
});

const pasted: Record<string, PageNode[]> = {
  "3,000 lines": many(3000, (n) => paragraph(text(`line ${n}`))),
  "5,000 lines": many(5000, (n) => paragraph(text(`${n}`))),
  "a sheet of 300 × 10": [{
    type: "table",
    content: many(300, (row) => ({
      type: "table_row",
      content: many(10, (n) => ({
        type: "table_cell",
        content: [text(`${row}.${n}`)],
      })),
    })),
  }],
  "200 paragraphs of ten links": many(
    200,
    (n) =>
      paragraph(
        ...many(10, (k) => [text("see "), text("here", link(10 * n + k))])
          .flat(),
      ),
  ),
  "a long paragraph": [paragraph(text("字".repeat(pageBounds.text - 1000)))],
  "a paragraph in which every second word is bold": [
    paragraph(
      ...many(
        3000,
        (n) =>
          n % 2 ? text("bold", { type: "strong", attrs: {} }) : text(" plain "),
      ),
    ),
  ],
};

class Writing {
  readonly #mine = new Y.Doc();
  readonly server = new Y.Doc();
  readonly #meta = { mapping: new Map(), isOMark: new Map() };
  readonly history = new Y.UndoManager(pageRoot(this.#mine), {
    trackedOrigins: new Set([ySyncPluginKey]),
    captureTimeout: 0,
  });
  most = 0;

  write(content: readonly PageNode[]): void {
    const doc = Node.fromJSON(schema, { type: "doc", content });
    assert(textLengthOf(doc) <= pageBounds.text, "the editor takes it");
    this.#mine.transact(
      () => updateYFragment(this.#mine, pageRoot(this.#mine), doc, this.#meta),
      ySyncPluginKey,
    );
  }

  send(): void {
    const known = Y.encodeStateVector(this.server);
    const update = Y.encodeStateAsUpdate(this.#mine, known);
    const isOwn = (client: number) => client === this.#mine.clientID;
    for (
      const message of splitLargeUpdate(makeUpdateFrame(update), this.#mine)
    ) {
      const decoder = createDecoder(message);
      for (let n = 0; n < 2; n++) readVarUint(decoder);
      const piece = readVarUint8Array(decoder);
      assert(piece.length <= limits.update, `${piece.length} bytes`);
      const profile = new SharedWriteProfile(pageShape, isOwn);
      const { steps } = inspectUpdate(piece, this.server, profile);
      this.most = Math.max(this.most, steps);
      applyLocally(this.server, [piece]);
    }
    const [here, there] = [this.#mine, this.server].map((doc) =>
      pageRoot(doc).toString()
    );
    assert(here === there, "both have the same");
    this.#meta.mapping.clear();
  }
}

for (const [what, content] of Object.entries(pasted)) {
  Deno.test(`${what} can be pasted, undone, pasted again and deleted (W-1)`, () => {
    const writing = new Writing();
    const around = [paragraph(text("first")), paragraph(text("last"))];
    writing.write(around);
    writing.send();
    const before = pageRoot(writing.server).toString();
    writing.write([around[0], ...content, around[1]]);
    writing.send();
    const after = pageRoot(writing.server).toString();
    assert(after !== before);
    writing.history.undo();
    writing.send();
    assert.equal(pageRoot(writing.server).toString(), before, "in one step");
    writing.history.redo();
    writing.send();
    assert(pageRoot(writing.server).toString() === after);
    writing.write([around[1]]);
    writing.send();
    assert.equal(pageRoot(writing.server).length, 1);
    assert(writing.most < limits.steps, `${writing.most} steps`);
  });
}

Deno.test("a text that gains links after it was sent keeps its page connected (W-1)", () => {
  const content = pasted["200 paragraphs of ten links"];
  const plain = content.map((it) =>
    paragraph(...it.content!.map(({ text: words }) => text(words!)))
  );
  const writing = new Writing();
  for (const each of [plain, content, plain, content]) {
    writing.write(each);
    writing.send();
  }
  assert(writing.most < limits.steps, `${writing.most} steps`);
});

async function withPage(
  test: (it: {
    said: () => readonly string[];
    puts: (client: number, member: string, at: number | null) => void;
    /** Writes as this member, by another client than the caret's. */
    writes: (member: string) => void;
    time: SimulatedTime;
  }) => Promise<void>,
) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const states = new Map<number, CaretState>();
  const listeners = new Set<() => void>();
  const carets: CaretAwareness = {
    clientID: 1,
    getStates: () => states,
    getLocalState: () => states.get(1) ?? null,
    setLocalStateField: () => {},
    on: (_, listener) => void listeners.add(listener),
    off: (_, listener) => void listeners.delete(listener),
  };
  const page = new Y.Doc(), server = new Y.Doc();
  const send = () => Y.applyUpdate(page, Y.encodeStateAsUpdate(server), "wire");
  const puts = (client: number, member: string, at: number | null) => {
    states.set(client, {
      member,
      cursor: at === null ? null : { anchor: at, head: at },
    });
    listeners.forEach((it) => it());
  };
  const writes = (member: string) => {
    const own = new Y.Doc();
    Y.applyUpdate(own, Y.encodeStateAsUpdate(server));
    writePage(own, [{ type: "paragraph" }]);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(own));
    pageWriters(server).set(String(own.clientID), member);
    send();
  };
  puts(2, "ben", 4);
  const made = new Writers(carets, page);
  try {
    await test({ said: () => made.writingMembers.value, puts, writes, time });
  } finally {
    made.close();
    giveBack();
  }
  assert.equal(listeners.size, 0);
}

Deno.test("a person counts as writing while their caret moves, and half a minute after (W-1)", () =>
  withPage(async ({ said, puts, time }) => {
    assert.deepEqual(said(), [], "it may have stood there for an hour");
    puts(2, "ben", 5);
    puts(3, "cem", 1);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(writingTimeoutMs - 1_000);
    puts(2, "ben", 6);
    await time.pass(writingTimeoutMs - 1_000);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(1_001);
    assert.deepEqual(said(), [], "the caret still stands there");
    puts(3, "cem", 2);
    assert.deepEqual(said(), ["cem"]);
    puts(3, "cem", null);
    assert.deepEqual(said(), []);
    puts(2, "ben", null);
    puts(2, "ben", 6);
    assert.deepEqual(said(), [], "who comes back to where they were");
  }));

Deno.test("a person who types at the end of a line counts as writing (W-1)", () =>
  withPage(async ({ said, writes, time }) => {
    writes("ben");
    writes("cem");
    assert.deepEqual(said(), ["ben"], "Cem has no caret in it any more");
    await time.pass(writingTimeoutMs - 1_000);
    writes("ben");
    await time.pass(writingTimeoutMs - 1_000);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(1_001);
    assert.deepEqual(said(), []);
  }));
