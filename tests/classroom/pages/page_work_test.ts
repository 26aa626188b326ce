/** Reading, writing, copying and earlier versions of pages (W-1, W-2, W-4). */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  encodePage,
  type PageNode,
  pageRoot,
  readPage,
  readStoredPage,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import { pageWriters } from "../../../classroom/model/roots.ts";
import { copyPage } from "../../../classroom/pages/page_copy.ts";
import {
  makePageVersion,
  type PageJob,
} from "../../../classroom/pages/page_jobs.ts";
import {
  PageWork,
  runPageJobHere,
} from "../../../classroom/pages/page_work.ts";
import { limits } from "../../../sync/limits.ts";
import { propertyOptions } from "../../random.ts";
import { assertRefused } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { beginPagedLesson, writeParagraph } from "./paged_lesson.ts";

const amy = { session: "s", member: "amy" }, ben = { ...amy, member: "ben" };

function counted(
  ends: (job: PageJob) => boolean = () => false,
  ended = "Script execution timed out",
) {
  const jobs: PageJob[] = [], reports: string[] = [];
  const work = new PageWork(
    (job) => {
      jobs.push(job);
      if (ends(job)) return Promise.resolve({ ended });
      return runPageJobHere(job);
    },
    (what) => reports.push(what),
  );
  return { work, jobs, reports };
}

function pageWith(text: string): Uint8Array<ArrayBuffer> {
  const page = new Y.Doc();
  writePage(page, [{ type: "paragraph", content: [{ type: "text", text }] }]);
  return encodePage(page);
}

Deno.test("a text that many pages begin with is parsed once", async () => {
  const { work, jobs } = counted();
  const [one, other] = await Promise.all([
    work.makePage(amy, "# Leaves"),
    work.makePage(ben, "# Leaves"),
  ]);
  assert.deepEqual(one, other);
  assert.equal(jobs.length, 1);
  assert.equal(
    readStoredPage(one, (page) => pageRoot(page).toJSON()),
    '<heading level="1">Leaves</heading>',
  );
});

Deno.test("a text that cannot be parsed in time begins a page as a code block", async () => {
  const { work, reports } = counted(({ name }) => name === "begin");
  const text = "> - ".repeat(10);
  readStoredPage(await work.makePage(amy, text), (page) => {
    assert.equal(
      (pageRoot(page).get(0) as Y.XmlElement).nodeName,
      "code_block",
    );
    assert.ok(pageRoot(page).toString().includes(text));
  });
  assert.deepEqual(reports, ["work on a page was ended"]);
});

Deno.test("on an overloaded machine no page begins, and the next try parses the text again", async () => {
  let isBusy = true;
  const { work, jobs } = counted(() => isBusy, "late");
  await assert.rejects(work.makePage(amy, "# Leaves"), { kind: "too-often" });
  isBusy = false;
  readStoredPage(
    await work.makePage(amy, "# Leaves"),
    (page) =>
      assert.equal((pageRoot(page).get(0) as Y.XmlElement).nodeName, "heading"),
  );
  assert.equal(jobs.length, 2);
});

Deno.test("a text that makes too long a page begins one as a code block", async () => {
  const { work } = counted();
  const state = await work.makePage(amy, "-\n".repeat(10_000));
  assert.ok(state.length < 32_000, `${state.length} bytes`);
});

Deno.test("a page requested again is not rendered again until it changes", async () => {
  const { work, jobs } = counted();
  const read = (text: string) =>
    work.writeMarkdown(amy, () => Promise.resolve(pageWith(text)));
  const state = pageWith("one");
  const same = () =>
    work.writeMarkdown(amy, () => Promise.resolve(state.slice()));
  assert.equal((await same()).text, "one");
  assert.equal((await same()).text, "one");
  assert.equal(jobs.length, 1);
  assert.equal((await read("two")).text, "two");
  assert.equal(jobs.length, 2);
});

Deno.test("a page that cannot be rendered as Markdown in time is exported as plain text", async () => {
  const { work, reports } = counted(({ name }) => name === "write");
  const state = pageWith("*one*");
  const written = await work.writeMarkdown(
    amy,
    () => Promise.resolve(state.slice()),
  );
  assert.equal(written.text, "    *one*");
  assert.deepEqual(written.pieces, [{ text: "    *one*" }]);
  assert.equal(reports.length, 1);
});

Deno.test("one job runs at a time, and members of a class in turn", async () => {
  const order: string[] = [];
  let running = 0;
  const work = new PageWork(async (job) => {
    assert.equal(++running, 1);
    await Promise.resolve();
    running--;
    return await runPageJobHere(job);
  }, () => {});
  const write = async (client: typeof amy, text: string) => {
    await work.writeMarkdown(client, () => Promise.resolve(pageWith(text)));
    order.push(text);
  };
  await Promise.all([
    write(amy, "a1"),
    write(amy, "a2"),
    write(amy, "a3"),
    write(ben, "b1"),
  ]);
  assert.deepEqual(order, ["a1", "a2", "b1", "a3"]);
});

/** A page whose writers have a device each. */
class Written {
  readonly page = new Y.Doc();

  by(member: string, client: number, write: (doc: Y.Doc) => void): this {
    const device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(this.page));
    device.clientID = client;
    write(device);
    Y.applyUpdate(this.page, Y.encodeStateAsUpdate(device));
    pageWriters(this.page).set(String(client), member);
    return this;
  }

  get size(): number {
    return Y.encodeStateAsUpdate(this.page).length;
  }
}

function paragraph(doc: Y.Doc, at: number): Y.XmlText {
  return (pageRoot(doc).get(at) as Y.XmlElement).get(0) as Y.XmlText;
}

function addParagraph(doc: Y.Doc, text: string, marks = {}): void {
  const element = new Y.XmlElement("paragraph"), run = new Y.XmlText();
  run.insert(0, text, marks);
  element.insert(0, [run]);
  pageRoot(doc).push([element]);
}

function copyOf(page: Y.Doc, without?: ReadonlySet<string>): Y.Doc {
  const copy = new Y.Doc();
  copyPage(page, copy, { without });
  return copy;
}

/** Each character with its author. */
function authored(page: Y.Doc): [string, string | undefined][] {
  const known = pageWriters(page);
  const found: [string, string | undefined][] = [];
  const walk = (type: Y.XmlFragment) => {
    for (let item = type._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      const { content, id } = item;
      if (content instanceof Y.ContentType) {
        walk(content.type as Y.XmlFragment);
      } else if (content instanceof Y.ContentString) {
        const author = known.get(String(id.client));
        for (const it of content.str) found.push([it, author]);
      }
    }
  };
  walk(pageRoot(page));
  return found;
}

Deno.test("a copy has the page's text, marks and authors, and is deterministic", () => {
  const { page } = new Written()
    .by("amy", 4_000_000_001, (doc) => {
      addParagraph(doc, "Leaves are green", { strong: {} });
      addParagraph(doc, "Roots drink");
    })
    .by("ben", 4_000_000_002, (doc) => {
      paragraph(doc, 0).insert(6, " of trees");
      paragraph(doc, 0).format(0, 6, { link: { href: "https://a.test" } });
      paragraph(doc, 1).delete(0, 6);
    });
  const copy = copyOf(page);
  assert.deepEqual(readPage(copy), readPage(page));
  assert.deepEqual(authored(copy), authored(page));
  const { state } = makePageVersion(page);
  assert.deepEqual(makePageVersion(page).state, state);
  assert.deepEqual(makePageVersion(copy).state, state);
});

Deno.test("a copy without a member omits everything of theirs, and nothing of others", () => {
  const { page } = new Written()
    .by("amy", 11, (doc) => {
      addParagraph(doc, "Amy’s");
      addParagraph(doc, "Hers");
    })
    .by("ben", 12, (doc) => paragraph(doc, 0).insert(5, " and Ben’s"));
  const copy = copyOf(page, new Set(["amy"]));
  assert.equal(pageRoot(copy).toJSON(), "<paragraph> and Ben’s</paragraph>");
  assert.deepEqual([...new Set(pageWriters(copy).values())], ["ben"]);
  const bytes = new TextDecoder("latin1").decode(Y.encodeStateAsUpdate(copy));
  assert.ok(!bytes.includes("Amy") && !bytes.includes("amy"));
});

Deno.test("a copy has no empty run and no mark without text", () => {
  const { page } = new Written().by("amy", 11, (doc) => {
    addParagraph(doc, "Leaf");
    for (let n = 0; n < 50; n++) {
      (pageRoot(doc).get(0) as Y.XmlElement).push([new Y.XmlText()]);
    }
    const run = paragraph(doc, 0);
    for (let n = 0; n < 50; n++) {
      run.insert(4, "x", { strong: {} });
      run.delete(4, 1);
    }
  });
  const [leaf] = copyOf(page).store.clients.values();
  assert.ok(leaf.length <= 4, `${leaf.length} structs`);
});

/** Pages that a naive copy makes longer: by client ids, runs, marks over others' text, and attributes. */
const hostile: [string, (written: Written) => void][] = [
  ["empty runs of a short client id", (written) => {
    written.by("amy", 1, (doc) => {
      addParagraph(doc, "a");
      const runs = Array.from({ length: 500 }, () => new Y.XmlText());
      (pageRoot(doc).get(0) as Y.XmlElement).insert(0, runs);
    });
  }],
  ["paragraphs of a short client id", (written) => {
    written.by("amy", 1, (doc) => {
      const all = Array.from(
        { length: 500 },
        () => new Y.XmlElement("paragraph"),
      );
      pageRoot(doc).insert(0, all);
    });
  }],
  ["single characters of two members under one long link", (written) => {
    const href = `https://a.test/${"a".repeat(1900)}`;
    written.by(
      "amy",
      1,
      (doc) => addParagraph(doc, "ab".repeat(100), { link: { href } }),
    );
    for (let n = 0; n < 100; n++) {
      written.by("ben", 2, (doc) => paragraph(doc, 0).insert(2 * n + 1, "c"));
    }
  }],
];

for (const [what, make] of hostile) {
  Deno.test(`a copy is never longer than its page: ${what}`, () => {
    const written = new Written();
    make(written);
    const copy = Y.encodeStateAsUpdate(copyOf(written.page)).length;
    assert.ok(copy <= written.size, `${copy} of ${written.size} bytes`);
  });
}

const change = fc.record({
  by: fc.constantFrom("amy", "ben", "cem"),
  what: fc.constantFrom("add", "insert", "mark", "unmark", "delete"),
  at: fc.nat(40),
  length: fc.nat(5),
  mark: fc.constantFrom("strong", "em", "link"),
});

Deno.test("copies of random pages say the same and are not longer", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const written = new Written()
        .by("amy", 101, (doc) => addParagraph(doc, "Leaves"));
      const clients = { amy: 101, ben: 102, cem: 103 };
      for (const { by, what, at, length, mark } of changes) {
        written.by(by, clients[by as keyof typeof clients], (doc) => {
          const run = paragraph(doc, at % pageRoot(doc).length);
          const start = at % (run.length + 1);
          const most = Math.min(length, run.length - start);
          if (what === "add") addParagraph(doc, "Roots");
          else if (what === "insert") run.insert(start, "word");
          else if (what === "delete") run.delete(start, most);
          else {
            run.format(start, most, { [mark]: what === "mark" ? {} : null });
          }
        });
      }
      const copy = copyOf(written.page);
      assert.deepEqual(joined(readPage(copy)), joined(readPage(written.page)));
      const size = Y.encodeStateAsUpdate(copy).length;
      assert.ok(size <= written.size, `${size} of ${written.size} bytes`);
      assert.deepEqual(
        makePageVersion(copy).state,
        makePageVersion(written.page).state,
      );
    }),
    propertyOptions("copies", 100),
  );
});

function joined(nodes: readonly PageNode[]): PageNode[] {
  const all: PageNode[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (
      node.type === "text" && last?.type === "text" &&
      JSON.stringify(last.marks) === JSON.stringify(node.marks)
    ) {
      all[all.length - 1] = { ...last, text: last.text! + node.text };
    } else {
      all.push(
        node.content ? { ...node, content: joined(node.content) } : node,
      );
    }
  }
  return all;
}

const turn = () => new Promise<void>((done) => setTimeout(done));

/** A lesson whose writes are a minute apart. */
async function inTime() {
  const paged = await beginPagedLesson();
  const { lesson, app, teacher, shared, red, open } = paged;
  const of = { resource: shared.id, of: red.id };
  const times = () => app.versions.listTimes(teacher, of);
  return {
    ...paged,
    of,
    times,
    /** Writes, and waits until the state before is a version. */
    async later(who: Identity, text: string, page?: string) {
      page ??= await open(who);
      // The first version is that of the new page.
      while ((await times()).length === 0) await turn();
      const before = (await times()).length;
      lesson.school.time.now += pageBounds.versionEvery;
      await writeParagraph(lesson, who, page, text);
      while ((await times()).length === before) await turn();
    },
    reads: async () =>
      await lesson.read(
        names.page(lesson.session.id, await open(teacher, red.id)),
        (doc) =>
          readPage(doc).map(({ content }) =>
            content?.map(({ text }) => text).join("")
          ),
      ),
  };
}

Deno.test("a removed student's text can be removed from a page, and restored (W-4)", async () => {
  const { lesson, app, teacher, open, of, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  await writeParagraph(lesson, amy, page, "Stomata let air in");
  await writeParagraph(lesson, ben, page, "Roots drink water");
  await app.membership.removeMember(teacher, amy.member);
  const takeOut = (who: Identity, member: string) =>
    app.versions.removeTextOf(who, { ...of, member });
  await assertRefused(takeOut(ben, amy.member), "not-allowed");
  await assertRefused(takeOut(teacher, cem.member), "not-found");
  const before = await takeOut(teacher, amy.member);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.deepEqual(await reads(), [
    "Leaves",
    "Stomata let air in",
    "Roots drink water",
  ]);
});

Deno.test("a page is restored to an earlier version, and that can be undone (W-2)", async () => {
  const { lesson, app, teacher, open, may, of, times, later, reads } =
    await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink 水分");
  const [now, then] = await times();
  assert.deepEqual([then.wrote, then.words], [1, 5]);
  assert.deepEqual([now.wrote, now.words], [2, 9]);
  assert.deepEqual(
    [now.newLine, then.newLine],
    ["Roots drink 水分", "Stomata let air in"],
    "what is new at each time is told",
  );
  const before = await app.versions.restoreVersion(teacher, {
    ...of,
    at: then.at,
  });
  assert.deepEqual(await reads(), ["Leaves", "Stomata let air in"]);
  assert.equal(await may(amy, page), 4409);
  assert.equal(before, now.at, "it was kept as it was already");
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.deepEqual(await reads(), [
    "Leaves",
    "Stomata let air in",
    "Roots drink 水分",
  ]);
});

Deno.test("only staff restore, and only a version that exists (W-2)", async () => {
  const { lesson, app, teacher, open, of, times, later } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  await later(amy, "Stomata let air in", await open(amy));
  const [{ at }] = await times();
  for (const wrong of [{ ...of, at: at + 1 }, { ...of, of: "class", at }]) {
    const asked = app.versions.restoreVersion(teacher, wrong);
    await assertRefused(asked, "not-found");
  }
  const student = app.versions.restoreVersion(amy, { ...of, at });
  await assertRefused(student, "not-allowed");
});

Deno.test("the page before a restore can be restored, whatever is kept (W-2)", async () => {
  const { lesson, app, teacher, open, of, times, reads } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const writesFor = async (minutes: number, text: string) => {
    for (let n = 0; n < minutes; n++) {
      const [newest] = await times();
      lesson.school.time.now += pageBounds.versionEvery;
      await writeParagraph(lesson, amy, await open(amy), `${text} ${n}`);
      while ((await times())[0]?.at === newest?.at) await turn();
    }
  };
  await writesFor(pageBounds.versions + 1, "before");
  // Within a minute of the last version.
  lesson.school.time.now += 10;
  await writeParagraph(lesson, amy, await open(amy), "the last of it");
  const { at } = (await times()).at(-1)!;
  const before = await app.versions.restoreVersion(teacher, { ...of, at });
  await writesFor(5, "after");
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.equal((await reads()).at(-1), "the last of it");
});

Deno.test("erasure removes a student's text from every earlier version (O-3, W-4)", async () => {
  const { lesson, app, teacher, of, times, later, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink water");
  const [both, first] = await times();
  await app.versions.restoreVersion(teacher, { ...of, at: first.at });
  await app.versions.restoreVersion(teacher, { ...of, at: both.at });
  assert(await isStored(lesson, "Stomata"), "it would be found");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.versions.restoreVersion(teacher, { ...of, at: both.at });
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  assert.deepEqual(await reads(), ["Leaves"]);
});

Deno.test("erasure removes all versions of a student's own page (O-3, W-4)", async () => {
  const { lesson, app, teacher, shared, open } = await beginPagedLesson(
    "student",
  );
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const times = () =>
    app.versions.listTimes(teacher, { resource: shared.id, of: amy.member });
  for (const text of ["Stomata let air in", "and water out"]) {
    const before = (await times()).length;
    lesson.school.time.now += pageBounds.versionEvery;
    await writeParagraph(lesson, amy, page, text);
    while ((await times()).length === before) await turn();
  }
  assert(await isStored(lesson, "Stomata"), "it would be found");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
});

Deno.test("erasure during a restore of the page overlooks nothing (O-3, W-4)", async () => {
  const { lesson, app, teacher, of, times, later, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink water");
  const [both] = await times();
  await Promise.all([
    app.erasure.erase(teacher, amy.member),
    ...[1, 2, 3].map(() =>
      app.versions.restoreVersion(teacher, { ...of, at: both.at })
    ),
  ]);
  assert.equal(await isStored(lesson, "Stomata"), false);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
});

Deno.test("long versions displace only long ones (W-2)", async () => {
  const { lesson, app, teacher, of, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  for (const text of ["one", "two", "three"]) await later(amy, text, page);
  const short = (await times()).map(({ at }) => at);
  for (let n = 0; n < 20; n++) {
    const [{ at }] = await times();
    lesson.school.time.now += pageBounds.versionEvery;
    await writeParagraph(
      lesson,
      amy,
      page,
      n === 0 ? "x".repeat(60_000) : "more",
    );
    while ((await times())[0].at === at) await turn();
  }
  const left = (await times()).map(({ at }) => at);
  assert(left.length < short.length + 20, "some long ones went");
  assert.deepEqual(left.slice(-3), short.slice(-3));
  for (let n = 0; n < 20; n++) {
    lesson.school.time.now += 10;
    await writeParagraph(lesson, amy, await open(amy), `${n}`);
    const [{ at }] = await times();
    const before = await app.versions.restoreVersion(teacher, { ...of, at });
    await app.versions.restoreVersion(teacher, { ...of, at: before });
  }
  const still = (await times()).map(({ at }) => at);
  assert.deepEqual(still.slice(-3), short.slice(-3));
});

Deno.test("the longest page is restored and erased from in commits of at most two copies (O-3, SYNC-6)", async () => {
  const { lesson, app, teacher, open, of, times, later } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  await later(ben, "Roots drink water", page);
  const [{ at }] = await times();
  const name = names.page(s, page);
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const line = new Y.XmlElement("paragraph");
    pageRoot(device).push([line]);
    const formulas = (limits.sharedDocument - 8000) / 6100;
    for (let n = 0; n < formulas; n++) {
      const formula = new Y.XmlElement("math_inline");
      formula.setAttribute("tex", "葉".repeat(2000));
      line.push([formula]);
    }
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set(String(device.clientID), amy.member);
  });
  const full = await app.versions.restoreVersion(teacher, { ...of, at });
  await app.versions.restoreVersion(teacher, { ...of, at: full });
  const taken = await app.versions.removeTextOf(teacher, {
    ...of,
    member: ben.member,
  });
  await app.versions.restoreVersion(teacher, { ...of, at: taken });
  assert(await isStored(lesson, "Roots drink"), "it would be found");
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  assert.notEqual(await open(amy), page);
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "葉葉葉"), false);
});

Deno.test("a page full of empty runs is erased from to the last byte (O-3)", async () => {
  const { lesson, app, teacher, open } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  await writeParagraph(lesson, ben, page, "Roots drink water");
  const name = names.page(s, page);
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    device.clientID = 1;
    const line = new Y.XmlElement("paragraph");
    pageRoot(device).push([line]);
    line.insert(
      0,
      Array.from({ length: limits.sharedStructs }, () => new Y.XmlText()),
    );
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set("1", amy.member);
  });
  assert(await isStored(lesson, "Roots drink"), "it would be found");
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  const next = await open(amy);
  const { clients } = await lesson.read(
    names.page(s, next),
    ({ store }) => store,
  );
  assert.ok([...clients.values()].every(({ length }) => length < 100));
});

Deno.test("an idle page is kept as a version, so that a later deletion can be undone (W-2)", async () => {
  const { lesson, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const set = globalThis.setTimeout;
  let minute: { ends(): void; ms: number } | undefined;
  globalThis.setTimeout = ((ends: () => void, ms = 0) => {
    if (ms < pageBounds.versionEvery / 2) return set(ends, ms);
    minute = { ends, ms };
    return 0;
  }) as typeof setTimeout;
  try {
    await later(amy, "Stomata let air in", page);
    const [first] = await times();
    await writeParagraph(lesson, amy, page, "and water out");
    while (!minute) await turn();
    assert.equal((await times())[0].at, first.at);
    lesson.school.time.now += minute.ms;
    minute.ends();
    while ((await times())[0].at === first.at) await turn();
    assert.equal((await times())[0].words, first.words + 3);
  } finally {
    globalThis.setTimeout = set;
  }
});

Deno.test("versions are limited, and the first and newest stay (W-2)", async () => {
  const { lesson, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  while ((await times()).length < pageBounds.versions) {
    await later(amy, "more", page);
  }
  const before = await times();
  lesson.school.time.now += pageBounds.versionEvery;
  await writeParagraph(lesson, amy, page, "the last of all");
  let now = await times();
  while (now[0].at === before[0].at) {
    await turn();
    now = await times();
  }
  assert.equal(now.length, pageBounds.versions);
  assert.equal(now.at(-1)!.at, before.at(-1)!.at);
});

Deno.test("a page document beyond 256 KiB is renewed with its writers (W-4)", async () => {
  const { lesson, app, open, may, reads } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  const name = names.page(s, page);
  lesson.school.time.now += pageBounds.versionEvery;
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const text = new Y.XmlText(), line = new Y.XmlElement("paragraph");
    device.transact(() => {
      line.insert(0, [text]);
      pageRoot(device).push([line]);
      // Each insertion at the start is a struct of its own.
      for (let n = 0; n < 60_000; n++) text.insert(0, "ab"[n % 2]);
    });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set(String(device.clientID), amy.member);
  });
  while (await may(amy, page) !== 4409) await turn();
  const fresh = await open(amy);
  const [size, known] = await lesson.read(
    names.page(s, fresh),
    (
      doc,
    ) => [Y.encodeStateAsUpdate(doc).length, [...pageWriters(doc).values()]],
  );
  assert((size as number) < 70_000, `${size} bytes`);
  assert.deepEqual(known, [amy.member]);
  assert.deepEqual(await reads(), ["Leaves", "ba".repeat(30_000)]);
});
