/** Words that a page did not take are kept until they are put aside (S-5, J-7, SYNC-17). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
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
  flushEdits,
  type SharedDocument,
} from "../../../sync/client/shared.ts";
import { makeDeniedFrame, makeStep2Frame } from "../../../sync/protocol.ts";
import { Page } from "../../sync/client/fake_wire.ts";
import { append } from "../../sync/shared_world.ts";

const id = "one", session = "s";
const name = documentNames.page(session, id);

let members = 0;

/** A member with a page, on a device without a copy. */
function somebody() {
  const member = `amy${++members}`;
  const author = { session, member, as: "member" as const };
  forgetDrafts(author);
  return author;
}

type Author = ReturnType<typeof somebody>;

function visit({ wire }: Page, author: Author, epoch = "e"): ClassPages {
  const { member: holder, as } = author;
  return new ClassPages(
    {
      seat: { ...author, role: "student", epoch },
      facts: { document: { doc: new Y.Doc() } },
      openOptions: (document: string) => ({
        document,
        as,
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

async function connects(page: Page, server = new Y.Doc()) {
  page.socket.accept();
  page.socket.answer(name, server);
  page.socket.askFor(name, server);
  await page.time.pass(0);
}

async function writtenOffline(author: Author, words: string): Promise<Y.Doc> {
  await using page = new Page();
  const pages = visit(page, author);
  const opened = await opens(pages);
  const copy = new Y.Doc();
  append(opened.doc, words);
  pages.keepUnsentTexts();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(opened.doc));
  pages.close();
  opened.close();
  assert(listDraftTexts(author).includes(words));
  return copy;
}

Deno.test("words of an earlier visit are kept until they are stored, and then forgotten (S-5)", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "offline");
  await using page = new Page();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  await connects(page);
  assert.deepEqual(listDraftTexts(amy), ["offline"], "the server lacks them");
  page.socket.askFor(name, opened.doc);
  assert.equal(opened.unsent.value, false);
  assert.deepEqual(listDraftTexts(amy), []);
  assert.deepEqual(pages.lostTexts.value, []);
  pages.close();
  opened.close();
});

Deno.test("words of an earlier visit that are in no copy of the page any more are lost, and not forgotten (SYNC-17)", async () => {
  const amy = somebody();
  await writtenOffline(amy, "offline");
  await using page = new Page();
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

Deno.test("what another tab keeps meanwhile is its own to tell", async () => {
  const amy = somebody();
  await using page = new Page();
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

Deno.test("a merge with an open page keeps its words over the reload (J-7)", async () => {
  const ammy = somebody(), amy = somebody();
  await using page = new Page();
  const pages = visit(page, ammy);
  const opened = await opens(pages);
  append(opened.doc, "offline");
  pages.keepUnsentTexts();
  page.socket.accept();
  page.socket.end(name, 4409, "conflict");
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

Deno.test("whoever is merged while no page is open has its words too, though the former copy is gone (J-7)", async () => {
  const ammy = somebody(), amy = somebody();
  await writtenOffline(ammy, "offline");
  storeDraft(ammy, "main", "half a sen");
  handOverDrafts(ammy, amy);
  await using page = new Page();
  assert.deepEqual(visit(page, amy).lostTexts.value, ["offline"]);
  assert.deepEqual([...readDrafts(amy, "main").values()], ["half a sen"]);
});

Deno.test("what a lock did not take is there after a reload, each word once", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "first");
  await using page = new Page();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  append(opened.doc, "second");
  pages.keepUnsentTexts();
  page.socket.accept();
  page.socket.tell(name, makeDeniedFrame("not-allowed"));
  page.socket.answer(name);
  page.socket.tell(name, makeDeniedFrame("not-allowed"));
  await page.time.pass(0);
  page.socket.tell(name, makeStep2Frame(Y.encodeStateAsUpdate(new Y.Doc())));
  const lost = ["first\nsecond"];
  assert.deepEqual(pages.lostTexts.value, lost);
  assert.deepEqual(visit(page, amy).lostTexts.value, lost);
  assert.deepEqual(listDraftTexts(amy), lost);
  pages.close();
});

Deno.test("where a page is begun anew, the words of an earlier visit are lost beside those of this one (SYNC-17)", async () => {
  const amy = somebody();
  const before = await writtenOffline(amy, "first");
  await using page = new Page();
  const pages = visit(page, amy);
  const opened = await opens(pages, before);
  append(opened.doc, "second");
  flushEdits(opened.doc);
  page.socket.accept();
  page.socket.end(name, 4409, "conflict");
  await page.time.pass(0);
  assert.deepEqual(pages.lostTexts.value, ["second", "first"]);
  assert.deepEqual(listDraftTexts(amy).sort(), ["first", "second"]);
  pages.close();
});

Deno.test("words for which a page has no room are told apart from those that came too late (Z5)", async () => {
  for (
    const [code, reason] of [[4413, "too-large"], [4409, "conflict"]] as const
  ) {
    const amy = somebody();
    await using page = new Page();
    const pages = visit(page, amy);
    const opened = await opens(pages);
    append(opened.doc, "much");
    flushEdits(opened.doc);
    page.socket.accept();
    page.socket.end(name, code, reason);
    await page.time.pass(0);
    assert.deepEqual(pages.lostTexts.value, ["much"]);
    assert.equal(pages.isTooMuch("much"), code === 4413);
    pages.close();
  }
});
