/** A drawing must not be lost without a network, and a classmate sees only what the teacher shows. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { documentNames } from "../../../classroom/model/documents.ts";
import { decodePoints, type Stroke } from "../../../classroom/model/drawing.ts";
import { listBoards } from "../../../classroom/model/drawings_layout.ts";
import { drawnShapes } from "../../../classroom/model/roots.ts";
import { board } from "texts/drawings.ts";
import { frame } from "texts/everywhere.ts";
import { liveDrawings, shareDrawing } from "texts/drawings_desk.ts";
import { pictureField } from "texts/library_picture.ts";
import { portal } from "texts/sharing_portal.ts";
import { items } from "texts/sharing_class.ts";
import { review } from "texts/review.ts";
import { live, onPresent, share } from "texts/sharing_live.ts";
import { makeTeacherSeat } from "../../people.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const own = ({ page }: Person) => page.locator(".drawing-board[data-tool]");

const picture = ({ page }: Person, name: string | RegExp) =>
  page.getByRole("img", { name });

const lines = (one: Person) => own(one).locator("path[fill]").count();

async function presses(one: Person, ...places: [x: number, y: number][]) {
  const box = await own(one).boundingBox();
  assert(box);
  const [first, ...others] = places.map(([x, y]) =>
    [box.x + x * box.width, box.y + y * box.height] as const
  );
  const { mouse } = one.page;
  await mouse.move(...first);
  await mouse.down();
  for (const [x, y] of others) await mouse.move(x, y, { steps: 8 });
}

async function draws(one: Person, ...places: [x: number, y: number][]) {
  await presses(one, ...places);
  await one.page.mouse.up();
}

const chooses = ({ page }: Person, name: string) =>
  page.getByRole("radio", { name, exact: true }).check({ force: true });

test("a class draws, also offline, and classmates see only what the teacher shows (W-5)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const [amy, ben, cem] = [
    await person(),
    await person({ phone: true }),
    await person({ phone: true }),
  ];
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  await cem.join(session.code, "Cem");
  const small = (name: string) =>
    teacher.page.locator(".drawings-one", { hasText: name })
      .locator("path[fill]");

  await step("Draw gives everybody a board", async () => {
    await teacher.startLesson();
    await teacher.openTab(review.tabs.resources);
    await teacher.page.getByRole("tabpanel").getByRole("button", {
      name: shareDrawing.draw,
      exact: true,
    }).click();
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByLabel(shareDrawing.name).fill("A leaf");
    await dialog.getByLabel(shareDrawing.papers.squared).check();
    await dialog.getByRole("button", { name: share.share }).click();
    await teacher.sees(liveDrawings.drawn({ count: 0, of: 3 }));
    await amy.button(items.openNamed({ name: "A leaf" })).click();
    await ben.button(portal.open).click();
    await own(amy).waitFor();
    await own(ben).waitFor();
  });
  await step(
    "a phone's board is most of the screen, above one row of tools",
    async () => {
      const size = ben.page.viewportSize()!;
      const box = (await own(ben).boundingBox())!;
      const share = box.width * box.height / (size.width * size.height);
      assert(share >= 0.6, `the board is ${share} of the screen`);
      const tools = ben.page.locator(
        ".drawing-tools :is(label, .button):visible",
      );
      const places = await tools.evaluateAll((all) =>
        all.map((it) => it.getBoundingClientRect())
          .map(({ top, bottom, width }) => ({ top, bottom, width }))
      );
      assert.equal(places.length, 7);
      for (const { top, bottom, width } of places) {
        assert.equal(top, places[0].top, "they are in one row");
        assert(bottom <= size.height && bottom - top >= 44 && width >= 44);
      }
    },
  );
  await step("a line grows under the pen, and at the teacher's", async () => {
    await presses(amy, [0.2, 0.2], [0.5, 0.4]);
    assert.equal(await lines(amy), 1);
    let n = 0;
    await waitForAnswer(async () => {
      const box = await own(amy).boundingBox();
      await amy.page.mouse.move(box!.x + 99, box!.y + 60 + 9 * (++n % 9));
      return await small("Amy").count();
    }, 1);
    await amy.page.mouse.up();
    await teacher.sees(liveDrawings.drawn({ count: 1, of: 3 }));
    assert.equal(await lines(amy), 1, "its pieces are one");
  });
  await step("her tile has the drawing", async () => {
    await teacher.openTab(review.tabs.students);
    const tile = teacher.page.locator(".board-tile", { hasText: "Amy" })
      .locator(".drawing-board");
    await waitForAnswer(() => tile.locator("path[fill]").count(), 1);
    assert(await tile.isVisible());
    await teacher.openTab(review.tabs.resources);
  });
  await step("undo, redo and the eraser work", async () => {
    await chooses(amy, board.colours.red);
    await chooses(amy, board.widths.thick);
    await draws(amy, [0.1, 0.8], [0.9, 0.8]);
    await waitForAnswer(() => lines(amy), 2);
    await amy.button(board.undo).click();
    await waitForAnswer(() => lines(amy), 1);
    await amy.button(board.redo).click();
    await waitForAnswer(() => small("Amy").count(), 2);
    await chooses(amy, board.tools.eraser);
    await draws(amy, [0.5, 0.75], [0.5, 0.85]);
    await waitForAnswer(() => small("Amy").count(), 1);
    await amy.button(board.undo).click();
    await waitForAnswer(() => small("Amy").count(), 2);
  });
  await step("undo and redo work by keys", async () => {
    const { keyboard } = amy.page;
    await chooses(amy, board.tools.pen);
    await draws(amy, [0.1, 0.6], [0.9, 0.6]);
    await waitForAnswer(() => lines(amy), 3);
    await keyboard.press("ControlOrMeta+z");
    await waitForAnswer(() => lines(amy), 2);
    await keyboard.press("ControlOrMeta+Shift+z");
    await waitForAnswer(() => lines(amy), 3);
    await keyboard.press("ControlOrMeta+z");
    await waitForAnswer(() => lines(amy), 2);
    await keyboard.press("ControlOrMeta+y");
    await waitForAnswer(() => lines(amy), 3);
    await keyboard.press("ControlOrMeta+z");
    await waitForAnswer(() => small("Amy").count(), 2);
  });
  await step("text is added where the board is pressed", async () => {
    const { page } = amy;
    await chooses(amy, board.tools.words);
    await own(amy).click({ position: { x: 120, y: 60 } });
    await page.keyboard.type("Leaf");
    await page.keyboard.press("ControlOrMeta+z");
    await waitForAnswer(() => lines(amy), 2);
    await page.getByLabel(board.words).fill("Leaf");
    await page.keyboard.press("Enter");
    await picture(amy, /Leaf/).waitFor();
  });
  await step("text is added by keyboard alone", async () => {
    const { page } = amy;
    await page.getByRole("radio", { name: board.tools.eraser }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.getByLabel(board.words).focus();
    await page.keyboard.type("Stomata let air in");
    await page.keyboard.press("Enter");
    await picture(amy, /Stomata let air in/).waitFor();
    await teacher.page.locator(".drawings-one").getByText("Stomata")
      .waitFor();
    await amy.assertAccessible("drawing-words");
  });
  await step("an offline drawing outlives a reload", async () => {
    await ben.waitUntilStoredForOffline();
    await ben.goOffline();
    await draws(ben, [0.2, 0.5], [0.8, 0.5]);
    await draws(ben, [0.5, 0.2], [0.5, 0.8]);
    await ben.sees(board.kept);
    await ben.assertAccessible("drawing-phone");
    await ben.page.reload();
    await own(ben).waitFor();
    await waitForAnswer(() => lines(ben), 2);
    assert.equal(await small("Ben").count(), 0);
    await ben.goOnline();
    await waitForAnswer(() => small("Ben").count(), 2);
    await ben.sees(board.seenBy);
    assert.equal(await lines(ben), 2);
    await teacher.assertAccessible("drawings-live");
  });
  await step("an undone offline clearing keeps the drawing", async () => {
    await ben.goOffline();
    await ben.button(board.clear).click();
    await waitForAnswer(() => lines(ben), 0);
    await ben.button(board.undo).click();
    await waitForAnswer(() => lines(ben), 2);
    await draws(ben, [0.2, 0.2], [0.8, 0.2]);
    await ben.goOnline();
    await waitForAnswer(() => small("Ben").count(), 3);
    await waitForAnswer(() => lines(ben), 3);
  });
  await step("boards without names identify nobody", async () => {
    assert.equal(await ben.page.locator(".drawings-shown").count(), 0);
    const before = await own(ben).boundingBox();
    await teacher.button(liveDrawings.showAll).click();
    await ben.sees(board.shown);
    await cem.sees(portal.newShown({ name: "A leaf" }));
    await picture(ben, /Stomata/).waitFor();
    await waitForAnswer(
      () => ben.page.locator(".drawings-shown figure").count(),
      2,
    );
    assert.equal(
      await ben.page.locator(".drawings-shown figcaption").count(),
      0,
    );
    assert.deepEqual(await own(ben).boundingBox(), before, "nothing moved");
    await ben.page.getByText(board.shown).click();
    await ben.page.locator(".drawings-shown").waitFor({ state: "detached" });
    await ben.page.getByText(board.shown).click();
    await picture(ben, /Stomata/).waitFor();
    await ben.assertAccessible("drawing-shown");
    const news = cem.page.locator(".resource-news").filter({ visible: true });
    await news.getByRole("button", { name: frame.close }).click();
    await teacher.button(liveDrawings.takeBack).click();
    await ben.page.locator(".drawings-shown").waitFor({ state: "detached" });
    assert.equal(await news.count(), 0, "no news");
  });
  await step("a board is shown by name, and on Present", async () => {
    await teacher.page.locator(".drawings-one", { hasText: "Amy" }).click();
    await teacher.page.getByLabel(liveDrawings.withNames).check();
    await teacher.button(liveDrawings.showOne({ name: "Amy" })).click();
    await teacher.sees(liveDrawings.shownOne({ name: "Amy" }));
    await ben.page.locator(".drawings-shown figcaption", { hasText: "Amy" })
      .waitFor();
    await teacher.assertAccessible("drawing-large");
    await amy.sees(board.seenByClass);
    const caption = () =>
      ben.page.locator(".drawings-shown figcaption").count();
    await teacher.page.getByLabel(liveDrawings.withNames).uncheck();
    await waitForAnswer(caption, 0, "no name is left");
    await amy.sees(board.perhapsSeen);
    await teacher.page.getByLabel(liveDrawings.withNames).check();
    await waitForAnswer(caption, 1);
    const up = liveDrawings.isShown({ name: "Amy" });
    await teacher.button(up).click();
    await teacher.sees(liveDrawings.notShown);
    await teacher.button(liveDrawings.showOne({ name: "Amy" })).click();
    await teacher.button(up).waitFor();
    await teacher.button(liveDrawings.back).click();
    await teacher.page.locator(".drawings-one", { hasText: "Amy" })
      .getByText(liveDrawings.shownNow).waitFor();
    await waitForAnswer(
      () => teacher.page.locator(".drawings-one .badge").count(),
      1,
      "one tile is marked",
    );
    await teacher.shoot("drawings-one-shown");
  });

  await step("the board keeps most of a busy Present", async () => {
    const { page } = teacher;
    await page.goto(`/teacher/sessions/${session.id}/present`);
    await picture(teacher, /^Amy/).waitFor();
    await teacher.assertAccessible("drawing-present");
    const desk = callSessionApi(teacher, session.id);
    await desk("POST", "/breakouts/groups", { of: 2 });
    await desk("POST", "/breakouts/timer", { minutes: 10 });
    await desk("POST", "/breakouts/broadcast", { text: "Draw a leaf" });
    await page.locator(".wall-said", { hasText: "Draw a leaf" }).waitFor();
    await teacher.button(onPresent.show.drawing).click();
    await page.getByRole("timer").waitFor();
    const share = () =>
      picture(teacher, /^Amy/).evaluate((it) =>
        it.getBoundingClientRect().height / innerHeight >= 0.55
      );
    await waitForAnswer(share, true, "the board keeps most of the height");
  });
});

test("a finger draws without scrolling, and a pencil keeps its pressure next to a resting hand (W-5)", async ({ person, server }) => {
  const teacher = await person(), amy = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const { resource } = await callSessionApi(teacher, session.id)(
    "POST",
    "/resources",
    {
      drawing: { name: "A leaf", paper: "lined" },
    },
  );
  await amy.join(session.code, "Amy");
  await amy.button(portal.title).click();
  await amy.button(items.openNamed({ name: "A leaf" })).click();
  await own(amy).waitFor();
  const wire = await amy.context.newCDPSession(amy.page);
  const box = (await own(amy).boundingBox())!;
  const at = (part: number) => ({
    x: Math.round(box.x + part * box.width),
    y: Math.round(box.y + box.height / 2),
  });
  const touches = async (...parts: number[]) => {
    const touch = (type: "touchStart" | "touchMove", part: number) =>
      wire.send("Input.dispatchTouchEvent", { type, touchPoints: [at(part)] });
    await touch("touchStart", parts[0]);
    for (const part of parts) await touch("touchMove", part);
    await wire.send("Input.dispatchTouchEvent", {
      type: "touchEnd",
      touchPoints: [],
    });
  };
  const pen = (
    type: "mousePressed" | "mouseMoved" | "mouseReleased",
    part: number,
    force: number,
  ) =>
    wire.send("Input.dispatchMouseEvent", {
      type,
      ...at(part),
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      pointerType: "pen",
      force,
    });
  const scrolled = () => amy.page.evaluate(() => scrollY);
  const before = await scrolled();
  await wire.send("Input.dispatchTouchEvent", {
    type: "touchStart",
    touchPoints: [at(0.2)],
  });
  await wire.send("Input.dispatchTouchEvent", {
    type: "touchMove",
    touchPoints: [at(0.3)],
  });
  await wire.send("Input.dispatchTouchEvent", {
    type: "touchCancel",
    touchPoints: [],
  });
  await waitForAnswer(() => lines(amy), 1);
  await touches(0.2, 0.4, 0.6);
  await waitForAnswer(() => lines(amy), 2);
  assert.equal(await scrolled(), before);

  await pen("mousePressed", 0.1, 0.2);
  for (const part of [0.3, 0.5, 0.7]) await pen("mouseMoved", part, part);
  await pen("mouseReleased", 0.7, 0);
  await waitForAnswer(() => lines(amy), 3);
  await touches(0.8, 0.9);
  assert.equal(await lines(amy), 3, "the palm");

  const seat = makeTeacherSeat(await teacher.makeVisitor(server), session);
  const staff = seat.open(documentNames.staff(session.id));
  const drawn = () => listBoards(staff.doc);
  await staff.waitUntil(() => drawn().length === 1, "somebody had drawn");
  const { member } = drawn()[0];
  const stored = seat.open(
    documentNames.drawing(session.id, resource.id, member),
  );
  const all = drawnShapes(stored.doc);
  await stored.waitUntil(() => all.length === 3, "all were stored");
  const [, finger, pencil] = all.toArray() as Stroke[];
  assert.equal(finger.pressed, undefined);
  const pressures = decodePoints(pencil.points, pencil.pressed === true)
    ?.map(({ pressure }) => pressure);
  assert.deepEqual(pressures, [6, 9, 16, 22]);
  seat.close();
});

test("a student draws on a picture that lies below every board and has a text for screen readers (W-5)", async ({ person, step }) => {
  const teacher = await person(), amy = await person({ phone: true });
  const ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  const askedBy = ({ page }: Person) => {
    const all: string[] = [];
    page.on("response", (answer) => {
      if (!answer.url().includes("/api/files/")) return;
      all.push(`${answer.status()} ${answer.url().split("/").at(-1)}`);
    });
    return all;
  };
  const asked = askedBy(teacher);
  const below = ({ page }: Person) =>
    page.locator(".drawing-board image").first().evaluate(async (image) => {
      const probe = new Image();
      probe.src = image.getAttribute("href")!;
      await probe.decode();
      return Math.max(probe.naturalWidth, probe.naturalHeight);
    });

  await step("a large picture is chosen, described, and shared", async () => {
    await teacher.startLesson();
    await teacher.openTab(review.tabs.resources);
    await teacher.page.getByRole("tabpanel").getByRole("button", {
      name: shareDrawing.draw,
      exact: true,
    }).click();
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByLabel(shareDrawing.name).evaluate(pastesPicture);
    await dialog.getByRole("button", { name: pictureField.remove }).click();
    assert(await dialog.getByLabel(shareDrawing.papers.picture).isChecked());
    await dialog.getByRole("button", { name: share.share }).click();
    await dialog.getByText(shareDrawing.needsPicture).waitFor();
    await waitForAnswer(
      () =>
        dialog.getByRole("button", { name: pictureField.add })
          .evaluate((it) => it === document.activeElement),
      true,
    );
    await dialog.locator("input[type=file]").setInputFiles({
      name: "map.png",
      mimeType: "image/png",
      buffer: await large(teacher),
    });
    await dialog.getByLabel(pictureField.alt).fill("An island");
    await teacher.assertAccessible("drawing-picture-chosen");
    await dialog.getByRole("button", { name: share.share }).click();
    await teacher.sees(liveDrawings.papers.picture);
  });
  await step("students draw on it, and hear its description", async () => {
    await amy.button(portal.open).click();
    await own(amy).waitFor();
    assert.equal(await below(amy), 1600, "shrunk");
    await draws(amy, [0.2, 0.5], [0.8, 0.4]);
    await picture(amy, /^Your board\. On a picture: An island\. 1 line/)
      .waitFor();
    await amy.shoot("drawing-picture-student");
    // The board has the default name.
    const name = shareDrawing.usual({ n: 1 });
    await ben.button(items.openNamed({ name })).click();
    await own(ben).waitFor();
    await draws(ben, [0.3, 0.3], [0.6, 0.8]);
  });
  await step("the teacher sees it below each, loaded once", async () => {
    const tiles = teacher.page.locator(".drawings-one image");
    await waitForAnswer(() => tiles.count(), 2);
    await below(teacher);
    const [id] = new Set(
      await tiles.evaluateAll((all) =>
        all.map((it) => it.getAttribute("href")!.split("/").at(-1)!)
      ),
    );
    const ofIt = asked.filter((it) => it.endsWith(id));
    assert.deepEqual(ofIt.filter((it) => it.startsWith("200")).length, 1);
    await teacher.shoot("drawing-picture-teacher");
  });
  await step("it is shown with the drawing, and on Present", async () => {
    await teacher.button(liveDrawings.showAll).click();
    await waitForAnswer(
      () => ben.page.locator(".drawings-shown image").count(),
      2,
    );
    await below(ben);
    await teacher.page.goto(`/teacher/sessions/${session.id}/present`);
    await picture(teacher, /On a picture: An island/).first().waitFor();
    await below(teacher);
    const code = (await teacher.page.locator(".present-code").boundingBox())!;
    const { height } = teacher.page.viewportSize()!;
    assert(code.y + code.height > 0.9 * height, "it is at the foot");
    await teacher.shoot("drawing-picture-present");
  });
});

test("Show all and Take back move no board of teacher or student", async ({ person }) => {
  const teacher = await person(), amy = await person(), ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  await teacher.startLesson();
  await teacher.openTab(review.tabs.resources);
  await teacher.page.getByRole("tabpanel").getByRole("button", {
    name: shareDrawing.draw,
    exact: true,
  }).click();
  const dialog = teacher.page.getByRole("dialog");
  await dialog.getByLabel(shareDrawing.name).fill("A leaf");
  await dialog.getByRole("button", { name: share.share }).click();
  for (const one of [amy, ben]) {
    await one.button(items.openNamed({ name: "A leaf" })).click();
    await own(one).waitFor();
    await draws(one, [0.2, 0.2], [0.5, 0.4]);
  }
  const unshare = teacher.button(live.takeBack);
  const ground = await unshare.evaluate((it) => {
    const card = it.closest(".card")!,
      { right } = card.getBoundingClientRect();
    const { paddingRight, borderRightWidth } = getComputedStyle(card);
    const end = right - parseFloat(paddingRight) -
      parseFloat(borderRightWidth);
    return {
      isDrawn: getComputedStyle(it).backgroundColor !== "rgba(0, 0, 0, 0)",
      off: Math.round(end - it.getBoundingClientRect().right),
    };
  });
  assert.deepEqual(ground, { isDrawn: true, off: 0 }, "Unshare");
  for (const [width, height] of [[1366, 768], [768, 1024]]) {
    await teacher.page.setViewportSize({ width, height });
    await amy.page.setViewportSize({ width, height });
    const boards = teacher.page.locator(".drawings-one .drawing-board");
    await waitForAnswer(() => boards.count(), 2);
    await own(amy).waitFor();
    const boxes = async () => {
      await waitForPaint(teacher.page);
      await waitForPaint(amy.page);
      const all = [...await boards.all(), own(amy)];
      return await Promise.all(all.map((it) => it.boundingBox()));
    };
    const before = await boxes();
    const stays = async (when: string) =>
      assert.deepEqual(await boxes(), before, `${when} at ${width}`);
    await teacher.button(liveDrawings.showAll).click();
    await teacher.sees(liveDrawings.shownSome({ count: 2 }));
    await waitForAnswer(
      () => teacher.page.locator(".drawings-whose .badge").count(),
      2,
    );
    await stays("all are shown");
    await teacher.page.getByLabel(liveDrawings.withNames).check();
    await stays("with names");
    await teacher.button(liveDrawings.takeBack).click();
    await teacher.sees(liveDrawings.notShown);
    await stays("taken back");
    await teacher.page.getByLabel(liveDrawings.withNames).uncheck();
  }
});

async function pastesPicture(there: Element) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 9;
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob!], "x.png", { type: "image/png" }));
  const how = { clipboardData, bubbles: true, cancelable: true };
  there.dispatchEvent(new ClipboardEvent("paste", how));
}

async function large({ page }: Person): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2000;
    canvas.height = 1500;
    const context = canvas.getContext("2d")!;
    context.fillStyle = "#cfe8f5";
    context.fillRect(0, 0, 2000, 1500);
    context.fillStyle = "#b9d9a0";
    context.ellipse(1000, 750, 400, 650, 0.4, 0, 7);
    context.fill();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
    return [...new Uint8Array(await blob!.arrayBuffer())];
  });
  return Buffer.from(bytes);
}

test("Reopen of a closed board has no tooltip that speaks of closing", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await teacher.startLesson();
  await callSessionApi(teacher, session.id)("POST", "/resources", {
    drawing: { name: "Leaf", paper: "plain" },
  });
  await teacher.openTab(review.tabs.resources);
  await teacher.page.locator(".shared-name").click();
  const close = teacher.button(live.close.drawing);
  await waitForAnswer(
    () => close.getAttribute("title"),
    liveDrawings.closeHint,
  );
  await close.click();
  const reopen = teacher.button(live.reopen);
  await waitForAnswer(async () => await reopen.getAttribute("title") || "", "");
});
