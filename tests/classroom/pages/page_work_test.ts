/** Work on whole pages runs outside of the server's thread, in turn, and what costs too much is left as plain text. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { PageJob } from "../../../classroom/pages/page_jobs.ts";
import {
  PageWork,
  runPageJobHere,
} from "../../../classroom/pages/page_work.ts";
import {
  pageRoot,
  readState,
  stateOfPage,
  writePage,
} from "../../../classroom/model/page_tree.ts";

const amy = { session: "s", member: "amy" }, ben = { ...amy, member: "ben" };

/** The work, and the jobs that it has run. */
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
  return stateOfPage(page);
}

Deno.test("a text that many pages begin with is read once (Y4, Z1)", async () => {
  const { work, jobs } = counted();
  const [one, other] = await Promise.all([
    work.begin(amy, "# Leaves"),
    work.begin(ben, "# Leaves"),
  ]);
  assert.deepEqual(one, other);
  assert.equal(jobs.length, 1);
  assert.equal(
    readState(one, (page) => pageRoot(page).toJSON()),
    '<heading level="1">Leaves</heading>',
  );
});

Deno.test("a text that cannot be read in time begins a page as it is, in a code block (Y4, Z1)", async () => {
  const { work, reports } = counted(({ name }) => name === "begin");
  const text = "> - ".repeat(10);
  readState(await work.begin(amy, text), (page) => {
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
  await assert.rejects(work.begin(amy, "# Leaves"), { kind: "too-often" });
  isBusy = false;
  readState(
    await work.begin(amy, "# Leaves"),
    (page) =>
      assert.equal((pageRoot(page).get(0) as Y.XmlElement).nodeName, "heading"),
  );
  assert.equal(jobs.length, 2);
});

Deno.test("a text that makes too long a page begins one in a code block (Z4)", async () => {
  const { work } = counted();
  const state = await work.begin(amy, "-\n".repeat(10_000));
  assert.ok(state.length < 32_000, `${state.length} bytes`);
});

Deno.test("a page that is asked for again is not written again until it changes (Y1)", async () => {
  const { work, jobs } = counted();
  const read = (text: string) =>
    work.write(amy, () => Promise.resolve(pageWith(text)));
  const state = pageWith("one");
  const same = () => work.write(amy, () => Promise.resolve(state.slice()));
  assert.equal((await same()).text, "one");
  assert.equal((await same()).text, "one");
  assert.equal(jobs.length, 1);
  assert.equal((await read("two")).text, "two");
  assert.equal(jobs.length, 2);
});

Deno.test("a page that cannot be written as Markdown in time is written as its words (Y1)", async () => {
  const { work, reports } = counted(({ name }) => name === "write");
  const state = pageWith("*one*");
  const written = await work.write(amy, () => Promise.resolve(state.slice()));
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
    await work.write(client, () => Promise.resolve(pageWith(text)));
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
