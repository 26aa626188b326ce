import assert from "node:assert/strict";
import type { Buffer } from "node:buffer";
import { frame } from "texts/everywhere.ts";
import { pageEditor as t } from "texts/pages.ts";
import { openPage } from "texts/pages_class.ts";
import { review } from "texts/review.ts";
import { items } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { pageRoot, writePage } from "../../../classroom/model/page_tree.ts";
import { eventually, joinClass } from "../../people.ts";
import { encodePalettePng } from "../../palette_png.ts";
import { uploadFile } from "../../uploading.ts";
import type { Locator } from "playwright-core";
import { putThreeInGroups } from "../groups/two_groups.ts";
import {
  callSessionApi,
  type Person,
  type Stage,
  testStage as test,
} from "../stage.ts";

function stripes(width: number, height: number): Buffer {
  const pixels = new Uint8Array(width * height);
  for (let n = 0; n < pixels.length; n++) {
    pixels[n] = ((n % width) >> 5) % 2;
  }
  const palette = [40, 120, 60, 200, 230, 190];
  return encodePalettePng({ width, height, palette, pixels });
}

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "A leaf", exact: true });
const pictures = (one: Person) => box(one).locator(".page-picture img");

const shows = (one: Person, ...words: string[]) =>
  eventually(
    () =>
      pictures(one).evaluateAll((all) =>
        (all as HTMLImageElement[]).map(({ alt, naturalWidth }) =>
          naturalWidth > 0 ? alt : `${alt} (not loaded)`
        ).join()
      ),
    (now) => now === words.join(),
    `there were ${words.length} pictures`,
  );

const text = (one: Person) =>
  box(one).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (
      const it of copy.querySelectorAll(".page-caret, .ProseMirror-separator")
    ) {
      it.remove();
    }
    for (const it of copy.querySelectorAll(".page-picture")) {
      it.replaceWith("▣");
    }
    return copy.textContent;
  });
const becomesText = (one: Person, words: string) =>
  eventually(() => text(one), (now) => now === words, `it read ${words}`);

const give = (one: Person, kind: "paste" | "drop", name = "x.png") =>
  box(one).evaluate((element, [bytes, kind, name]) => {
    const data = new DataTransfer();
    const binary = Uint8Array.from(atob(bytes), (it) => it.charCodeAt(0));
    const type = name.endsWith(".png") ? "image/png" : "application/pdf";
    data.items.add(new File([binary], name, { type }));
    const { left, top } = element.getBoundingClientRect();
    const all = { bubbles: true, cancelable: true };
    element.dispatchEvent(
      kind === "paste"
        ? new ClipboardEvent("paste", { ...all, clipboardData: data })
        : new DragEvent("drop", {
          ...all,
          dataTransfer: data,
          clientX: left + 20,
          clientY: top + 20,
        }),
    );
  }, [stripes(120, 80).toString("base64"), kind, name] as const);

test("a page accepts pictures by button, paste and drop, for its group and teacher alone (W-1, C-5)", async (stage) => {
  const { step } = stage;
  const { teacher, desk, amy, ben, cem } = await putThreeInGroups(stage);
  await desk("POST", "/resources", {
    page: { name: "A leaf", text: "before after" },
  });
  await amy.button(items.openNamed({ name: "A leaf" })).click();
  await ben.button(portal.open).click();
  await box(amy).getByText("before after").waitFor();
  await box(ben).getByText("before after").waitFor();
  const dialog = amy.page.getByRole("dialog");
  const describe = async (words: string) => {
    await dialog.getByLabel(t.describe).fill(words);
    await dialog.getByRole("button", { name: t.insert }).click();
    await dialog.waitFor({ state: "detached" });
  };
  const choose = async (person: Person, name: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([
      person.page.waitForEvent("filechooser"),
      person.button(t.picture).click(),
    ]);
    await chooser.setFiles({ name, mimeType: "image/png", buffer });
  };

  await step("one is put at the caret while another writes", async () => {
    await box(amy).click();
    await amy.page.keyboard.press("Home");
    for (let n = 0; n < 7; n++) await amy.page.keyboard.press("ArrowRight");
    await choose(amy, "stripes.png", stripes(2000, 700));
    await dialog.waitFor();
    await amy.assertAccessible("page-picture-dialog");
    await box(ben).click();
    await ben.page.keyboard.press("Home");
    await ben.page.keyboard.type("long ");
    await becomesText(amy, "long before after");
    await describe("Veins");
    await shows(amy, "Veins");
    await shows(ben, "Veins");
    await becomesText(ben, "long before ▣after");
    await amy.assertAccessible("page-picture");
    await ben.assertAccessible("page-picture-phone");
  });
  await step("it is reduced, and no wider than the page", async () => {
    for (const one of [amy, ben]) {
      const [natural, shown, room] = await pictures(one).evaluate((it) => {
        const { naturalWidth, clientWidth } = it as HTMLImageElement;
        return [
          naturalWidth,
          clientWidth / it.clientHeight,
          it.closest(".page-text")!.clientWidth - clientWidth,
        ];
      });
      assert.equal(natural, 1600);
      assert(Math.abs(shown - 2000 / 700) < 0.1, `it keeps its form: ${shown}`);
      assert(room >= 0);
    }
  });
  await step("the focus stays in the text", async () => {
    await amy.page.keyboard.type("fresh ");
    await becomesText(ben, "long before ▣fresh after");
  });
  await step("one is pasted without a description", async () => {
    await amy.page.keyboard.press("End");
    await give(amy, "paste");
    await dialog.waitFor();
    await amy.page.keyboard.press("Enter");
    await shows(ben, "Veins", t.picture);
    await becomesText(amy, "long before ▣fresh after▣");
  });
  await step("Undo takes that one out, Redo puts it back", async () => {
    await amy.button(frame.undo).click();
    await becomesText(ben, "long before ▣fresh after");
    await amy.button(t.redo).click();
    await shows(ben, "Veins", t.picture);
  });
  await step("one is dropped, and other files are refused", async () => {
    await give(amy, "drop");
    await dialog.waitFor();
    await describe("Dropped");
    await shows(ben, "Dropped", "Veins", t.picture);
    await give(amy, "drop", "x.pdf");
    await amy.sees(t.onlyPictures);
    assert.equal(await dialog.count(), 0);
    await amy.page.locator(".page-underway").getByRole("button").click();
  });
  await step("closing the question adds none", async () => {
    await give(amy, "paste");
    await dialog.waitFor();
    await amy.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await amy.page.keyboard.type("!");
    await box(ben).getByText("!").waitFor();
    assert.equal(await pictures(ben).count(), 3);
  });
  await step("a selected one gets a new description", async () => {
    await pictures(amy).nth(1).click();
    await amy.page.keyboard.press("Enter");
    await dialog.getByLabel(t.describe).fill("Veins of a leaf");
    await dialog.getByRole("button", { name: t.save }).click();
    await shows(ben, "Dropped", "Veins of a leaf", t.picture);
  });
  await step("a phone adds one, and waits offline", async () => {
    await ben.goOffline();
    await ben.sees(openPage.stored);
    await box(ben).press("Control+End");
    await choose(ben, "small.png", stripes(60, 60));
    await ben.page.getByLabel(t.describe).fill("From a phone");
    await ben.page.getByRole("button", { name: t.insert }).click();
    await ben.sees(t.pictureWaits);
    await ben.assertAccessible("page-picture-waits-phone");
    await ben.goOnline();
    await eventually(
      () => pictures(amy).count(),
      (count) => count === 4,
      "the fourth was there",
    );
  });
  await step("the teacher sees them as the page grows", async () => {
    await teacher.startLesson();
    await teacher.openTab(review.tabs.resources);
    await teacher.page.getByRole("button", { name: "A leaf", exact: true })
      .click();
    const shown = teacher.page.getByRole("article", { name: "Group A" })
      .getByAltText("Veins of a leaf");
    await shown.scrollIntoViewIfNeeded();
    await eventually(
      () => shown.evaluate((it) => (it as HTMLImageElement).naturalWidth),
      (width) => width > 0,
      "it was there",
    );
    await teacher.assertAccessible("page-picture-board");
  });
  await step("another group cannot read them", async () => {
    const src = await pictures(amy).first().getAttribute("src");
    const status = (one: Person) =>
      one.page.evaluate(async (src) => (await fetch(src)).status, src!);
    assert.equal(await status(ben), 200);
    assert.equal(await status(cem), 404);
  });
  await step("an erased student's picture is a text", async () => {
    // Moving a picture makes its mover its author. Amy has one selected meanwhile.
    await box(ben).press("Control+a");
    await ben.page.keyboard.press("Control+x");
    await becomesText(ben, "");
    await ben.page.keyboard.press("Control+v");
    await eventually(
      () => pictures(amy).count(),
      (count) => count === 4,
      "all four were there again",
    );
    const { members } = await desk("GET", "/members");
    const { id } = members.find((it: { name: string }) => it.name === "Amy");
    await desk("POST", `/members/${id}/erase`, {});
    await ben.page.reload();
    await eventually(
      () => box(ben).getByText(t.pictureGone).count(),
      (count) => count === 3,
      "hers were gone",
    );
    await ben.assertAccessible("page-picture-gone-phone");
  });
});

async function withProgram(
  { person, server }: Pick<Stage, "person" | "server">,
) {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const { resource } = await desk("POST", "/resources", {
    page: { name: "A leaf", text: "before after", per: "class" },
  });
  await amy.join(session.code, "Amy");
  const ben = await (await joinClass(server, session.code, "Ben")).openPage();
  const path = `/api/sessions/${session.id}/pages`;
  const { body: { page } } = await ben.visitor.askExpecting(200, "POST", path, {
    resource: resource.id,
  });
  const leaf = ben.open(documentNames.page(session.id, page));
  await leaf.waitUntil(() => pageRoot(leaf.doc).length > 0, "it was there");
  return {
    ...{ teacher, amy, ben, leaf },
    async names(file: string, often = 1) {
      const image = { type: "image", attrs: { file, alt: "Veins" } };
      const content = Array.from({ length: often }, () => image);
      writePage(leaf.doc, [{ type: "paragraph", content }]);
      await leaf.waitUntil(() => leaf.provider.synced, "it was sent");
    },
    async putPicture() {
      const file = await uploadFile(ben, { bytes: stripes(40, 40) });
      await ben.visitor.askExpecting(200, "POST", `${path}/pictures`, {
        page,
        file,
      });
      return file;
    },
  };
}

test("a picture that fails to load is requested again, and an invalid one shows a text (W-1, SYNC-13)", async (stage) => {
  const { amy, ben, names, putPicture } = await withProgram(stage);
  const picture = await putPicture();
  const words = await uploadFile(ben, { bytes: new Uint8Array(9) });
  ben.queueCommand({ kind: "say", room: "main", file: words });

  const bytes = "**/api/files/*";
  await amy.page.route(
    bytes,
    (route) =>
      route.request().method() === "HEAD"
        ? route.continue()
        : route.fulfill({ status: 404 }),
  );
  await names(picture);
  await amy.button(items.openNamed({ name: "A leaf" })).click();
  await amy.sees(t.pictureAway);
  await amy.page.unroute(bytes);
  await shows(amy, "Veins");
  await names(words);
  await amy.sees(t.pictureGone);
  await shows(amy, "Veins");
  ben.close();
});

test("pictures beyond a page's limit are shown as text (W-1, SYNC-12)", async (stage) => {
  const { amy, ben, teacher, names, putPicture } = await withProgram(stage);
  const picture = await putPicture();
  for (let n = 0; n < 10; n++) await names(picture, 500);
  const shows = async (where: Locator) => {
    const { pictures } = pageBounds;
    await eventually(
      () => where.locator(".page-no-picture").count(),
      (count) => count === 5000 - pictures,
      "their words were there",
    );
    await eventually(
      () => where.locator("img[src]").count(),
      (count) => count === pictures,
      "as many pictures as it takes were there",
    );
    const words = where.locator(".page-no-picture").last();
    assert.equal(await words.textContent(), "Veins");
  };
  await amy.button(items.openNamed({ name: "A leaf" })).click();
  await shows(box(amy));
  await teacher.startLesson();
  await teacher.openTab(review.tabs.resources);
  await teacher.page.getByRole("button", { name: "A leaf", exact: true })
    .click();
  await shows(teacher.page.locator(".page-text"));
  ben.close();
});

test("a picture being uploaded lands at its place in a renewed page (W-1, W-2)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const { resource: { id: resource } } = await desk("POST", "/resources", {
    page: { name: "A leaf", text: "before after", per: "class" },
  });
  const times = async () => {
    const query = `resource=${resource}&of=class`;
    const { versions } = await desk("GET", `/pages/versions?${query}`);
    return versions as { at: number }[];
  };
  await amy.join(session.code, "Amy");
  await amy.button(items.openNamed({ name: "A leaf" })).click();
  await box(amy).getByText("before after").waitFor();
  const [{ at }] = await eventually(
    times,
    ({ length }) => length === 1,
    "its beginning was kept",
  );
  await box(amy).click();
  await amy.page.keyboard.press("Home");
  await amy.page.keyboard.type("quite ");
  for (let n = 0; n < 7; n++) await amy.page.keyboard.press("ArrowRight");
  await amy.sees(openPage.stored);
  await give(amy, "paste");
  const words = amy.page.getByLabel(t.describe);
  await words.fill("Veins of");
  const of = { resource, of: "class" };
  await desk("POST", "/pages/put-back", { ...of, at });
  await becomesText(amy, "before after");
  await words.press("End");
  await amy.page.keyboard.type(" a leaf");
  await amy.page.getByRole("button", { name: t.insert }).click();
  await shows(amy, "Veins of a leaf");
  await becomesText(amy, "before ▣after");
  assert.equal(await amy.page.getByText(openPage.lost).count(), 0);

  await amy.goOffline();
  await box(amy).click();
  await box(amy).press("Control+Home");
  await give(amy, "paste");
  await words.fill("Roots");
  await amy.page.getByRole("button", { name: t.insert }).click();
  await amy.sees(t.pictureWaits);
  await desk("POST", "/pages/put-back", { ...of, at });
  await amy.goOnline();
  await shows(amy, "Roots");
  await becomesText(amy, "▣before after");
});
