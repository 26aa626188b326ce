import { asked } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

test("a card that comes moves no other until a press elsewhere; then the newest is first (V-5)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await person();
  await amy.join(session.code, "Amy");
  const share = (name: string) =>
    desk("POST", "/resources", { drawing: { name, paper: "plain" } });
  const names = amy.page.locator(".resource-card h3");
  const waitForOrder = (...wanted: string[]) =>
    waitForAnswer(() => names.allTextContents(), wanted);
  await share("Leaf");
  await waitForOrder("Leaf");
  await share("Root");
  await waitForOrder("Leaf", "Root");
  await share("Stem");
  await waitForOrder("Leaf", "Root", "Stem");
  await names.first().click();
  await share("Bark");
  await waitForOrder("Leaf", "Root", "Stem", "Bark");
  await amy.page.getByRole("textbox").first().click();
  await waitForOrder("Bark", "Stem", "Root", "Leaf");
});

test("the only new thing opens at once, beside results that are news (N-6)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const ben = await person({ phone: true });
  await ben.join(session.code, "Ben");
  const { resource } = await desk("POST", "/resources", {
    poll: { kind: "yes-no", anonymous: false },
  });
  await ben.button(asked.later).click();
  await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
  await desk("PATCH", `/resources/${resource.id}`, { closed: true });
  await desk("POST", "/resources", {
    drawing: { name: "Leaf", paper: "plain" },
  });
  const news = ben.page.locator(".resource-bar .resource-news");
  await ben.sees(news.getByText("Leaf"));
  await ben.shoot("news-of-results-and-a-board-phone");
  await news.getByRole("button", { name: portal.open, exact: true }).click();
  await ben.page.getByRole("heading", { name: "Leaf" }).waitFor();
});
