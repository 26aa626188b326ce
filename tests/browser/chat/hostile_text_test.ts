import assert from "node:assert/strict";
import { mixedSignTexts, repeatToLength } from "../../hostile_texts.ts";
import { createSession, joinClass, signUp } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import { type Person, testStage as test } from "../stage.ts";

async function usable(
  { page }: Person,
  reads: () => Promise<void>,
): Promise<void> {
  await page.reload();
  await reads();
  await page.evaluate(() =>
    new Promise((resolve) => requestAnimationFrame(() => resolve(null)))
  );
}

const hostile = [
  ..."**中:,_a*b,~a,x*,!,*y ,ﷺ,[a](,@,$x$ ,\n".split(",")
    .map((part) => `a${repeatToLength(part, 3980)}b`),
  ...mixedSignTexts(3900, 19, 13).map((text) => `a${text}b`),
];

test(
  "a class full of text made to freeze pages opens and stays usable (C-4)",
  async ({ server, person }) => {
    const teacher = await signUp(server);
    const { code } = await createSession(teacher);
    const ben = await (await joinClass(server, code, "Ben")).openPage();
    const amy = await person();
    try {
      for (const text of hostile) await ben.sayAndSee(text);
      await ben.sayAndSee("Hello");
      await amy.join(code, "Amy");
      await amy.openChat();
      await amy.waitForMessage("Hello");
      await usable(amy, async () => {
        await amy.openChat();
        await amy.waitForMessage("Hello");
        await amy.log.evaluate(async (log) => {
          while (log.scrollTop > 0) {
            log.scrollTop -= 600;
            await new Promise(requestAnimationFrame);
          }
        });
      });
      await amy.say("I am still here");
    } finally {
      ben.close();
    }
  },
  swiftStudents,
);

test("a long formula and its preview fit their space, on a phone too (C-4)", async ({ server, person }) => {
  const { code } = await createSession(await signUp(server));
  const ben = await (await joinClass(server, code, "Ben")).openPage();
  const amy = await person({ phone: true });
  try {
    await amy.page.setViewportSize({ width: 360, height: 740 });
    await amy.join(code, "Amy");
    await amy.openChat();
    const id = await ben.sayAndSee(
      "It is **known** that $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} = \\frac{n(n+1)}{2}$, where $n$ is 11, and $x^2 + y^2 = z^2$ too.",
    );
    await ben.waitForMessage(
      ben.queueCommand({
        kind: "say",
        room: "main",
        text: "And **why** is it `so`?",
        replyTo: id,
      }),
    );
    const bubble = amy.log.locator(`[data-id="${id}"] .bubble`);
    await bubble.locator("math").first().waitFor();
    const wide = await bubble.evaluate((bubble) => {
      const { left, right } = bubble.getBoundingClientRect();
      return [...bubble.querySelectorAll(".markdown *")].filter((element) => {
        // A formula may scroll within its bubble.
        if (element.closest("math") && element.closest(".markdown-formula")) {
          return false;
        }
        const box = element.getBoundingClientRect();
        return box.left < left - 1 || box.right > right + 1;
      }).map(({ outerHTML }) => outerHTML.slice(0, 80));
    });
    assert.deepEqual(wide, []);
    assert.ok(
      await amy.page.evaluate(() =>
        document.documentElement.scrollWidth <= innerWidth
      ),
    );
    const quote = amy.log.locator(".message-answered .brief");
    await quote.waitFor();
    assert.match(await quote.innerText(), /It is known that a_1/);
    await amy.shoot("phone-formula");
  } finally {
    ben.close();
  }
});
