/** Results come in the card of the question that was answered, with the focus (N-6, V-3). */
import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { questions as q } from "texts/checks_questions.ts";
import { asked, quiz as t } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import {
  recordAnnouncements,
  waitForAnnouncement,
  waitForFocusOn,
} from "../listening.ts";
import { openResource } from "./opens.ts";
import {
  callSessionApi,
  type Person,
  pressUntil,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

const plants = "Do plants breathe at night?";
const came = removeDoubledStops(portal.resultsCame({ name: plants }));

const card = ({ page }: Person) => page.locator(".asked-card");
const strip = ({ page }: Person) => page.locator(".resource-asked");
const news = ({ page }: Person) =>
  page.locator(".resource-news").filter({ visible: true });

const said = `${asked.said({ answer: q.yes })} ${asked.resultsLaterAny}`;

const isInStrip = ({ page }: Person) =>
  page.evaluate(() =>
    document.activeElement?.closest(".resource-bar") !== null
  );

test("results appear at the answered question, with the focus, and once (N-6)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Mr Brook");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await person();
  const ben = await person({ phone: true });
  const cal = await person({ phone: true });
  await amy.page.setViewportSize({ width: 1024, height: 700 });
  const students = [[amy, "Amy"], [ben, "Ben"], [cal, "Cal"]] as const;
  for (const [one, name] of students) {
    await recordAnnouncements(one);
    await one.join(session.code, name);
  }
  const give = async (given: Record<string, unknown>) =>
    (await desk("POST", "/resources", given)).resource.id as string;
  const poll = await give({
    poll: { kind: "yes-no", question: plants, anonymous: false },
  });

  await step("the focus moves from the vote to the line", async () => {
    for (const one of [amy, ben]) {
      await card(one).getByRole("button", { name: q.yes }).press("Enter");
      await waitForFocusOn(one, `button | ${asked.takeBack}`);
    }
    await waitForAnswer(() => amy.button(asked.takeBack).count(), 0);
    await waitForFocusOn(amy, `group | ${said}`);
    await openResource(cal, plants);
    await cal.page.locator(".item").getByRole("button", { name: q.yes })
      .waitFor();
    await ben.page.getByRole("button", { name: asked.takeBack }).waitFor({
      state: "detached",
    });
    await desk("PATCH", `/resources/${poll}`, { showResults: true });
    for (const one of [amy, ben]) {
      await card(one).getByRole("list", { name: plants }).waitFor();
      await waitForAnnouncement(one, came);
      assert(await isInStrip(one), "the card takes no focus");
      assert.equal(await news(one).count(), 0);
    }
    await amy.assertAccessible("results-in-card");
    await ben.shoot("results-in-card-phone");
  });

  await step("the poll's own page shows them there", async () => {
    await waitForAnnouncement(cal, t.phases.results);
    assert.equal(await card(cal).count(), 0);
    await cal.page.goBack();
  });

  await step("dismissed, they are in the portal", async () => {
    await card(amy).getByRole("button", { name: frame.close }).press("Enter");
    await card(amy).waitFor({ state: "detached" });
    await card(ben).getByRole("list").click();
    await card(ben).waitFor();
    await pressUntil(
      ben.page.locator(".class-head h1"),
      async () => await card(ben).count() === 0,
      "a press elsewhere put the results aside",
    );
    for (const one of [amy, ben]) {
      await waitForAnswer(() => strip(one).count(), 0, "seen results go");
    }
    await ben.shoot("results-aside-phone");
    await openResource(amy, plants);
    await amy.page.getByRole("list", { name: plants }).waitFor();
    await amy.page.goBack();
  });

  await step(
    "results on screen are no news after what comes next",
    async () => {
      const secret = await give({
        poll: { kind: "yes-no", question: "Tired?", anonymous: true },
      });
      await card(ben).getByRole("button", { name: q.yes }).click();
      await strip(ben).filter({ hasText: asked.resultsLaterAny }).waitFor();
      await desk("PATCH", `/resources/${secret}`, { showResults: true });
      await ben.page.locator('.asked-card[data-phase="results"]').waitFor();
    },
  );

  await step("taking back keeps the focus", async () => {
    const other = await give({
      poll: { kind: "yes-no", question: "Ready?", anonymous: false },
    });
    await card(ben).getByRole("button", { name: q.no }).click();
    await strip(ben).filter({ hasText: asked.said({ answer: q.no }) })
      .waitFor();
    assert.equal(await news(ben).count(), 0, "the results were seen");
    await card(amy).getByRole("button", { name: q.no }).press("Enter");
    await strip(amy).filter({ hasText: asked.said({ answer: q.no }) })
      .waitFor();
    await waitForAnswer(() => isInStrip(amy), true);
    await desk("DELETE", `/resources/${other}`);
    await amy.page.locator(".resource-asked", {
      hasText: asked.said({ answer: q.no }),
    })
      .waitFor({ state: "detached" });
    await waitForAnswer(() => isInStrip(amy), true);
  });
});
