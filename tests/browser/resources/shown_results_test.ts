/** Results replace the question that was answered, with the focus (N-6). */
import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { questions as q } from "texts/checks_questions.ts";
import { asked, items, quiz as t } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { hears, isAt, listen } from "../listening.ts";
import { api, becomes, type Person, testStage as test } from "../stage.ts";

const plants = "Do plants breathe at night?";
const came = removeDoubledStops(portal.resultsCame({ name: plants }));

const strip = ({ page }: Person) => page.locator(".resource-asked");
const news = ({ page }: Person) =>
  page.locator(".resource-news").filter({ visible: true });

const isInStrip = ({ page }: Person) =>
  page.evaluate(() =>
    document.activeElement?.closest(".resource-bar") !== null
  );

test("results come where one has answered, with the focus, and once (N-6)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Mr Brook");
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  const amy = await person();
  const ben = await person({ phone: true });
  const cal = await person({ phone: true });
  await amy.page.setViewportSize({ width: 1024, height: 700 });
  const students = [[amy, "Amy"], [ben, "Ben"], [cal, "Cal"]] as const;
  for (const [one, name] of students) {
    await listen(one);
    await one.join(session.code, name);
  }
  const give = async (given: Record<string, unknown>) =>
    (await desk("POST", "/resources", given)).resource.id as string;
  const poll = await give({
    poll: { kind: "yes-no", question: plants, anonymous: false },
  });

  await step("the focus goes from the vote to the results", async () => {
    for (const one of [amy, ben]) {
      await strip(one).getByRole("button", { name: q.yes }).press("Enter");
      await isAt(one, `button | ${frame.undo}`);
    }
    await becomes(() => amy.button(frame.undo).count(), 0);
    await isAt(amy, `group | ${asked.said({ answer: q.yes })}`);
    await cal.button(plants).click();
    await cal.page.getByRole("radio", { name: q.yes }).waitFor();
    await ben.page.getByRole("button", { name: frame.undo }).waitFor({
      state: "detached",
    });
    await desk("PATCH", `/resources/${poll}`, { showResults: true });
    for (const one of [amy, ben]) {
      await strip(one).filter({ hasText: came }).waitFor();
      await hears(one, came);
      assert(await isInStrip(one));
      assert.equal(await news(one).count(), 0);
    }
    await amy.accessible("results-in-strip");
    await ben.shoot("results-in-strip-phone");
  });

  await step("on the poll's own page they are told there", async () => {
    await hears(cal, t.phases.results);
    await cal.page.goBack();
  });

  await step("they are opened where they are told of", async () => {
    const open = items.openNamed({ name: plants });
    await strip(amy).getByRole("button", { name: open }).press("Enter");
    await amy.page.getByRole("list", { name: plants }).waitFor();
    await becomes(() => strip(amy).count(), 0);
    await amy.page.goBack();
    await becomes(() => strip(amy).count(), 0);
    await amy.sees(portal.noneAsked);
  });

  await step("what is taken back leaves the focus where it was", async () => {
    const other = await give({
      poll: { kind: "yes-no", question: "Ready?", anonymous: false },
    });
    await strip(amy).getByRole("button", { name: q.no }).press("Enter");
    await strip(amy).filter({ hasText: asked.said({ answer: q.no }) })
      .waitFor();
    await becomes(() => amy.button(frame.undo).count(), 0);
    assert(await isInStrip(amy));
    await desk("DELETE", `/resources/${other}`);
    await amy.page.locator(".resource-asked", {
      hasText: asked.said({ answer: q.no }),
    })
      .waitFor({ state: "detached" });
    await becomes(() => isInStrip(amy), true);
  });
});
