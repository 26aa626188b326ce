import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { pageKey } from "../../../classroom/model/pages_layout.ts";
import { readPage } from "../../../classroom/model/page_tree.ts";
import { assertRefused, School } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { beginPagedLesson, writeParagraph } from "./paged_lesson.ts";
import { decideOnClass } from "../../../classroom/model/layout.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { searchShared } from "../../../classroom/record/history_search.ts";
import { readPageRecords } from "../../../classroom/record/page_record.ts";
import { resourcesToCarryOver } from "../../../classroom/sessions/carried_over.ts";
import type {
  BroughtBackSource,
  ResourceSecret,
  SharedPage,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  pageEntries,
  sharedResources,
} from "../../../classroom/model/roots.ts";
import {
  presentChoice,
  resourceSecrets,
} from "../../../classroom/model/staff_roots.ts";

Deno.test("a group has one page, which begins with its text (W-1)", async () => {
  const { lesson, open } = await beginPagedLesson();
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
    (doc) => [...pageEntries(doc).keys()],
  );
  assert.equal(all.length, 2);
});

Deno.test("a group writes its page, others do not see it, staff write in all (W-1, ACCESS-1)", async () => {
  const { lesson, teacher, open, may, red } = await beginPagedLesson();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  assert.equal(await may(amy, page), "shared");
  assert.equal(await may(ben, page), "shared");
  assert.equal(await may(cem, page), 4404);
  assert.equal(await open(teacher, red.id), page);
  assert.equal(await may(teacher, page), "shared");
});

Deno.test("students only read a locked page, and write again once it is unlocked (W-2)", async () => {
  const { lesson, app, teacher, shared, open, may } = await beginPagedLesson();
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
  const { lesson, put, open, may, blue } = await beginPagedLesson();
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const before = await open(amy), other = await open(cem);
  await put(amy, blue);
  assert.equal(await may(amy, before), 4403);
  assert.equal(await open(amy), other);
  assert.equal(await may(amy, other), "shared");
});

Deno.test("a page per student is private, a page per class is shared (W-1)", async () => {
  const each = await beginPagedLesson("student");
  const [amy, ben] = each.lesson.students;
  {
    await using _ = each.lesson;
    const [hers, his] = [await each.open(amy), await each.open(ben)];
    assert.notEqual(hers, his);
    assert.equal(await each.may(ben, hers), 4404);
  }
  const { lesson, open, may } = await beginPagedLesson("class");
  await using _ = lesson;
  const [one, other] = lesson.students;
  assert.equal(await open(one), await open(other));
  assert.equal(await may(one, await open(other)), "shared");
});

Deno.test("a student without a group has no page, and a page taken back is hidden (W-1)", async () => {
  const { lesson, app, teacher, shared, put, open, may } =
    await beginPagedLesson();
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(cem);
  await put(amy, null);
  await assertRefused(open(amy), "not-in-room");
  const wall = await app.resources.share(teacher, { wall: {} });
  const noPage = app.pages.openPage(cem, { resource: wall.id });
  await assertRefused(noPage, "not-found");
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await may(cem, page), 4404);
  assert.equal(await may(teacher, page), "read");
  await app.resources.restore(teacher, shared.id);
  assert.equal(await may(cem, page), "shared");
  assert.equal(await open(cem), page);
});

Deno.test("erasure removes one writer's text and moves the page to another document (O-3, W-4)", async () => {
  const { lesson, app, teacher, open, may } = await beginPagedLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await writeParagraph(lesson, amy, page, "Stomata let air in");
  await writeParagraph(lesson, ben, page, "Roots drink water");
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
  const { lesson, app, open } = await beginPagedLesson("student");
  await using _ = lesson;
  const browser = lesson.school.newBrowser();
  const dan = await lesson.addStudent("Dan", browser);
  await writeParagraph(lesson, dan, await open(dan), "Roots drink water");
  await writeParagraph(
    lesson,
    lesson.students[0],
    await open(lesson.students[0]),
    "x",
  );
  const mine = async () =>
    (await app.myWork.listAll(browser.from)).pages.map(({ name, text }) => [
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
  const { id, code } = await school.createSession({ startsAt });
  const owner = await school.ownerIdentity(id);
  const { id: resource } = await resources.share(owner, {
    page: { name: "A leaf", text: "Wich?", per: "class" },
  });
  await resources.change(owner, resource, { text: "Which?" });
  school.time.now += 3_600_000;
  await sessions.beginIfDue(id);
  const change = { text: "Late" };
  await assertRefused(resources.change(owner, resource, change), "conflict");
  const name = names.page(id, await opening.openPage(owner, { resource }));
  const read = await sync.read(id, [name], ({ doc }) => readPage(doc(name)));
  assert.deepEqual(read[0].content, [{ type: "text", text: "Which?" }]);
  const browser = school.newBrowser();
  await browser.join(code, "Amy");
  const amy = await browser.identityIn(id);
  assert(amy);
  await assertRefused(resources.change(amy, resource, change), "not-allowed");
});

for (
  const [what, text] of [
    ["a table of 400 rows", table(400, 4)],
    ["a list of 2,500 items", "- a\n".repeat(2500)],
  ] as const
) {
  Deno.test(`a whole class opens pages at once that begin with ${what} (SYNC-6)`, async () => {
    const { lesson, open } = await beginPagedLesson("student", text);
    await using _ = lesson;
    const more = await Promise.all(
      Array.from({ length: 17 }, (_, n) => lesson.addStudent(`Student ${n}`)),
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

type PagedLesson = Awaited<ReturnType<typeof beginPagedLesson>>;

/** Shows a page to the class or on Present; null: the page itself is shown. */
function bringBack(
  { app, teacher, shared }: PagedLesson,
  of: string,
  more: {
    to?: "class" | "present";
    press?: string;
  } = {},
): Promise<SharedPage | null> {
  return app.broughtBack.bringBack(teacher, {
    resource: shared.id,
    of,
    name: "A leaf, Red",
    to: "class",
    press: undefined,
    ...more,
  });
}

function documentOf({ lesson }: PagedLesson, { id }: SharedPage) {
  return lesson.read(
    names.session(lesson.session.id),
    (doc) => pageEntries(doc).get(pageKey({ resource: id, of: "class" }))?.page,
  );
}

async function wordsOf({ lesson }: PagedLesson, page: string) {
  const name = names.page(lesson.session.id, page);
  const nodes = await lesson.read(name, readPage);
  return nodes.map(({ content = [] }) => content[0]?.text);
}

Deno.test("a shown page of a group is read by the class and written by the group (W-3, ACCESS-1)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, shared, red, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(amy);
  assert.equal(await may(cem, page), 4404);
  const back = await bringBack(all, red.id);
  assert(back?.from?.live);
  assert.equal(await may(cem, page), "read");
  assert.equal(await may(amy, page), "shared");
  assert.equal((await bringBack(all, red.id))?.id, back.id, "it is there once");

  await app.resources.takeBack(teacher, back.id);
  assert.equal(await may(cem, page), 4404);
  await app.resources.restore(teacher, back.id);
  assert.equal(await may(cem, page), "read");
  await app.resources.change(teacher, shared.id, { locked: true });
  assert.equal(await may(cem, page), "read");
});

Deno.test("a student moved out of a group reads its page while it is shown (W-3, W-4)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, red, blue, put, open, may } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const back = await bringBack(all, red.id);
  await put(amy, blue);
  assert.equal(await may(amy, page), "read");
  await app.resources.takeBack(teacher, back!.id);
  assert.equal(await may(amy, page), 4403);
});

Deno.test("taking pages back hides shown ones, and bringing them back shows them again (W-3)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, shared, red, blue, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const [hers, his] = [await open(amy), await open(cem)];
  await bringBack(all, red.id);
  const other = await bringBack(all, blue.id);
  await app.resources.takeBack(teacher, other!.id);
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await may(cem, hers), 4404);
  assert.deepEqual(await app.resources.list(teacher), []);
  await app.resources.restore(teacher, shared.id);
  assert.equal(await may(cem, hers), "read");
  assert.equal(await may(amy, his), 4404);
});

Deno.test("a student's own page is shown as a copy without a name (W-3)", async () => {
  const all = await beginPagedLesson("student");
  const { lesson, open, may } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  const back = await bringBack(all, amy.member);
  const copy = await documentOf(all, back!);
  assert.equal(await may(ben, page), 4404);
  assert.equal(await may(ben, copy!), "read");
  assert.deepEqual(await wordsOf(all, copy!), ["Leaves"]);
  assert(!JSON.stringify(back).includes(amy.member));
  const onWall = await bringBack(all, amy.member, { to: "present" });
  assert.equal(await may(ben, (await documentOf(all, onWall!))!), 4404);
});

Deno.test("a page on Present is live, and gives the class no access (W-3)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, red, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(amy);
  const chosen = () =>
    lesson.read(names.staff(lesson.session.id), (staff) => {
      const { resource, of } = presentChoice(staff).get("chosen")!;
      return { resource, of };
    });
  assert.equal(await bringBack(all, red.id, { to: "present" }), null);
  assert.deepEqual(await chosen(), { resource: all.shared.id, of: red.id });
  assert.equal(await may(cem, page), 4404);

  await app.resources.change(teacher, all.shared.id, {
    present: true,
    of: red.id,
  });
  assert.deepEqual(await chosen(), { resource: all.shared.id, of: red.id });
  const nobodys = { present: true, of: newId() };
  const refused = app.resources.change(teacher, all.shared.id, nobodys);
  await assertRefused(refused, "not-found");
});

Deno.test("a repeated press brings back once (W-3, SYNC-3)", async () => {
  const all = await beginPagedLesson("student");
  const { lesson, open } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await open(amy);
  const once = { press: newId() };
  const made = await bringBack(all, amy.member, once);
  assert.equal((await bringBack(all, amy.member, once))?.id, made?.id);
  const nobodys = bringBack(all, ben.member);
  await assertRefused(nobodys, "not-found", "nobody has opened it");
});

Deno.test("a copy on Present is readable by staff only until it is given to the class (W-3)", async () => {
  const all = await beginPagedLesson("student");
  const { lesson, app, teacher, open, may } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await open(amy);
  const made = (await bringBack(all, amy.member, { to: "present" }))!;
  const page = await documentOf(all, made);
  assert.equal(await may(ben, page!), 4404);
  assert.equal(await may(teacher, page!), "shared");
  await assertRefused(
    app.pages.openPage(ben, { resource: made.id }),
    "not-in-room",
  );
  await app.broughtBack.shareWithClass(teacher, made.id);
  assert.equal(await may(ben, page!), "read");
});

Deno.test("erasure of a writer empties a copy of their page (O-3, W-3)", async () => {
  const all = await beginPagedLesson("student");
  const { lesson, app, teacher, open } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  await writeParagraph(lesson, amy, await open(amy), "Stomata let air in");
  const back = (await bringBack(all, amy.member))!;
  assert.equal(await isStored(lesson, "Stomata"), true);
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  const copy = await documentOf(all, back);
  assert.deepEqual(await wordsOf(all, copy!), []);
});

/** Makes a copy as earlier versions did: of a marked part, or of all groups' pages. */
async function earlierCopy(
  { app, teacher, shared }: PagedLesson,
  from: Omit<BroughtBackSource, "resource">,
  secret: ResourceSecret = {},
): Promise<{ copy: SharedPage; page: string }> {
  const page = newId();
  const copy: SharedPage = {
    id: newId(),
    at: 0,
    kind: "page",
    name: "A copy",
    per: "class",
    locked: true,
    from: { resource: shared.id, ...from },
  };
  await decideOnClass(app.sync, teacher, ({ session, staff }) => {
    sharedResources(session).push([copy]);
    resourceSecrets(staff).set(copy.id, secret);
    pageEntries(session).set(pageKey({ resource: copy.id, of: "class" }), {
      page,
    });
  }, [names.page(teacher.session, page)]);
  return { copy, page };
}

Deno.test("copies made by earlier versions are read, and erased by author or whole (O-3, W-3)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, red, open, may } = all;
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  await open(amy);
  const marked = await earlierCopy(all, { of: red.id });
  const unclear = await earlierCopy(all, { of: red.id }, {
    writers: [amy.member, ben.member],
  });
  const together = await earlierCopy(all, { all: true });
  for (const { page } of [marked, unclear, together]) {
    await writeParagraph(lesson, amy, page, "Stomata let air in");
    await writeParagraph(lesson, ben, page, "Roots drink water");
    assert.equal(await may(cem, page), "read");
  }
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  const left = async ({ copy }: { copy: SharedPage }) =>
    (await wordsOf(all, (await documentOf(all, copy))!))
      .filter((it) => it !== undefined);
  assert.deepEqual(await left(marked), ["Roots drink water"]);
  assert.deepEqual(await left(together), ["Roots drink water"]);
  assert.deepEqual(await left(unclear), []);
  const page = await documentOf(all, together.copy);
  assert.equal(await may(cem, page!), "read");
});

Deno.test("a class held again has the pages, without shown ones (S-6, W-3)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, red, blue, open } = all;
  await using _ = lesson;
  await open(lesson.students[0]);
  await open(lesson.students[2]);
  await bringBack(all, red.id);
  await earlierCopy(all, { all: true });
  const s = lesson.session.id;
  const groups = new Map([red, blue].map(({ id }) => [id, id]));
  const given = await app.sync.read(
    s,
    [names.session(s), names.staff(s)],
    ({ doc }) =>
      resourcesToCarryOver(
        { session: doc(names.session(s)), staff: doc(names.staff(s)) },
        groups,
      ),
  );
  assert.deepEqual(
    given.resources.map(({ shared: { kind, ...it } }) => [
      kind,
      "name" in it && it.name,
    ]),
    [["page", "A leaf"]],
  );
});

Deno.test("the record is searched by words of pages (C-9, W-3)", async () => {
  const all = await beginPagedLesson();
  const { lesson, app, teacher, shared, red, open } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  await writeParagraph(lesson, amy, await open(amy), "Stomata let air in");
  await writeParagraph(lesson, cem, await open(cem), "Roots drink water");
  await app.resources.share(teacher, { wall: {} });
  const back = await bringBack(all, red.id);
  const found = async (words: string) =>
    (await searchShared(app, teacher, words)).records.map((it) => it.shared.id);
  assert.deepEqual(await found("ROOTS"), [shared.id]);
  assert.deepEqual(await found("petals"), []);
  const pagesOf = async (only: SharedPage) =>
    (await Array.fromAsync(readPageRecords(app, teacher, { only })))
      .map(({ text }) => text.split("\n\n")[1].trim());
  assert.deepEqual(await pagesOf(back!), ["Stomata let air in"]);
  assert.deepEqual(await pagesOf(shared as SharedPage), [
    "Stomata let air in",
    "Roots drink water",
  ]);
});
