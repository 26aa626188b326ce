/**
 * The cost of writing pages: the time of a key on a slow processor in a long page with three other writers, compared
 * with the bare editor; and the bytes of an hour's typing, before and after a renewal.
 */
import type { Locator, Page } from "playwright-core";
import { items } from "texts/sharing_class.ts";
import { build, type Rolldown } from "vite";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import { readPage, writePage } from "../../classroom/model/page_tree.ts";
import { launch } from "../../tests/browser.ts";
import { createSession, joinClass, signUp } from "../../tests/people.ts";
import { Random } from "../../tests/random.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";
import { MessageCounter, percentile } from "../figures.ts";
import { FrameReader } from "../frames.ts";
import { HomeroomMember } from "../homeroom_driver.ts";
import { runSteadily, sleep } from "../run_steadily.ts";
import { groupSize, Typist } from "../typist.ts";

const keysPerSecond = 3;

/** Four people type for an hour, in a paragraph each; one key in twelve deletes. */
function hourOfTyping() {
  const random = new Random(1);
  const docs = Array.from({ length: groupSize }, () => new Y.Doc());
  for (const doc of docs) {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "others") return;
      for (const peer of docs) {
        if (peer !== doc) Y.applyUpdate(peer, update, "others");
      }
    });
  }
  const texts = docs.map((doc) => {
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    paragraph.insert(0, [text]);
    doc.getXmlFragment("page").push([paragraph]);
    return text;
  });
  for (let n = 0; n < keysPerSecond * 3600; n++) {
    for (const text of texts) {
      const end = text.length;
      if (end > 0 && random.chance(1 / 12)) text.delete(end - 1, 1);
      else text.insert(end, random.chance(1 / 6) ? " " : "e");
    }
  }
  const anew = new Y.Doc();
  writePage(anew, readPage(docs[0]));
  const bytes = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc).length;
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  return {
    characters,
    editedBytes: bytes(docs[0]),
    rewrittenBytes: bytes(anew),
  };
}

const { characters, editedBytes, rewrittenBytes } = hourOfTyping();
console.log(
  `an hour of ${groupSize} who type ${keysPerSecond} keys a second: ${characters} characters, ${editedBytes} bytes, begun anew ${rewrittenBytes}`,
);

const slowdown = 4, length = 20_000, keys = 300, rounds = 3;
const line = "Leaves are green because of what they do with light. ";
const paragraphs = Array.from<string>({
  length: length / (8 * line.length),
}).fill(line.repeat(8).trim());
const server = await startServer({
  ...swiftStudents,
  PASSWORD_COST: "15",
});
const browser = await launch();
const seats: HomeroomMember[] = [];
try {
  const teacher = await signUp(server);
  const { id, code } = await createSession(teacher);
  const path = `/api/sessions/${id}`;
  const text = paragraphs.join("\n\n");
  const { body: { resource } } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/resources`,
    { page: { name: "Leaves", per: "class", text } },
  );
  const body = { resource: resource.id };
  const counter = new MessageCounter(), typists: Typist[] = [];
  for (const name of ["Ben", "Cem", "Dee"]) {
    const { visitor, member } = await joinClass(server, code, name);
    const seat = new HomeroomMember(visitor, id, member, new FrameReader());
    const { page } =
      (await visitor.askExpecting(200, "POST", `${path}/pages`, body))
        .body;
    seat.writes = documentNames.page(id, page);
    seats.push(seat);
    await seat.open();
    typists.push(new Typist(seat.page, counter, typists));
  }
  const { visitor } = await joinClass(server, code, "Amy");
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
  });
  await context.addCookies(
    [...visitor.cookies].map(([name, value]) => ({
      name,
      value,
      url: server.url,
    })),
  );
  const page = await context.newPage();
  await page.goto(`${server.url}/class/${id}`);
  await page.getByRole("button", {
    name: items.openNamed({ name: "Leaves" }),
  }).click();
  const box = page.getByRole("textbox", { name: "Leaves", exact: true });
  await ready(page, box);
  const bare = await bareEditor();
  const took: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const isWithOthers of [false, true]) {
      let isOver = false;
      const typing = runSteadily(
        isWithOthers ? keysPerSecond * typists.length : 0,
        10 + keys / 8,
        (n) => {
          if (!isOver) typists[n % typists.length].type();
        },
      );
      await page.bringToFront();
      (took[isWithOthers ? "three others type" : "nobody else types"] ??= [])
        .push(...await type(page));
      isOver = true;
      await typing;
    }
    await bare.bringToFront();
    (took["the bare editor"] ??= []).push(...await type(bare));
  }
  for (const [situation, times] of Object.entries(took)) {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) =>
      percentile(times, part).toFixed(1)
    );
    console.log(
      `a key in a page of ${length} characters, processor ${slowdown} times slower, ${situation}: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms (${times.length} keys)`,
    );
  }
} finally {
  for (const seat of seats) seat.close();
  await browser.close();
  await server.stop();
}

async function bareEditor(): Promise<Page> {
  const entry = new URL("../bare_editor.ts", import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry, formats: ["iife"], name: "bare" } },
  });
  const [{ output: [{ code }] }] = built as Rolldown.RolldownOutput[];
  const page = await (await browser.newContext({
    viewport: { width: 1366, height: 768 },
  })).newPage();
  await page.setContent("<!doctype html>");
  await page.evaluate(code);
  await page.evaluate((it) => Reflect.get(globalThis, "begin")(it), paragraphs);
  await ready(page, page.locator(".ProseMirror"));
  return page;
}

/** Puts the caret at the end, slows the processor, and starts timing keys. */
async function ready(page: Page, box: Locator): Promise<void> {
  await box.click();
  await page.keyboard.press("ControlOrMeta+End");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.evaluate(noteKeys);
}

async function type(page: Page): Promise<number[]> {
  for (let n = 0; n < keys; n++) {
    await page.keyboard.press(n % 6 === 5 ? "Space" : "e");
    await sleep(60);
  }
  return page.evaluate<number[]>("took.splice(0)");
}

/** Runs in the page: times each key until its text is laid out. */
function noteKeys() {
  const took: number[] = [];
  Object.assign(globalThis, { took });
  const { port1, port2 } = new MessageChannel();
  let began = 0;
  port1.onmessage = () => {
    void document.body.offsetHeight;
    took.push(performance.now() - began);
  };
  addEventListener("keydown", () => {
    began = performance.now();
    port2.postMessage(null);
  }, { capture: true });
}
