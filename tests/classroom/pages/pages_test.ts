import assert from "node:assert/strict";
import { documents as names } from "../../../classroom/model/documents.ts";
import { pages } from "../../../classroom/model/pages_layout.ts";
import { readPage } from "../../../classroom/model/page_tree.ts";
import { refuses, School } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { withPages, writes } from "./paged_lesson.ts";

Deno.test("a group has one page, which begins with its text (W-1)", async () => {
  const { lesson, open } = await withPages();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const opened = await Promise.all([open(amy), open(ben), open(amy)]);
  assert.equal(new Set(opened).size, 1);
  assert.notEqual(await open(cem), opened[0]);
  const s = lesson.session.id;
  assert.deepEqual(await lesson.read(names.page(s, opened[0]), readPage), [
    {
      type: "heading",
      attrs: { level: 1 },
      content: [{ type: "text", text: "Leaves" }],
    },
  ]);
  const all = await lesson.read(
    names.session(s),
    (doc) => [...pages(doc).keys()],
  );
  assert.equal(all.length, 2);
});

Deno.test("a group writes its page, others do not see it, staff write in all (W-1, A1)", async () => {
  const { lesson, teacher, open, may, red } = await withPages();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  assert.equal(await may(amy, page), "shared");
  assert.equal(await may(ben, page), "shared");
  assert.equal(await may(cem, page), 4404);
  assert.equal(await open(teacher, red.id), page);
  assert.equal(await may(teacher, page), "shared");
});

Deno.test("locked, students read and staff write; opened again all write (W-2)", async () => {
  const { lesson, app, teacher, shared, open, may } = await withPages();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  await app.resources.change(teacher, shared.id, { locked: true });
  assert.equal(await may(amy, page), "read");
  assert.equal(await may(teacher, page), "shared");
  await app.resources.change(teacher, shared.id, { locked: false });
  assert.equal(await may(amy, page), "shared");
});

Deno.test("a student who changes groups changes pages (W-4)", async () => {
  const { lesson, put, open, may, blue } = await withPages();
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const before = await open(amy), other = await open(cem);
  await put(amy, blue);
  assert.equal(await may(amy, before), 4403);
  assert.equal(await open(amy), other);
  assert.equal(await may(amy, other), "shared");
});

Deno.test("a page per student is private, a page per class is shared (W-1)", async () => {
  const each = await withPages("student");
  const [amy, ben] = each.lesson.students;
  {
    await using _ = each.lesson;
    const [hers, his] = [await each.open(amy), await each.open(ben)];
    assert.notEqual(hers, his);
    assert.equal(await each.may(ben, hers), 4404);
  }
  const { lesson, open, may } = await withPages("class");
  await using _ = lesson;
  const [one, other] = lesson.students;
  assert.equal(await open(one), await open(other));
  assert.equal(await may(one, await open(other)), "shared");
});

Deno.test("a student without a group has no page, and a page taken back is hidden (W-1)", async () => {
  const { lesson, app, teacher, shared, put, open, may } = await withPages();
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(cem);
  await put(amy, null);
  await refuses(open(amy), "not-in-room");
  const wall = await app.resources.share(teacher, { wall: {} });
  const noPage = app.pages.open(cem, { resource: wall.id });
  await refuses(noPage, "not-found");
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await may(cem, page), 4404);
  assert.equal(await may(teacher, page), "read");
  await app.resources.bringBack(teacher, shared.id);
  assert.equal(await may(cem, page), "shared");
  assert.equal(await open(cem), page);
});

Deno.test("erasure takes one writer's words, and the page moves to another document (O-3, W-4)", async () => {
  const { lesson, app, teacher, open, may } = await withPages();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await writes(lesson, amy, page, "Stomata let air in");
  await writes(lesson, ben, page, "Roots drink water");
  assert(await isStored(lesson, "Stomata"), "it would be found");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  const next = await open(ben);
  assert.notEqual(next, page);
  assert.equal(await may(ben, page), 4409);
  const now = await lesson.read(names.page(ben.session, next), readPage);
  assert.deepEqual(now.map(({ content }) => content?.[0].text), [
    "Leaves",
    "Roots drink water",
  ]);
});

Deno.test("a student reads their own page after the class, in their browser (W-1, S-5)", async () => {
  const { lesson, app, open } = await withPages("student");
  await using _ = lesson;
  const browser = lesson.school.browser();
  const dan = await lesson.student("Dan", browser);
  await writes(lesson, dan, await open(dan), "Roots drink water");
  await writes(lesson, lesson.students[0], await open(lesson.students[0]), "x");
  const mine = async () =>
    (await app.myWork.all(browser.from)).pages.map(({ name, text }) => [
      name,
      text.trim(),
    ]);
  const page = ["A leaf", "# Leaves\n\nRoots drink water"];
  assert.deepEqual(await mine(), [page]);
  const { id } = lesson.session;
  await app.sessions.end(lesson.school.teacher, id, { now: true });
  assert.deepEqual(await mine(), [page]);
});

Deno.test("a page's first text can be changed until its class begins (W-1, S-7)", async () => {
  await using school = await School.open();
  const { sessions, resources, pages: opening, sync } = school.app;
  const startsAt = new Date(school.time.now + 3_600_000).toISOString();
  const { id, code } = await school.session({ startsAt });
  const owner = await school.owner(id);
  const { id: resource } = await resources.share(owner, {
    page: { name: "A leaf", text: "Wich?", per: "class" },
  });
  await resources.change(owner, resource, { text: "Which?" });
  school.time.now += 3_600_000;
  await sessions.wake(id);
  const change = { text: "Late" };
  await refuses(resources.change(owner, resource, change), "conflict");
  const name = names.page(id, await opening.open(owner, { resource }));
  const read = await sync.read(id, [name], ({ doc }) => readPage(doc(name)));
  assert.deepEqual(read[0].content, [{ type: "text", text: "Which?" }]);
  const browser = school.browser();
  await browser.join(code, "Amy");
  const amy = await browser.who(id);
  assert(amy);
  await refuses(resources.change(amy, resource, change), "not-allowed");
});

for (
  const [what, text] of [
    ["a table of 400 rows", table(400, 4)],
    ["a list of 2,500 items", "- a\n".repeat(2500)],
  ] as const
) {
  Deno.test(`a whole class opens pages at once that begin with ${what} (S6, Z4)`, async () => {
    const { lesson, open } = await withPages("student", text);
    await using _ = lesson;
    const more = await Promise.all(
      Array.from({ length: 17 }, (_, n) => lesson.student(`Student ${n}`)),
    );
    const all = [...lesson.students, ...more];
    const pages = await Promise.all(all.map((who) => open(who)));
    assert.equal(new Set(pages).size, 20);
    for (const page of pages) {
      const nodes = await lesson.read(
        names.page(lesson.session.id, page),
        readPage,
      );
      assert.notEqual(nodes[0].type, "code_block");
    }
  });
}

function table(rows: number, columns: number): string {
  const row = (cell: string) => `|${`${cell}|`.repeat(columns)}\n`;
  return row("a") + row("-") + row("bcd").repeat(rows);
}
