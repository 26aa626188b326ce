import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { review } from "texts/review.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import {
  type Person,
  testStage,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";
import { exactButton, joinCall, makeTalkingClass } from "./talking_class.ts";

async function boxes({ page }: Person, what: string) {
  await waitForPaint(page);
  return await page.locator(what).evaluateAll((all) =>
    all.filter((it) => it.checkVisibility({ visibilityProperty: true }))
      .map((it) => {
        const { x, y, width, height } = it.getBoundingClientRect();
        const name = it.id || it.className;
        return [name, ...[x, y, width, height].map(Math.round)].join();
      })
  );
}

/** Places may differ by a pixel, since half pixels are rounded. */
function assertStayed(
  now: readonly string[],
  before: readonly string[],
  message: string,
): void {
  const isSame = now.length === before.length && now.every((box, n) => {
    const [name, ...sides] = box.split(",");
    const [nameBefore, ...sidesBefore] = before[n].split(",");
    return name === nameBefore &&
      sides.every((side, i) => Math.abs(+side - +sidesBefore[i]) <= 1);
  });
  if (!isSame) assert.deepEqual(now, before, message);
}

const ofTeacher = ".desk-bar button, .desk-line, .tabs button, " +
  ".desk-main [role=tabpanel] :is(button, textarea, h2), .desk-main .tile";
const ofStudent = ".class-head button, .resource-bar, .resource-stage, " +
  ".class-main :is(textarea, .resource-side)";

/** Names of the elements that something lies over; runs in the page. */
function coveredNames(all: Element[]): (string | null)[] {
  return all.filter((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return [4, height / 2, height - 4].some((down) =>
      !it.contains(document.elementFromPoint(x + width / 2, y + down))
    );
  }).map((it) => it.textContent);
}

/** Buttons that stay from joining to leaving. */
const ofCall = ".call-main, .call-leave, .call-count";

const sizes = [
  ["desk", { width: 1366, height: 768 }],
  ["tablet", { width: 768, height: 1024 }],
] as const;

testStage(
  "a call and its pictures, notes and end move nothing on desk and tablet",
  async (stage) => {
    const { teacher, desk, students } = await makeTalkingClass(stage, [
      "Amy",
      "Ben",
    ]);
    const [amy, ben] = students;
    await teacher.startLesson();
    const tiles = (n: number) =>
      Promise.all(
        [teacher, amy].map((one) =>
          waitForAnswer(() => one.page.locator(".call-tile").count(), n)
        ),
      );
    for (const [what, size] of sizes) {
      for (const one of [teacher, amy]) await one.page.setViewportSize(size);
      await teacher.openTab(review.tabs.students);
      await amy.page.locator(".class-line-place").waitFor();
      const before = {
        teacher: await boxes(teacher, ofTeacher),
        amy: await boxes(amy, ofStudent),
      };
      assert(before.teacher.length > 8 && before.amy.length > 3);
      const stays = async (when: string) => {
        assertStayed(
          await boxes(teacher, ofTeacher),
          before.teacher,
          `the teacher's page on a ${what}: ${when}`,
        );
        assertStayed(
          await boxes(amy, ofStudent),
          before.amy,
          `the student's page on a ${what}: ${when}`,
        );
      };
      await desk("POST", "/call", { rooms: "main" });
      await desk("PATCH", "/call", { cameras: true, screens: true });
      for (const one of [teacher, amy]) await one.sees(one.button(t.join));
      await stays("a call begins");
      assert.equal(
        await amy.page.locator(".call-note").count(),
        0,
        "only the call's own box lies over the page",
      );
      for (const one of [teacher, amy, ben]) await joinCall(one);
      await stays("they join");
      await waitForAnswer(
        () => teacher.page.getByRole("tab").evaluateAll(coveredNames),
        [],
        "the tabs can be reached",
      );
      const buttons = {
        teacher: await boxes(teacher, ofCall),
        amy: await boxes(amy, ofCall),
      };
      await exactButton(teacher, t.cameraOn).click();
      await tiles(1);
      await stays("a camera comes");
      await exactButton(ben, t.cameraOn).click();
      await tiles(2);
      await stays("another comes");
      assert.deepEqual(await boxes(teacher, ofCall), buttons.teacher);
      assert.deepEqual(await boxes(amy, ofCall), buttons.amy);
      await exactButton(amy, t.unmute).click();
      await exactButton(amy, t.mute).waitFor();
      await desk("POST", "/call/mute");
      await amy.sees(t.mutedByTeacher);
      await stays("all are muted");
      await assertLayoutAndSave(
        teacher.page,
        `call-moves-nothing-${what}-teacher`,
      );
      await assertLayoutAndSave(amy.page, `call-moves-nothing-${what}-student`);
      await exactButton(ben, t.screenOn).click();
      await tiles(3);
      await stays("a screen is shared");
      await assertLayoutAndSave(teacher.page, `call-screen-${what}-teacher`);
      await assertLayoutAndSave(amy.page, `call-screen-${what}-student`);
      await exactButton(teacher, t.cameraOff).click();
      await tiles(2);
      await stays("a camera goes");
      await desk("DELETE", "/call");
      await amy.sees(t.out.over);
      await stays("the call is over");
      await amy.page.locator(".call-bar").waitFor({ state: "detached" });
      await teacher.page.locator(".call-bar").waitFor({ state: "detached" });
      await stays("its end has been said");
    }
  },
);
