import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chat } from "texts/chat.ts";
import { testStage as test } from "./stage.ts";

/** Notes every animation and transition of the page that takes time, by its name and where it is. */
async function watchMotion(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const moved = new Set<string>();
    const look = () => {
      for (const animation of document.getAnimations()) {
        const { effect } = animation;
        const time = effect?.getComputedTiming();
        const takes = Number(time?.duration ?? 0);
        // An animation of 1 ms after a delay shows something late, and moves nothing.
        if (takes <= 1) continue;
        const at = (effect as KeyframeEffect).target;
        const name = animation instanceof CSSAnimation
          ? animation.animationName
          : (animation as CSSTransition).transitionProperty;
        moved.add(`${name} of .${at?.className}`);
      }
      requestAnimationFrame(look);
    };
    look();
    Object.assign(globalThis, { moved });
  });
  return () =>
    page.evaluate(() => [
      ...(globalThis as unknown as { moved: Set<string> }).moved,
    ]);
}

test("with reduced motion nothing slides or fades for a student (O-7)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { code } = await teacher.createSession();
  await teacher.openChat();
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const name = reducedMotion === "reduce" ? "Amy" : "Ben";
    const student = await person({ phone: true });
    await student.page.emulateMedia({ reducedMotion });
    await student.join(code, name);
    const moved = await watchMotion(student.page);
    await student.openChat();
    await teacher.say(`Good morning, ${name}`);
    await student.waitForMessage(`Good morning, ${name}`);
    await student.button(chat.close).click();
    const found = await moved();
    if (reducedMotion === "reduce") assert.deepEqual(found, []);
    else assert(found.length > 0, "the chat opens with a movement");
  }
});
