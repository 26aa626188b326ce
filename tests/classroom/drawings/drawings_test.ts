import assert from "node:assert/strict";
import {
  decodePoints,
  type DrawnShape,
  encodePoints,
  maxPressure,
  type StrokePoint,
  visibleShapes,
} from "../../../classroom/model/drawing.ts";
import { drawingBounds } from "../../../classroom/model/drawing_bounds.ts";
import { listBoards } from "../../../classroom/model/drawings_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import {
  resourcesToCarryOver,
  withOwnPictures,
} from "../../../classroom/sessions/carried_over.ts";
import type { SharedDrawing } from "../../../classroom/model/resources/shared_resources.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { readDrawingRecords } from "../../../classroom/record/drawing_record.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { makeSeededRandom } from "../../../classroom/model/seeded_random.ts";
import {
  drawnShapes,
  erasedLines,
  sharedResources,
} from "../../../classroom/model/roots.ts";
import { presentChoice } from "../../../classroom/model/staff_roots.ts";
import { smallestPng } from "../files/memory_bytes.ts";

const points = encodePoints([{ x: 10, y: 20 }, { x: 30, y: 50 }]);

const stroke = { colour: "blue", width: "thin", points };

const words = (text: string) => ({ colour: "red", text, x: 40, y: 50 });

async function withBoards() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben", "Cem"] });
  const { teacher, session: { id: s }, school: { app } } = lesson;
  const shared = await app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "squared" },
  });
  const resource = shared.id;
  const draw = (who: Identity, shape: unknown, id = newId()) =>
    lesson.school.runCommand(who, { id, kind: "draw", resource, mark: shape });
  const rub = (who: Identity, lines: string[], on = true) =>
    lesson.school.runCommand(who, { kind: "rub", resource, lines, on });
  const nameOf = (who: Identity) => names.drawing(s, resource, who.member);
  const stands = (document: string) =>
    lesson.read(document, (doc) => drawnShapes(doc).toArray());
  const board = (who: Identity) => stands(nameOf(who));
  const seen = (who: Identity) =>
    lesson.read(
      nameOf(who),
      (doc) =>
        visibleShapes(drawnShapes(doc).toArray(), erasedLines(doc)).map((
          { id },
        ) => id),
    );
  const may = (who: Identity, document: string) =>
    app.sync.read(s, [document], (documents) => {
      const access = app.authority.access(documents, who, document);
      return typeof access === "string" ? access : access.code;
    });
  const now = () =>
    lesson.read(
      names.session(s),
      (doc) =>
        sharedResources(doc).toArray().find(({ id }) =>
          id === resource
        ) as SharedDrawing,
    );
  const copies = (it: SharedDrawing) =>
    (it.shown ?? []).map(({ id }) => names.shown(s, id));
  return {
    lesson,
    app,
    s,
    teacher,
    resource,
    draw,
    rub,
    nameOf,
    stands,
    board,
    seen,
    may,
    now,
    copies,
  };
}

Deno.test("a stroke is stored once on its student's board, and staff see that it has content (W-5, SYNC-3)", async () => {
  const { lesson, draw, board, s } = await withBoards();
  await using _ = lesson;
  const [amy] = lesson.students;
  const [first, next] = [newId(), newId()];
  assert.equal(await draw(amy, stroke, first), null);
  assert.equal(await draw(amy, stroke, first), null, "sent again");
  assert.equal(await draw(amy, { ...stroke, line: first }, next), null);
  assert.equal(await draw(amy, words("A stem")), null);
  assert.deepEqual((await board(amy)).slice(0, 2), [
    { id: first, ...stroke },
    { id: next, ...stroke, line: first },
  ]);
  assert.equal((await board(amy)).length, 3);
  const known = await lesson.read(names.staff(s), listBoards);
  assert.deepEqual(known.map(({ member }) => member), [amy.member]);
});

Deno.test("an invalid mark is refused (W-5, SYNC-13)", async () => {
  const { lesson, draw, board } = await withBoards();
  await using _ = lesson;
  const [amy] = lesson.students;
  for (
    const wrong of [
      { ...stroke, colour: "url(#x)" },
      { ...stroke, width: 9 },
      { ...stroke, points: "<script>" },
      { ...stroke, points: encodePoints([{ x: -1, y: 0 }]) },
      { ...stroke, pressed: true },
      { ...stroke, more: 1 },
      { ...words("x"), x: 2 * drawingBounds.width },
      { ...words("x".repeat(drawingBounds.label + 1)) },
      words("  "),
      "a line",
    ]
  ) {
    assert.equal(await draw(amy, wrong), "malformed", JSON.stringify(wrong));
  }
  assert.deepEqual(await board(amy), []);
});

Deno.test("an erased line is removed whole, and returns to its place (W-5)", async () => {
  const { lesson, draw, rub, seen } = await withBoards();
  await using _ = lesson;
  const [amy] = lesson.students;
  const [one, two] = [newId(), newId()];
  await draw(amy, stroke, one);
  await draw(amy, { ...stroke, line: one });
  await draw(amy, stroke, two);
  assert.equal(await rub(amy, [one]), null);
  assert.deepEqual(await seen(amy), [two]);
  assert.equal(await rub(amy, [one], false), null);
  assert.deepEqual(await seen(amy), [one, two]);
});

Deno.test("a full board reuses the room of erased lines (W-5)", async () => {
  const { lesson, draw, rub, board } = await withBoards();
  await using _ = lesson;
  const [amy] = lesson.students;
  const long = {
    ...stroke,
    points: encodePoints(
      Array.from(
        { length: drawingBounds.points },
        (_, n) => n % 2 ? { x: 1000, y: 750 } : { x: 0, y: 0 },
      ),
    ),
  };
  const first = newId();
  let drawn = 0;
  for (
    ;
    await draw(amy, long, drawn === 0 ? first : newId()) === null;
    drawn++
  );
  assert(drawn * long.points.length <= drawingBounds.board);
  assert.equal(await draw(amy, long), "conflict");
  await rub(amy, [first]);
  assert.equal(await draw(amy, long), null);
  assert.equal((await board(amy)).length, drawn);
});

Deno.test("a board is read by its student and staff, not by classmates (W-5, ACCESS-1)", async () => {
  const { lesson, app, s, draw, may, nameOf, resource, teacher } =
    await withBoards();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await draw(amy, stroke);
  assert.equal(await may(amy, nameOf(amy)), "read");
  assert.equal(await may(teacher, nameOf(amy)), "read");
  assert.equal(await may(ben, nameOf(amy)), 4404);
  assert.equal(await may(ben, names.drawing(s, newId(), ben.member)), 4404);
  assert.equal(await may(teacher, names.drawing(s, resource, newId())), 4404);
  assert.equal(await may(ben, names.shown(s, newId())), 4404);
  await app.resources.takeBack(teacher, resource);
  assert.equal(await may(amy, nameOf(amy)), 4404);
});

Deno.test("staff, other groups and late students cannot draw (W-5)", async () => {
  const { lesson, app, draw, teacher, resource } = await withBoards();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  assert.equal(await draw(teacher, stroke), "not-allowed");
  const group = await lesson.makeGroup(amy);
  const { id: theirs } = await app.resources.share(teacher, {
    drawing: { name: "Ours", paper: "plain" },
    rooms: [group],
  });
  const there = (who: Identity) =>
    lesson.school.runCommand(who, {
      kind: "draw",
      resource: theirs,
      mark: stroke,
    });
  assert.equal(await there(amy), null);
  assert.equal(await there(ben), "not-in-room");
  await app.resources.change(teacher, resource, { closed: true });
  assert.equal(await draw(amy, stroke), "ended");
  await app.resources.takeBack(teacher, resource);
  assert.equal(await draw(amy, stroke), "not-found");
});

Deno.test("boards shown without names are copies that identify nobody (W-5)", async () => {
  const { lesson, app, s, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, rub, may, now, copies, stands } = it;
  const [amy, ben, cem] = lesson.students;
  const nothing = app.drawings.showBoards(teacher, resource, { names: false });
  await assertRefused(nothing, "conflict");
  const gone = newId();
  await draw(amy, words("Amy’s leaf"));
  await draw(amy, stroke, gone);
  await rub(amy, [gone]);
  await draw(ben, stroke);
  await app.drawings.showBoards(teacher, resource, { names: false });
  const all = copies(await now());
  assert.equal(all.length, 2);
  for (const copy of all) assert.equal(await may(cem, copy), "read");
  const drawn = (await Promise.all(all.map(stands))).flat();
  assert.equal(drawn.length, 2, "without what was rubbed out");
  const told = JSON.stringify([await now(), drawn]);
  for (const who of lesson.students) assert(!told.includes(who.member));
  const chosen = () =>
    lesson.read(
      names.staff(s),
      (doc) => presentChoice(doc).get("chosen")?.resource,
    );
  assert.equal(await chosen(), resource);
  await draw(amy, words("More"));
  assert.equal((await Promise.all(all.map(stands))).flat().length, 2);

  await app.drawings.hideBoards(teacher, resource);
  assert.equal(await chosen(), null);
  for (const copy of all) {
    assert.equal(await may(cem, copy), 4404);
    assert.deepEqual(await stands(copy), []);
  }
});

Deno.test("showing one board by name replaces the earlier ones, under a new document name (W-5)", async () => {
  const { lesson, app, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, may, now, copies, stands } = it;
  const [amy, ben, cem] = lesson.students;
  await draw(amy, stroke);
  await draw(ben, stroke);
  await app.drawings.showBoards(teacher, resource, { names: false });
  const before = copies(await now());
  await app.drawings.showBoards(teacher, resource, {
    of: [amy.member],
    names: true,
  });
  const { shown } = await now();
  assert.deepEqual(shown?.map(({ member }) => member), [amy.member]);
  const [copy] = copies(await now());
  assert(!before.includes(copy));
  assert.equal(await may(cem, copy), "read");
  for (const old of before) {
    assert.equal(await may(cem, old), 4404);
    assert.deepEqual(await stands(old), []);
  }
});

Deno.test("names are added to shown boards and removed, and the boards stay (W-5)", async () => {
  const { lesson, app, s, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, now, copies, stands } = it;
  const [amy, ben] = lesson.students;
  await draw(ben, stroke);
  await draw(amy, stroke);
  const nothing = await app.drawings.showNames(teacher, resource, {
    names: true,
  });
  assert.equal(nothing.shown, undefined);
  await app.drawings.showBoards(teacher, resource, { names: false });
  const before = await now();
  await draw(amy, words("Not for the class"));
  await app.sync.decide(s, [names.staff(s)], (tx) => {
    presentChoice(tx.doc(names.staff(s))).set("chosen", {
      resource: null,
      at: 1,
    });
  });
  await app.drawings.showNames(teacher, resource, { names: true });
  assert.deepEqual(
    (await now()).shown?.map(({ member }) => member).toSorted(),
    [amy.member, ben.member].toSorted(),
  );
  const drawn = await Promise.all(copies(await now()).map(stands));
  assert.equal(drawn.flat().length, 2);
  await app.drawings.showNames(teacher, resource, { names: false });
  assert.deepEqual((await now()).shown, before.shown);
  const chosen = await lesson.read(
    names.staff(s),
    (doc) => presentChoice(doc).get("chosen")?.resource,
  );
  assert.equal(chosen, null);
});

Deno.test("a drawing taken back while shown is shown again when it is brought back (W-5)", async () => {
  const { lesson, app, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, may, now, copies, stands } = it;
  const [amy, ben] = lesson.students;
  await draw(amy, stroke);
  await app.drawings.showBoards(teacher, resource, { names: false });
  const [copy] = copies(await now());
  await app.resources.takeBack(teacher, resource);
  assert.equal(await may(ben, copy), 4404);
  await app.resources.restore(teacher, resource);
  assert.equal(await may(ben, copy), "read");
  assert.equal((await stands(copy)).length, 1);
});

Deno.test("erasure removes a student's strokes, also from shown copies (W-5, O-3)", async () => {
  const { lesson, app, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, board, now } = it;
  const [amy, ben] = lesson.students;
  const hers = encodePoints(
    [100, 300, 200, 600, 400].map((x) => ({ x, y: 3 * x >> 2 })),
  );
  await draw(amy, { ...stroke, points: hers });
  await draw(amy, words("Stomata let air in"));
  await draw(ben, stroke);
  await app.drawings.showBoards(teacher, resource, { names: true });
  assert.equal((await now()).shown?.length, 2);
  for (const words of [hers, "Stomata"]) assert(await isStored(lesson, words));
  await app.erasure.erase(teacher, amy.member);
  for (const words of [hers, "Stomata"]) {
    assert.equal(await isStored(lesson, words), false, words);
  }
  assert.deepEqual(
    (await now()).shown?.map(({ member }) => member),
    [ben.member],
  );
  const left: readonly DrawnShape[] = await board(ben);
  assert.equal(left.length, 1);
});

Deno.test("in a class held again, boards are closed, empty and not shown (W-5, S-6)", async () => {
  const { lesson, app, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, s } = it;
  await draw(lesson.students[0], stroke);
  await app.drawings.showBoards(teacher, resource, { names: true });
  await app.resources.change(teacher, resource, { closed: true });
  const { resources: [{ shared, secret }] } = await readClassDocuments(
    app.sync,
    s,
    (docs) => resourcesToCarryOver(docs, new Map()),
  );
  assert.notEqual(shared.id, resource, "its boards are others");
  const { id: _id, at: _at, ...given } = shared;
  assert.deepEqual(given, {
    kind: "drawing",
    name: "A leaf",
    paper: "squared",
    closed: true,
  });
  assert.deepEqual(secret, {});
});

Deno.test("two concurrent Shows keep each other's copies and leave no others (W-5)", async () => {
  const { lesson, app, s, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, now, copies, stands } = it;
  for (const who of lesson.students) await draw(who, stroke);
  const [amy] = lesson.students;
  for (let n = 0; n < 5; n++) {
    const both = await Promise.all([
      app.drawings.showBoards(teacher, resource, {
        of: [amy.member],
        names: false,
      }),
      app.drawings.showBoards(teacher, resource, { names: false }),
    ]);
    assert.deepEqual(both.map(({ shown }) => shown?.length), [1, 3]);
    const shown = copies(await now());
    for (const copy of shown) assert.equal((await stands(copy)).length, 1);
    const made = await lesson.read(
      names.staff(s),
      (doc) => listBoards(doc).flatMap(({ copies = [] }) => copies),
    );
    assert.deepEqual(
      made.map((id) => names.shown(s, id)).sort(),
      [...shown].sort(),
    );
  }
});

Deno.test("copies of an interrupted Show are emptied ten minutes later (W-5)", async () => {
  const { lesson, app, s, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, resource, draw, stands } = it;
  const [amy] = lesson.students;
  await draw(amy, stroke);
  await app.drawings.showBoards(teacher, resource, { names: false });
  const [lost] = it.copies(await it.now());
  await lesson.school.changeDirectly(s, (doc) => {
    const all = sharedResources(doc).toArray();
    const at = all.findIndex(({ id }) => id === resource);
    const { shown: _, ...rest } = all[at] as SharedDrawing;
    sharedResources(doc).delete(at);
    sharedResources(doc).insert(at, [rest]);
  });
  const show = () =>
    app.drawings.showBoards(teacher, resource, { names: false });
  await show();
  assert.equal((await stands(lost)).length, 1, "it may be another Show's");
  await draw(amy, stroke);
  lesson.school.time.now += 11 * 60_000;
  await app.drawings.hideBoards(teacher, resource);
  assert.deepEqual(await stands(lost), []);
});

Deno.test("an unconfirmed device draws on a board of its own and reads no other (W-5, J-2)", async () => {
  const { lesson, app, s, draw, rub, seen, may, ...it } = await withBoards();
  await using _ = lesson;
  const amy = lesson.students[0];
  const browser = lesson.school.newBrowser();
  await browser.join(lesson.session.code, "amy");
  const byName = await browser.identityIn(s);
  assert(byName?.own, "known by the name alone");
  const [hers, theirs] = [newId(), newId()];
  await draw(amy, stroke, hers);
  await draw(byName, stroke, theirs);
  assert.equal(await rub(byName, [hers]), null);
  const device = { ...amy, member: byName.own };
  assert.deepEqual([await seen(amy), await seen(device)], [[hers], [theirs]]);
  const access = async (who: Identity) => [
    await may(who, it.nameOf(amy)),
    await may(who, it.nameOf(device)),
  ];
  assert.deepEqual(await access(amy), ["read", 4404]);
  assert.deepEqual(await access(byName), [4404, "read"]);
  const { teacher, resource } = it;
  const show = async (of: string) =>
    (await app.drawings.showBoards(teacher, resource, {
      of: [of],
      names: true,
    })).shown?.map(({ member }) => member);
  assert.deepEqual(await show(amy.member), [amy.member]);
  assert.deepEqual(await show(byName.own), [byName.own]);
  await app.roster.decideWaiting(teacher, byName.by!, "let-in");
  const confirmed = (await browser.identityIn(s))!;
  for (const who of [amy, confirmed]) {
    assert.deepEqual(await access(who), ["read", "read"]);
  }
  assert.equal((await show(amy.member))?.length, 2);
});

Deno.test("a merged student keeps two boards, open to all devices, until they are parted (W-5, J-7)", async () => {
  const { lesson, app, ...it } = await withBoards();
  await using _ = lesson;
  const { teacher, draw, board, resource } = it;
  const [amy, ben] = lesson.students;
  for (const who of [amy, ben]) {
    assert.equal(await draw(who, words("A cell")), null);
  }
  await app.membership.mergeMember(teacher, ben.member, { member: amy.member });
  assert.deepEqual([(await board(amy)).length, (await board(ben)).length], [
    1,
    1,
  ]);
  const all = await Array.fromAsync(readDrawingRecords(app, teacher));
  assert.deepEqual(
    all.map(({ name, joinedAs }) => [name, joinedAs]).sort(),
    [["Amy", undefined], ["Amy", "Ben"]],
  );
  const shown = await app.drawings.showBoards(teacher, resource, {
    names: true,
  });
  assert.equal(shown.shown?.length, 2);
  const { may, nameOf } = it;
  const merged = { ...ben, member: amy.member, by: ben.member };
  for (const who of [amy, merged]) {
    for (const whose of [amy, ben]) {
      assert.equal(await may(who, nameOf(whose)), "read");
    }
  }
  const one = await app.drawings.showBoards(teacher, resource, {
    of: [amy.member],
    names: true,
  });
  assert.equal(one.shown?.length, 2, "one student's boards go together");
  await app.membership.separateMember(teacher, ben.member);
  for (const who of [amy, ben]) {
    for (const whose of [amy, ben]) {
      const expected = who === whose ? "read" : 4404;
      assert.equal(await may(who, nameOf(whose)), expected);
    }
  }
});

Deno.test("a picture below boards is the class's copy, for those who have the boards (W-5, ACCESS-1)", async () => {
  await using folder = await makeTempFolder();

  await using lesson = await Lesson.begin({
    students: ["Amy", "Ben", "Ola"],
    settings: { DATA_DIR: folder.path },
  });
  const { teacher, students: [amy, ben, ola], session: { id: s } } = lesson;
  const { app } = lesson.school;
  const own = await app.images.add(teacher.teacher!, smallestPng);
  const other = await lesson.addColleague("Mr Wu");
  const theirs = await app.images.add(other.id, smallestPng);
  const group = await lesson.makeGroup(amy);
  const share = (image: string) =>
    app.resources.share(teacher, {
      drawing: { name: "A map", paper: "plain", image, alt: "Taiwan" },
      rooms: [group],
    });
  for (const image of [newId(), theirs.id]) {
    await assertRefused(share(image), "not-found");
  }
  const shared = await share(own.id) as SharedDrawing;
  const { image, alt, imageSize } = shared;
  assert(image !== undefined && image !== own.id);
  assert.deepEqual([alt, imageSize], ["Taiwan", [1, 1]]);

  await lesson.changeMemberEntry(ola, { role: "observer" });
  const observer: Identity = { ...ola, role: "observer" };
  const readers = async () => {
    const all = { amy, ben, observer, teacher };
    const can = Object.entries(all).map(async ([name, who]) =>
      await app.files.read([who], image).then(() => [name], () => [])
    );
    return (await Promise.all(can)).flat();
  };
  assert.deepEqual(await readers(), ["amy", "observer", "teacher"]);
  await assertRefused(app.files.read([amy], own.id), "not-found");
  const shape = { id: newId(), kind: "draw", resource: shared.id };
  await lesson.school.runCommand(amy, { ...shape, mark: stroke });
  await app.drawings.showBoards(teacher, shared.id, { names: false });
  assert.deepEqual(
    await readers(),
    ["amy", "observer", "teacher"],
    "whoever sees the copy has the boards",
  );
  const { pictures, resources: [again] } = await readClassDocuments(
    app.sync,
    s,
    (docs) => resourcesToCarryOver(docs, new Map([[group, group]])),
  );
  assert.deepEqual(pictures.map(({ id }) => id), [image]);
  const copies = [{ id: newId(), source: pictures[0] }];
  const next = withOwnPictures(
    { resources: [again], pictures },
    copies,
  ).resources[0].shared as SharedDrawing;
  assert.deepEqual(
    [next.image, next.alt, next.imageSize],
    [copies[0].id, "Taiwan", [1, 1]],
  );
  await app.resources.takeBack(teacher, shared.id);
  assert.deepEqual(await readers(), ["observer", "teacher"]);
  await app.resources.restore(teacher, shared.id);
  await lesson.endClass();
  assert.deepEqual(await readers(), ["amy", "teacher"], "her board is kept");
  await app.deletion.deleteSession(s);
  assert.equal(await app.files.sessionOf(image), null);
});

Deno.test("points are read as written, with or without pressure, in three digits each (W-5)", () => {
  const random = makeSeededRandom(7);
  const within = (most: number) => Math.floor(random() * (most + 1));
  for (let n = 0; n < 300; n++) {
    const isPressed = n % 2 === 0;
    const points = Array.from(
      { length: 1 + within(drawingBounds.points - 1) },
      (): StrokePoint => ({
        x: within(drawingBounds.width),
        y: within(drawingBounds.height),
        ...(isPressed && { pressure: within(maxPressure) }),
      }),
    );
    assert.deepEqual(decodePoints(encodePoints(points), isPressed), points);
  }
  const slow = Array.from({ length: 100 }, (_, n) => ({ x: 5 * n, y: 7 * n }));
  assert(encodePoints(slow).length <= 200);
});

Deno.test("an invalid line is not drawn (W-5, SYNC-13)", () => {
  const { height, points, width } = drawingBounds;
  const far = (x: number, y: number) => encodePoints([{ x, y }]);
  for (
    const [written, why] of [
      ["", "nothing"],
      ["A", "half a point"],
      ["gg", "a number without an end"],
      ["gggggggA", "a number too long"],
      ["A<", "no digit"],
      ["A\u0100", "no digit"],
      [far(width + 1, 0), "beside the board"],
      [far(0, height + 1), "below it"],
      [far(-1, 0), "before it"],
      ["AA".repeat(points + 1), "too many"],
    ]
  ) assert.equal(decodePoints(written, false), null, why);
  assert.equal(decodePoints("AAB", true), null, "less than no pressure");
  assert.equal(decodePoints("AA", true), null, "no pressure");
  assert(decodePoints(far(width, height), false));
  assert(decodePoints("AA".repeat(points), false));
});

Deno.test("pieces of a line are one line, and erased lines are hidden (W-5)", () => {
  const style = { colour: "blue", width: "thin" } as const;
  const at = (x: number) => encodePoints([{ x, y: 0 }]);
  const shapes = [
    { id: "a", ...style, points: at(1) },
    { id: "b", ...style, points: at(9) },
    { id: "c", ...style, line: "a", points: at(2) },
    { id: "d", colour: "red" as const, text: "here", x: 3, y: 4 },
  ];
  const seen = visibleShapes(shapes, new Set(["b"]));
  assert.deepEqual(seen, [
    { id: "a", ...style, points: [{ x: 1, y: 0 }, { x: 2, y: 0 }] },
    { id: "d", colour: "red", text: "here", x: 3, y: 4 },
  ]);
});
