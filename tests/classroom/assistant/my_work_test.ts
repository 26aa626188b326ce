/** The drawings and pages that a student finds after the class, and in which browser (S-5, W-1, W-4, W-5). */
import assert from "node:assert/strict";
import { encodePoints } from "../../../classroom/model/drawing.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { SharedPage } from "../../../classroom/model/resources/shared_resources.ts";
import { runAct } from "../asking.ts";
import { beginPagedLesson, writeParagraph } from "../pages/paged_lesson.ts";
import type { Browser } from "../school.ts";
import { refusalNameOf } from "../school.ts";

const points = encodePoints([{ x: 10, y: 20 }, { x: 30, y: 50 }]);

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Three pages and a set of boards. Amy, in her browser, and Ben are in the group Red, Cem is in Blue. All of them have
 * drawn and written.
 */
async function beginWork() {
  const paged = await beginPagedLesson("group", "Red and Blue write:");
  const { lesson, app, teacher, shared: ofGroups, red, put } = paged;
  const hers = lesson.school.newBrowser();
  const amy = await lesson.addStudent("Amina", hers);
  await put(amy, red);
  const share = async (per: SharedPage["per"]) =>
    await app.resources.share(teacher, { page: { name: per, text: "", per } });
  const [ofEach, ofClass] = [await share("student"), await share("class")];
  const drawing = await app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "plain" },
  });
  const draw = (who: Identity, mark: Record<string, unknown>, id = newId()) =>
    lesson.school.runCommand(who, {
      id,
      kind: "draw",
      resource: drawing.id,
      mark: { colour: "blue", ...mark },
    });
  const write = async (who: Identity, { id }: { id: string }, text: string) => {
    const page = await app.pages.openPage(who, { resource: id });
    await writeParagraph(lesson, who, page, text);
  };
  const work = async (who: Identity, name: string) => {
    await draw(who, { width: "thin", points });
    await draw(who, { text: `drawn by ${name}`, x: 40, y: 50 });
    await write(who, ofEach, `alone: ${name}`);
    await write(who, ofGroups, `in a group: ${name}`);
    await write(who, ofClass, `with all: ${name}`);
  };
  const [, ben, cem] = lesson.students;
  await work(amy, "Amina");
  await work(ben, "Ben");
  await work(cem, "Cem");
  const found = async ({ from }: Browser) => {
    const { drawings, pages } = await app.myWork.listAll(from);
    return {
      boards: drawings.flatMap(({ labels }) => labels),
      pages: pages.map(({ per, text }) => `${per} ${names(text)}`).sort(),
    };
  };
  const end = () =>
    app.sessions.end(lesson.school.teacher, lesson.session.id, { now: true });
  const sharedThings = { drawing, ofEach, ofGroups, ofClass };
  return {
    ...paged,
    ...sharedThings,
    hers,
    amy,
    ben,
    cem,
    draw,
    write,
    work,
    found,
    end,
  };
}

/** The names of those who wrote a page, in its order. */
function names(text: string): string {
  return [...text.matchAll(/(?:alone|group|all): (\w+)/g)]
    .map(([, name]) => name).join(", ");
}

type Work = Awaited<ReturnType<typeof beginWork>>;

const own = { boards: ["drawn by Amina"], pages: ["student Amina"] };
const ofClass = "class Amina, Ben, Cem";
const all = { ...own, pages: [ofClass, "group Amina, Ben", "student Amina"] };
const nothing = { boards: [], pages: [] };

/** What happens, in which browser is looked (Amina's, if not said), and what is found there. */
const cases: [
  string,
  (it: Work) => Promise<Browser | void>,
  { boards: string[]; pages: string[] },
][] = [
  ["while the class runs", async () => {}, all],
  ["after its end", async ({ end }) => void await end(), all],
  ["29 days after it", async ({ end, lesson }) => {
    await end();
    lesson.school.time.now += 29 * dayMs;
  }, all],
  ["31 days after it", async ({ end, lesson }) => {
    await end();
    lesson.school.time.now += 31 * dayMs;
  }, nothing],
  ["after the class was deleted", async ({ end, app, lesson }) => {
    await end();
    await app.deletion.deleteSession(lesson.session.id);
  }, nothing],
  ["after Leave class", async ({ app, hers, lesson }) => {
    await app.leaving.leave(lesson.session.id, hers.from);
  }, nothing],
  ["of a removed student", async ({ app, teacher, amy, end }) => {
    await app.membership.removeMember(teacher, amy.member);
    await end();
  }, own],
  ["of a student who changed the group", async ({ put, amy, blue, end }) => {
    await put(amy, blue);
    await end();
  }, { ...all, pages: [ofClass, "group Cem", "student Amina"] }],
  ["of a student without a group at the end", async ({ put, amy, end }) => {
    await put(amy, null);
    await end();
  }, { ...all, pages: [ofClass, "student Amina"] }],
  ["of a group that was closed before the end", async (it) => {
    await runAct(it.app, it.teacher, "POST /breakouts/start");
    await runAct(it.app, it.teacher, "POST /breakouts/stop", { grace: 0 });
    await it.end();
  }, all],
  ["if the teacher locked the pages", async (it) => {
    for (const { id } of [it.ofEach, it.ofGroups, it.ofClass]) {
      await it.app.resources.change(it.teacher, id, { locked: true });
    }
    await it.end();
  }, { ...all, pages: ["group Amina, Ben", "student Amina"] }],
  ["if the teacher took all back", async (it) => {
    for (const { id } of [it.drawing, it.ofEach, it.ofGroups, it.ofClass]) {
      await it.app.resources.takeBack(it.teacher, id);
    }
    await it.end();
  }, nothing],
  ["if the teacher took words out", async (it) => {
    const { id: resource } = it.ofGroups;
    const of = it.red.id;
    await it.app.versions.removeTextOf(it.teacher, {
      resource,
      of,
      member: it.ben.member,
    });
    await it.end();
  }, { ...all, pages: [ofClass, "group Amina", "student Amina"] }],
  ["if another writer was erased", async ({ app, teacher, ben, end }) => {
    await end();
    await app.erasure.erase(teacher, ben.member);
  }, {
    ...all,
    pages: ["class Amina, Cem", "group Amina", "student Amina"],
  }],
  ["if the student was erased", async ({ app, teacher, amy, end }) => {
    await end();
    await app.erasure.erase(teacher, amy.member);
  }, nothing],
  [
    "of a student who did nothing, with a board erased",
    async ({ lesson, draw, drawing, put, blue, end }) => {
      const browser = lesson.school.newBrowser();
      const dan = await lesson.addStudent("Dan", browser);
      const line = newId();
      await draw(dan, { width: "thin", points }, line);
      await lesson.school.runCommand(dan, {
        kind: "rub",
        resource: drawing.id,
        lines: [line],
        on: true,
      });
      await put(dan, blue);
      await end();
      return browser;
    },
    { boards: [], pages: [ofClass, "group Cem"] },
  ],
  [
    "in a browser that joins a later class under another name",
    async ({ lesson: { school }, hers, end }) => {
      await end();
      school.time.now += 60_000;
      await hers.join((await school.createSession()).code, "Zoe");
    },
    nothing,
  ],
  [
    "in a browser that joins a later class under the same name",
    async ({ lesson: { school }, hers, end }) => {
      await end();
      school.time.now += 60_000;
      await hers.join((await school.createSession()).code, "Amina");
    },
    all,
  ],
  [
    "in a browser that came by the name alone",
    async ({ lesson, draw, write, ofEach, end }) => {
      lesson.school.time.now += 60_000;
      const other = lesson.school.newBrowser();
      const byName = await lesson.addStudent("Amina", other);
      assert(byName.own, "by the name alone");
      await draw(byName, { text: "also drawn", x: 40, y: 90 });
      await draw(byName, { text: "and more", x: 40, y: 190 });
      await write(byName, ofEach, "alone: Impostor");
      await end();
      return other;
    },
    { boards: ["also drawn", "and more"], pages: ["student Impostor"] },
  ],
  [
    "in a browser that the teacher has confirmed",
    async ({ lesson, app, teacher, write, ofEach, end }) => {
      lesson.school.time.now += 60_000;
      const other = lesson.school.newBrowser();
      const byName = await lesson.addStudent("Amina", other);
      await write(byName, ofEach, "alone: Phone");
      await app.roster.decideWaiting(teacher, byName.by!, "let-in");
      await end();
      return other;
    },
    { ...all, pages: [...all.pages, "student Phone"] },
  ],
  [
    "of a student whose other device was merged",
    async ({ lesson, app, teacher, amy, red, put, work, end }) => {
      const phone = lesson.school.newBrowser();
      const second = await lesson.addStudent("Amina 2", phone);
      await put(second, red);
      await work(second, "Phone");
      await app.membership.mergeMember(teacher, second.member, {
        member: amy.member,
      });
      await end();
    },
    {
      boards: ["drawn by Amina", "drawn by Phone"],
      pages: [
        "class Amina, Ben, Cem, Phone",
        "group Amina, Ben, Phone",
        "student Amina",
        "student Phone",
      ],
    },
  ],
];

for (const [what, happens, expected] of cases) {
  Deno.test(`a student finds drawings and pages ${what} as the table says (S-5, W-4)`, async () => {
    const work = await beginWork();
    await using _ = work.lesson;
    const { app, hers, found } = work;
    const before = (await app.myWork.listAll(hers.from)).drawings;
    const browser = await happens(work) ?? hers;
    assert.deepEqual(await found(browser), expected);
    const { drawings } = await app.myWork.listAll(browser.from);
    for (const { id } of drawings) {
      const { marks: shapes } = await app.myWork.drawing(browser.from, id);
      assert.equal(shapes.length, 2);
    }
    // A board that is not listed cannot be read by its id either.
    for (const { id } of before) {
      if (drawings.some((it) => it.id === id)) continue;
      const reads = app.myWork.drawing(browser.from, id);
      assert.equal(await refusalNameOf(reads), "not-found");
    }
  });
}

Deno.test("a page brought back before the class is not kept as the class's (W-3, S-5)", async () => {
  const work = await beginWork();
  await using _ = work.lesson;
  const { app, teacher, ben, ofEach, hers, found, end } = work;
  await app.broughtBack.bringBack(teacher, {
    resource: ofEach.id,
    of: ben.member,
    name: "Ben's",
    to: "class",
    press: undefined,
  });
  await end();
  assert.deepEqual(await found(hers), all);
});
