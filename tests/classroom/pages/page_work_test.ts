import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  makePageVersion,
  type PageJob,
} from "../../../classroom/pages/page_jobs.ts";
import {
  PageWork,
  runPageJobHere,
} from "../../../classroom/pages/page_work.ts";
import {
  encodePage,
  type PageNode,
  pageRoot,
  pageWriters,
  readPage,
  readStoredPage,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import fc from "fast-check";
import { copyPage } from "../../../classroom/pages/page_copy.ts";
import { property } from "../../random.ts";

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

Deno.test("a text that many pages begin with is read once (Y4, Z1)", async () => {
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

Deno.test("a text that cannot be read in time begins a page as it is, in a code block (Y4, Z1)", async () => {
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

Deno.test("on a machine that is too busy no page begins, and the next try reads the text again", async () => {
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

Deno.test("a text that makes too long a page begins one in a code block (Z4)", async () => {
  const { work } = counted();
  const state = await work.makePage(amy, "-\n".repeat(10_000));
  assert.ok(state.length < 32_000, `${state.length} bytes`);
});

Deno.test("a page that is asked for again is not written again until it changes (Y1)", async () => {
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

Deno.test("a page that cannot be written as Markdown in time is written as its words (Y1)", async () => {
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

Deno.test("a copy has the page's text, marks and authors, and the same page makes the same bytes", () => {
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

Deno.test("a copy without a member has nothing of theirs, and all that others wrote", () => {
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
  Deno.test(`a copy is never longer than its page: ${what} (Y5)`, () => {
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
    property("copies", 100),
  );
});

/** Joins neighbouring texts with the same marks. */
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
