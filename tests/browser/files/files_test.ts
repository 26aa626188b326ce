/**
 * Files are large and networks slow: what is sent, refused, cancelled or interrupted must be plain to its sender
 * (C-5).
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import { frame } from "texts/everywhere.ts";
import { chat as chatText } from "texts/chat.ts";
import { over } from "texts/sessions_over.ts";
import { files as t } from "texts/files.ts";
import { stagedFiles } from "texts/files_staged.ts";
import { eventually } from "../../people.ts";
import { randomBytesOf } from "../../uploading.ts";
import {
  callSessionApi,
  type Person,
  type Stage,
  testStage as test,
  testStageAlone,
  waitForAnswer,
} from "../stage.ts";

const png = await Deno.readFile("tests/sample_pictures/4x3.png");
/** As a phone stores it: rotated, with place, time and camera. */
const photo = await Deno.readFile("tests/sample_pictures/photo.jpg");

async function choose(
  person: Person,
  ...files: { name: string; type?: string; bytes: Uint8Array }[]
) {
  const chooser = person.page.waitForEvent("filechooser");
  await person.button(t.attach).click();
  await (await chooser).setFiles(files.map(({ name, type, bytes }) => ({
    name,
    mimeType: type ?? "application/octet-stream",
    buffer: Buffer.from(bytes),
  })));
}

async function send(person: Person, text = "") {
  const box = person.page.getByRole("textbox", { name: chatText.message });
  await box.fill(text);
  await box.press("Enter");
}

function link(person: Person, name: string): Locator {
  return person.log.getByRole("link", { name });
}

async function classOf({ person }: Stage, ...names: string[]) {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await teacher.openChat();
  const students: Person[] = [];
  for (const name of names) {
    const student = await person();
    await student.join(session.code, name);
    await student.openChat();
    students.push(student);
  }
  return { teacher, session, students };
}

async function keptFiles(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const all = await indexedDB.databases();
    const { name } = all.find(({ name }) =>
      name?.startsWith("homeroom-files/")
    ) ?? {};
    if (!name) return 0;
    return await new Promise<number>((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        const db = request.result;
        const count = db.transaction("blobs").objectStore("blobs").count();
        count.onsuccess = () => (db.close(), done(count.result));
      };
    });
  });
}

test("files are chosen, dropped, pasted, removed, sent with text, enlarged and downloaded (C-5)", async (stage) => {
  const { teacher, session, students: [amy] } = await classOf(stage, "Amy");
  const ben = await stage.person({ phone: true });
  await ben.join(session.code, "Ben");
  await ben.openChat();
  const asked: string[] = [];
  amy.page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/files")) {
      asked.push(`${request.method()} ${pathname.split("/").length}`);
    }
  });
  const staged = amy.page.locator(".staged-file");

  await stage.step("a file over 50 MB is refused unsent", async () => {
    const why = amy.text(/film\.mov.*wasn’t attached/);
    const isGoneBy = async (goOn: () => Promise<void>) => {
      await tooLarge(amy, "film.mov", 52_428_801);
      await why.waitFor();
      await goOn();
      await why.waitFor({ state: "detached" });
    };
    const close = { name: frame.close };
    await isGoneBy(() =>
      amy.page.locator(".staged").getByRole("button", close).click()
    );
    await isGoneBy(() => amy.say("It is too large"));
    await choose(amy, { name: "a.txt", bytes: randomBytesOf(10) });
    await amy.button(stagedFiles.remove({ name: "a.txt" })).click();
    await waitForAnswer(() => staged.count(), 0);
    assert.deepEqual(asked, []);
  });

  await stage.step("a paste attaches files or stays text", async () => {
    await drop(amy, ".chat-panel", "dropped.txt");
    await amy.sees("dropped.txt");
    await paste(amy, { "text/plain": "cells", "image/png": png });
    await waitForAnswer(() => staged.count(), 1);
    await paste(amy, { "image/png": png });
    await amy.sees(/Pasted image .*\.png/);
    await drop(amy, "h1", "beside.txt");
    await waitForAnswer(() => staged.count(), 2);
    await send(amy);
    await link(teacher, "dropped.txt").waitFor();
    await teacher.log.getByRole("button", { name: /Enlarge Pasted image/ })
      .waitFor();
  });

  const name = t.enlarge({ name: "garden.webp" });
  const enlarge = teacher.log.getByRole("button", { name });
  await stage.step("pictures and downloads are sent with a text", async () => {
    const picture = await drawing(amy, "image/jpeg", 1200, 800);
    await choose(
      amy,
      { name: "garden.jpg", type: "image/jpeg", bytes: picture },
      {
        name: "Worksheet 3.pdf",
        type: "application/pdf",
        bytes: randomBytesOf(2e6),
      },
    );
    await amy.sees("garden.jpg");
    await send(amy, "From **today**");
    for (const who of [amy, ben, teacher]) {
      await link(who, "Worksheet 3.pdf").waitFor();
      await who.log.getByRole("button", { name }).waitFor();
      await who.waitForMessage("today");
    }
    const size = await enlarge.locator("img")
      .evaluate((img: HTMLImageElement) => [
        img.naturalWidth,
        img.naturalHeight,
        Math.round(img.width / img.height * 50) / 50,
      ]);
    assert.deepEqual(size, [1200, 800, 1.5]);
  });

  await stage.step("a picture is enlarged by key and by tap", async () => {
    await enlarge.focus();
    await teacher.page.keyboard.press("Enter");
    const dialog = { name: "garden.webp" } as const;
    const enlarged = teacher.page.getByRole("dialog", dialog);
    await enlarged.waitFor();
    await teacher.assertAccessible("files-enlarged");
    await teacher.page.keyboard.press("Escape");
    await enlarged.waitFor({ state: "detached" });
    assert.ok(await teacher.log.isVisible(), "the panel stays");
    assert.ok(await enlarge.evaluate((it) => it === document.activeElement));
    await ben.button(name).tap();
    await ben.page.getByRole("dialog", dialog).waitFor();
    await ben.shoot("files-phone-enlarged");
    await ben.button(frame.close).last().tap();
    await ben.button(name).waitFor();
  });

  await stage.step("a download has its name and its bytes", async () => {
    const download = teacher.page.waitForEvent("download");
    await link(teacher, "Worksheet 3.pdf").click();
    const got = await download;
    assert.equal(got.suggestedFilename(), "Worksheet 3.pdf");
    assert.ok(
      Buffer.from(await Deno.readFile(await got.path()))
        .equals(Buffer.from(randomBytesOf(2e6))),
    );
  });

  await stage.step(
    "a photo is sent upright and without its place",
    async () => {
      const type = "image/jpeg";
      await choose(amy, { name: "home.jpg", type, bytes: photo });
      await send(amy);
      const name = t.enlarge({ name: "home.webp" });
      const shown = teacher.log.getByRole("button", { name }).locator("img");
      const size = await shown.evaluate(async (img: HTMLImageElement) => {
        await img.decode();
        return [img.naturalWidth, img.naturalHeight];
      });
      assert.deepEqual(size, [480, 640]);
      const src = await shown.getAttribute("src") ?? "";
      const got = await teacher.page.request.get(src);
      assert.doesNotMatch(String(await got.body()), /SERIAL|Exif|Phone/);
    },
  );

  await stage.step(
    "an original is sent only on request",
    async () => {
      const heic = randomBytesOf(500);
      await choose(
        amy,
        { name: "garden.heic", bytes: heic, type: "image/heic" },
        { name: "home.jpg", bytes: photo, type: "image/jpeg" },
      );
      const why = amy.text(
        stagedFiles.unreadableHeic({ name: "garden.heic" }),
      );
      await why.waitFor();
      await amy.assertAccessible("files-originals");
      await amy.page.getByLabel(stagedFiles.original).check();
      await why.waitFor({ state: "detached" });
      await send(amy, "the originals");
      for (
        const [name, bytes] of [["garden.heic", heic], [
          "home.jpg",
          photo,
        ]] as const
      ) {
        await link(teacher, name).waitFor();
        const href = await link(teacher, name).getAttribute("href") ?? "";
        const got = await teacher.page.request.get(href);
        assert((await got.body()).equals(Buffer.from(bytes)), name);
      }
      await choose(amy, { name: "b.jpg", bytes: photo, type: "image/jpeg" });
      assert(!await amy.page.getByLabel(stagedFiles.original).isChecked());
      await amy.button(stagedFiles.remove({ name: "b.jpg" })).click();
    },
  );

  await stage.step(
    "a dropped folder is named, and its neighbour attached",
    async () => {
      const folder = await Deno.makeTempDir();
      await Deno.mkdir(`${folder}/Photos`);
      await Deno.writeTextFile(`${folder}/notes.txt`, "notes");
      await dropFromDisk(amy, [`${folder}/Photos`, `${folder}/notes.txt`]);
      await amy.sees(stagedFiles.folder({ name: "Photos" }));
      await amy.button(stagedFiles.remove({ name: "notes.txt" })).click();
      await Deno.remove(folder, { recursive: true });
    },
  );

  await stage.step("an upload is cancelled on its way", async () => {
    await slow(amy, 150_000);
    await choose(amy, { name: "b.bin", bytes: randomBytesOf(9_000_000) });
    await send(amy);
    await arrived(amy, 1);
    await amy.button(t.cancelName({ name: "b.bin" })).click();
    await amy.text("b.bin").waitFor({ state: "detached" });
    await waitForAnswer(
      () => Promise.resolve(asked.includes("DELETE 4")),
      true,
    );
    await amy.say("no file");
    await teacher.waitForMessage("no file");
    await waitForAnswer(() => link(teacher, "b.bin").count(), 0);
  });
});

testStageAlone(
  "a file attached offline delays no text and outlives reload, disconnect and restart (C-5)",
  async (stage) => {
    const { teacher, session, students: [amy] } = await classOf(stage, "Amy");
    const begun: string[] = [];
    amy.page.on("response", (response) => {
      if (response.request().method() !== "POST") return;
      if (response.status() === 201) begun.push(response.url());
    });
    await amy.waitUntilStoredForOffline();
    await amy.goOffline();
    await amy.sees(chatText.offline);
    const bytes = randomBytesOf(20_000_000);
    await choose(amy, { name: "film.mp4", type: "video/mp4", bytes });
    await send(amy, "our film");
    await amy.sees(t.waiting);
    await amy.say("later words");
    await eventually(
      () => keptFiles(amy.page),
      (count) => count === 1,
      "the file was kept",
    );
    await amy.page.reload();
    await amy.openChat();
    await amy.sees("film.mp4");
    await amy.sees("our film");

    const network = await slow(amy, 300_000);
    await amy.goOnline();
    await teacher.waitForMessage("later words");
    await waitForAnswer(() => link(teacher, "film.mp4").count(), 0);
    await arrived(amy, 1);
    amy.network.cut();
    await amy.say("between");
    amy.network.restore();
    await teacher.waitForMessage("between");
    await network.pace(4_000_000);
    await arrived(amy, 6_000_000);
    await stage.server.restart();
    await arrived(amy, 12_000_000);
    await amy.page.reload();
    await amy.openChat();
    await link(teacher, "film.mp4").waitFor();
    await teacher.waitForMessage("our film");
    await link(amy, "film.mp4").waitFor();
    await waitForAnswer(() => link(teacher, "film.mp4").count(), 1);
    const answer = await teacher.page.request.get(
      await link(teacher, "film.mp4").getAttribute("href") ?? "",
    );
    assert.ok((await answer.body()).equals(Buffer.from(bytes)));
    await amy.text(t.waiting).waitFor({ state: "hidden" });
    assert.equal(begun.length, 1, "it was begun once");

    await teacher.page.request.post(`/api/sessions/${session.id}/end`, {
      data: { now: true },
    });
    await amy.waitUntilNothingStored();
  },
);

test("a file of a refused message can be sent again, and two tabs send it once (C-5)", async (stage) => {
  const { teacher, session, students: [amy] } = await classOf(stage, "Amy");
  await amy.page.context().newPage().then(async (tab) => {
    await tab.goto(amy.page.url());
    await tab.getByRole("log").waitFor();
  });
  // Slow enough for all steps below to come before the file.
  const crawl = 150_000, usual = 4_000_000;
  const network = await slow(amy, crawl);
  await choose(amy, { name: "late.bin", bytes: randomBytesOf(6_000_000) });
  await send(amy, "mine");
  await arrived(amy, 1);
  const third = await amy.page.context().newPage();
  await third.goto(amy.page.url());
  await third.getByRole("log").getByText("late.bin").waitFor();
  const desk = callSessionApi(teacher, session.id);
  const { members } = await desk("GET", "/members");
  const { id } = members.find(({ name }: { name: string }) => name === "Amy");
  const mute = (muted: boolean) => desk("PATCH", `/members/${id}`, { muted });
  await mute(true);
  await network.pace(usual);
  await amy.button(chatText.tryAgain).waitFor();
  await amy.sees("late.bin");
  await mute(false);
  await amy.button(chatText.tryAgain).click();
  await link(teacher, "late.bin").waitFor();
  await teacher.waitForMessage("mine");
  await third.getByRole("log").getByRole("link", { name: "late.bin" })
    .waitFor();
  await third.getByRole("progressbar").waitFor({ state: "detached" });
  await waitForAnswer(() => link(teacher, "late.bin").count(), 1);

  await network.pace(crawl);
  await choose(amy, { name: "paused.bin", bytes: randomBytesOf(6_000_000) });
  await send(amy, "mine, too");
  await arrived(amy, 1);
  await desk("PATCH", "", { chatPaused: true });
  await network.pace(usual);
  await amy.log.getByText(chatText.whenItGoesOn).last()
    .waitFor();
  await desk("PATCH", "", { chatPaused: false });
  await link(teacher, "paused.bin").waitFor();
  for (const page of [amy.page, third]) {
    await page.getByText(chatText.whenItGoesOn).first()
      .waitFor({ state: "detached" });
    await page.getByRole("progressbar").waitFor({ state: "detached" });
  }
  await teacher.say("thank you");
  await amy.waitForMessage("thank you");
  await waitForAnswer(() => link(teacher, "paused.bin").count(), 1);

  await network.pace(crawl);
  await choose(amy, { name: "never.bin", bytes: randomBytesOf(9_000_000) });
  await send(amy);
  await arrived(amy, 1);
  await amy.page.request.post("/api/leave", { data: { session: session.id } });
  await amy.sees(over.gone.title);
  await amy.sees("never.bin");
  await third.close();
  await amy.waitUntilNothingStored();
});

async function arrived({ page }: Person, bytes: number) {
  await eventually(
    () =>
      page.locator("progress").first().evaluate(
        (bar: HTMLProgressElement) => bar.value,
      ),
    (value) => value >= bytes,
    `${bytes} bytes had arrived`,
  );
}

async function slow({ page }: Person, uploadThroughput: number) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const pace = (uploadThroughput: number) =>
    session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 5,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await pace(uploadThroughput);
  return { pace };
}

async function tooLarge({ page }: Person, name: string, size: number) {
  await page.locator("input[type=file]").evaluate(
    (input: HTMLInputElement, [name, size]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(Number(size))], String(name)));
      input.files = data.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    [name, size],
  );
}

/** Drops files and folders onto the chat's text field, as a person does from a window of files. */
async function dropFromDisk({ page }: Person, files: string[]) {
  const field = page.getByRole("textbox", { name: chatText.message });
  const { x, y } = (await field.boundingBox())!;
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", {
      type,
      x: x + 10,
      y: y + 5,
      data,
    });
  }
  await client.detach();
}

async function drop({ page }: Person, onto: string, name: string) {
  await page.locator(onto).first().evaluate((element, name) => {
    const data = new DataTransfer();
    data.items.add(new File(["hello"], name, { type: "text/plain" }));
    for (const type of ["dragenter", "dragover", "drop"]) {
      element.dispatchEvent(
        new DragEvent(type, {
          dataTransfer: data,
          bubbles: true,
          cancelable: true,
        }),
      );
    }
  }, name);
}

async function paste(
  { page }: Person,
  content: Record<string, string | Uint8Array>,
) {
  const plain = Object.entries(content).map(([type, value]) =>
    [type, typeof value === "string" ? value : [...value]] as const
  );
  await page.getByRole("textbox", { name: chatText.message }).evaluate(
    (element, plain) => {
      const data = new DataTransfer();
      for (const [type, value] of plain) {
        if (typeof value === "string") data.setData(type, value);
        else {
          const bytes = new Uint8Array(value);
          data.items.add(new File([bytes], "image.png", { type }));
        }
      }
      element.dispatchEvent(
        new ClipboardEvent("paste", {
          clipboardData: data,
          bubbles: true,
          cancelable: true,
        }),
      );
    },
    plain,
  );
}

async function drawing(
  { page }: Person,
  type: string,
  width: number,
  height: number,
): Promise<Uint8Array> {
  const bytes = await page.evaluate(async ([type, width, height]) => {
    const canvas = new OffscreenCanvas(Number(width), Number(height));
    const context = canvas.getContext("2d")!;
    const sky = context.createLinearGradient(0, 0, 0, Number(height));
    sky.addColorStop(0, "#8fc7e8");
    sky.addColorStop(1, "#3c7a4f");
    context.fillStyle = sky;
    context.fillRect(0, 0, Number(width), Number(height));
    context.fillStyle = "#f3c64b";
    context.beginPath();
    context.arc(Number(width) * 0.7, Number(height) * 0.3, 90, 0, 7);
    context.fill();
    const blob = await canvas.convertToBlob({ type: String(type) });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [type, width, height]);
  return new Uint8Array(bytes);
}
