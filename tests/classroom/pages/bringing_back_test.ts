/** W-3: pages before the class: who reads them, for how long, what is a copy, and what of it erasure takes. */
import assert from "node:assert/strict";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { pageKey, pages } from "../../../classroom/model/pages_layout.ts";
import { readPage } from "../../../classroom/model/page_tree.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { onPresent } from "../../../classroom/model/resources_layout.ts";
import { isPageText } from "../../../classroom/model/page_nodes.ts";
import { searchShared } from "../../../classroom/record/history_search.ts";
import { pageRecords } from "../../../classroom/record/page_record.ts";
import { givenBefore } from "../../../classroom/sessions/given_again.ts";
import type { SharedPage } from "../../../classroom/model/resources/shared.ts";
import { refusalOf } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { formats, links, withPages, writes } from "./paged_lesson.ts";

type PagedLesson = Awaited<ReturnType<typeof withPages>>;

const marked = (text: string) => [
  { type: "paragraph", content: [{ type: "text", text }] },
];

/** Brings a page back: what is shared with the class, or null. */
function bringBack(
  { app, teacher, shared }: PagedLesson,
  of: string,
  more: {
    marked?: ReturnType<typeof marked>;
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

/** The document of what was made. */
function documentOf({ lesson }: PagedLesson, { id }: SharedPage) {
  return lesson.read(
    names.session(lesson.session.id),
    (doc) => pages(doc).get(pageKey({ resource: id, of: "class" }))?.page,
  );
}

/** The words of a page, a line for each block. */
async function wordsOf({ lesson }: PagedLesson, page: string) {
  const name = names.page(lesson.session.id, page);
  const nodes = await lesson.read(name, readPage);
  return nodes.map(({ content = [] }) => content[0]?.text);
}

Deno.test("W-3, A1: a group's page is everybody's to read while it is before the class, and its group's to write; taken back it is closed to the others", async () => {
  const all = await withPages();
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
  await app.resources.bringBack(teacher, back.id);
  assert.equal(await may(cem, page), "read");
  await app.resources.change(teacher, shared.id, { locked: true });
  assert.equal(await may(cem, page), "read");
});

Deno.test("W-3, W-4: who was moved out of the group reads its page while it is before the class, and no longer", async () => {
  const all = await withPages();
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

Deno.test("W-3: with the pages goes what is before the class of them, and comes again with them; what was taken back before does not", async () => {
  const all = await withPages();
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
  await app.resources.bringBack(teacher, shared.id);
  assert.equal(await may(cem, hers), "read");
  assert.equal(await may(amy, his), 4404);
});

Deno.test("W-3: what is marked is a copy of that moment, which nobody but staff writes in", async () => {
  const all = await withPages();
  const { lesson, red, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(amy);
  const back = await bringBack(all, red.id, { marked: marked("In the light") });
  assert.deepEqual(back?.from, { resource: all.shared.id, of: red.id });
  const copy = await documentOf(all, back!);
  assert.equal(await may(cem, copy!), "read");
  assert.equal(await may(amy, copy!), "read");
  assert.equal(await may(cem, page), 4404, "the page itself stays its group's");
  await writes(lesson, amy, page, "Later");
  assert.deepEqual(await wordsOf(all, copy!), ["In the light"]);
});

Deno.test("W-3: a student's own page is brought back as a copy, and nobody is told whose", async () => {
  const all = await withPages("student");
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

Deno.test("W-3: on Present a page is shown as it grows, and what is marked is staff's alone", async () => {
  const all = await withPages();
  const { lesson, app, teacher, red, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(amy);
  const chosen = () =>
    lesson.read(names.staff(lesson.session.id), (staff) => {
      const { resource, of } = onPresent(staff).get("chosen")!;
      return { resource, of };
    });
  assert.equal(await bringBack(all, red.id, { to: "present" }), null);
  assert.deepEqual(await chosen(), { resource: all.shared.id, of: red.id });
  assert.equal(await may(cem, page), 4404);

  const words = marked("In the light");
  const back = await bringBack(all, red.id, { marked: words, to: "present" });
  assert.deepEqual(await chosen(), { resource: back!.id, of: undefined });
  const copy = await documentOf(all, back!);
  assert.equal(await may(cem, copy!), 4404);
  assert.equal(await may(teacher, copy!), "shared");

  await app.resources.change(teacher, all.shared.id, {
    present: true,
    of: red.id,
  });
  assert.deepEqual(await chosen(), { resource: all.shared.id, of: red.id });
  const nobodys = { present: true, of: newId() };
  const refused = app.resources.change(teacher, all.shared.id, nobodys);
  assert.equal(await refusalOf(refused), "not-found");
});

Deno.test("W-3, S3: the same press brings back once", async () => {
  const all = await withPages();
  const { lesson, red, open } = all;
  await using _ = lesson;
  await open(lesson.students[0]);
  const once = { marked: marked("Once"), press: newId() };
  const made = await bringBack(all, red.id, once);
  assert.equal((await bringBack(all, red.id, once))?.id, made?.id);
  const nobodys = bringBack(all, all.blue.id);
  assert.equal(await refusalOf(nobodys), "not-found", "nobody has opened it");
});

/** Puts one page under its name. */
function putTogetherRed({ app, teacher, shared, red }: PagedLesson) {
  return app.broughtBack.putTogether(teacher, {
    resource: shared.id,
    name: "A leaf, Red",
    pages: [{ of: red.id, title: "Red" }],
    press: undefined,
  });
}

/** Puts all pages together. */
function putTogether({ app, teacher, shared, red, blue }: PagedLesson) {
  return app.broughtBack.putTogether(teacher, {
    resource: shared.id,
    name: "A leaf, all groups",
    pages: [
      { of: red.id, title: "Red" },
      { of: blue.id, title: "Blue" },
    ],
    press: undefined,
  });
}

Deno.test("W-3: put together, each group's page stands under its name; it is staff's until it is given to the class", async () => {
  const all = await withPages();
  const { lesson, app, teacher, open, may } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  await writes(lesson, amy, await open(amy), "Light");
  await writes(lesson, cem, await open(cem), "Air");
  const made = await putTogether(all);
  const page = await documentOf(all, made);
  const name = names.page(lesson.session.id, page!);
  const nodes = await lesson.read(name, readPage);
  assert.deepEqual(
    nodes.map(({ attrs, content }) => [attrs?.level, content?.[0].text]),
    [
      [1, "Red"],
      [2, "Leaves"],
      [undefined, "Light"],
      [1, "Blue"],
      [2, "Leaves"],
      [undefined, "Air"],
    ],
  );
  assert.equal(await may(amy, page!), 4404);
  assert.equal(
    await refusalOf(app.pages.open(amy, { resource: made.id })),
    "not-in-room",
  );
  assert.equal(await may(teacher, page!), "shared");
  await app.broughtBack.give(teacher, made.id);
  assert.equal(await may(amy, page!), "read");
  await app.resources.change(teacher, made.id, { locked: false });
  assert.equal(await may(cem, page!), "shared");
});

Deno.test("W-3, W-4: pages that do not fit into one are not put together, and it is said how much they are", async () => {
  const all = await withPages();
  const { lesson, app, teacher, open } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const half = "x".repeat(pageBounds.text / 2);
  await writes(lesson, amy, await open(amy), half);
  await writes(lesson, cem, await open(cem), half);
  await assert.rejects(putTogether(all), (thrown: { values?: unknown }) => {
    assert.deepEqual(thrown.values, {
      most: pageBounds.text,
      length: pageBounds.text + 2 * "Leaves".length + "RedBlue".length,
    });
    return true;
  });
  assert.equal((await app.resources.list(teacher)).length, 1);
});

Deno.test("O-3, W-3: of what was made of pages that an erased student wrote in their words go, in every byte, and others' stay", async () => {
  const all = await withPages();
  const { lesson, app, teacher, red, open } = all;
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  await writes(lesson, amy, page, "Stomata let air in");
  await writes(lesson, ben, page, "Roots drink water");
  await writes(lesson, cem, await open(cem), "Petals call bees");
  const back = await bringBack(all, red.id, {
    marked: [...marked("let air in"), ...marked("Roots drink")],
  });
  const made = await putTogether(all);
  // A part of what is a copy itself.
  const part = await bringBack({ ...all, shared: made }, "class", {
    marked: [...marked("Stomata let air in"), ...marked("Roots drink water")],
  });
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  assert.equal(await isStored(lesson, "let air"), false);
  const left = async (copy: SharedPage) =>
    (await wordsOf(all, (await documentOf(all, copy))!))
      .filter((it) => it !== undefined);
  assert.deepEqual(await left(back!), ["Roots drink"]);
  assert.deepEqual(await left(part!), ["Roots drink water"]);
  assert.deepEqual(await left(made), [
    "Red",
    "Leaves",
    "Roots drink water",
    "Blue",
    "Leaves",
    "Petals call bees",
  ]);
  const next = await open(ben);
  assert.deepEqual(await wordsOf(all, next), ["Leaves", "Roots drink water"]);
});

Deno.test("O-3, W-3: what is marked and not on the page any more, or there twice by two, goes whole with any who wrote in the page", async () => {
  for (const text of ["Nobody wrote this", "Leaves breathe"]) {
    const all = await withPages();
    const { lesson, app, teacher, red, open } = all;
    await using _ = lesson;
    const [amy, ben] = lesson.students;
    const page = await open(amy);
    await writes(lesson, amy, page, "Leaves breathe");
    await writes(lesson, ben, page, "Leaves breathe");
    const back = await bringBack(all, red.id, { marked: marked(text) });
    await app.erasure.erase(teacher, amy.member);
    const copy = await documentOf(all, back!);
    assert.deepEqual(await wordsOf(all, copy!), [], text);
  }
});

Deno.test("O-3, W-3: a link that an erased student set on another's words goes; the words stay", async () => {
  const all = await withPages();
  const { lesson, app, teacher, red, open } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await writes(lesson, ben, page, "Roots drink water");
  await links(lesson, amy, page, "https://amy.example/");
  const back = await bringBack(all, red.id, {
    marked: marked("Roots drink water"),
  });
  const made = await putTogetherRed(all);
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "amy.example"), false);
  const copy = await documentOf(all, made);
  assert.deepEqual(await wordsOf(all, copy!), [
    "Red",
    "Leaves",
    "Roots drink water",
  ]);
  // Whether the link was marked with them is not to be told.
  assert.deepEqual(await wordsOf(all, (await documentOf(all, back!))!), []);
});

Deno.test("O-3, W-3: words that an erased student only made bold stay in a copy", async () => {
  const all = await withPages();
  const { lesson, app, teacher, red, open } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await writes(lesson, ben, page, "Roots drink water");
  await formats(lesson, amy, page, { strong: {} });
  const back = await bringBack(all, red.id, { marked: marked("Roots drink") });
  await app.erasure.erase(teacher, amy.member);
  assert.deepEqual(
    await wordsOf(all, (await documentOf(all, back!))!),
    ["Roots drink"],
  );
});

Deno.test("W-3: blank lines can be marked, and a page of one letter", async () => {
  const all = await withPages();
  const { lesson, red, open } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  await writes(lesson, amy, await open(amy), "a".repeat(60_000));
  const blank = [{ type: "paragraph" }, { type: "paragraph" }];
  for (const it of [blank, marked("a".repeat(30_000))]) {
    const back = await bringBack(all, red.id, {
      marked: it as ReturnType<typeof marked>,
    });
    assert.equal(
      (await wordsOf(all, (await documentOf(all, back!))!)).length,
      it.length,
    );
  }
});

Deno.test("S-6, W-3: a class that is held again has the pages, and not what was brought back of them", async () => {
  const all = await withPages();
  const { lesson, app, teacher, red, blue, open } = all;
  await using _ = lesson;
  await open(lesson.students[0]);
  await open(lesson.students[2]);
  await bringBack(all, red.id);
  await app.broughtBack.give(teacher, (await putTogether(all)).id);
  const s = lesson.session.id;
  const groups = new Map([red, blue].map(({ id }) => [id, id]));
  const given = await app.sync.read(
    s,
    [names.session(s), names.staff(s)],
    ({ doc }) =>
      givenBefore(
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

Deno.test("W-3, S13: only what a page may hold is text of one", () => {
  const text = { type: "text", text: "x" };
  const list = (inner: unknown) => ({
    type: "bullet_list",
    content: [{
      type: "list_item",
      content: [{ type: "paragraph", content: [text] }, inner],
    }],
  });
  assert(isPageText([list(list({ type: "horizontal_rule" }))]));
  const link = (href: string) => [{
    type: "paragraph",
    content: [{ ...text, marks: [{ type: "link", attrs: { href } }] }],
  }];
  assert(isPageText(link("https://example.org/")));
  const deep = Array.from({ length: 9 }).reduce(list, marked("x")[0]);
  const bad = [
    text,
    [text],
    [null],
    [{ type: "script" }],
    [{ type: "paragraph", onclick: "x" }],
    [{ type: "heading", attrs: { level: 7 } }],
    [{ type: "paragraph", content: [{ type: "text", text: 1 }] }],
    link("javascript:alert(1)"),
    [deep],
  ];
  for (const it of bad) assert.equal(isPageText(it), false, JSON.stringify(it));
});

Deno.test("C-9, W-3: the record is searched by the words of its pages, and has what was brought back with the page that it is", async () => {
  const all = await withPages();
  const { lesson, app, teacher, shared, red, open } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  await writes(lesson, amy, await open(amy), "Stomata let air in");
  await writes(lesson, cem, await open(cem), "Roots drink water");
  await app.resources.share(teacher, { wall: {} });
  const back = await bringBack(all, red.id);
  const found = async (words: string) =>
    (await searchShared(app, teacher, words)).map((it) => it.shared.id);
  assert.deepEqual(await found("ROOTS"), [shared.id]);
  assert.deepEqual(await found("petals"), []);
  const pagesOf = async (only: SharedPage) =>
    (await Array.fromAsync(pageRecords(app, teacher, { only })))
      .map(({ text }) => text.split("\n\n")[1].trim());
  assert.deepEqual(await pagesOf(back!), ["Stomata let air in"]);
  assert.deepEqual(await pagesOf(shared as SharedPage), [
    "Stomata let air in",
    "Roots drink water",
  ]);
});
