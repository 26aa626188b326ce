/** Takes the network away from a page and gives it back, and measures how long it takes until all is as it should be. */
import * as Y from "yjs";
import { sleep } from "../steadily.ts";
import type { Lesson } from "./lesson.ts";
import type { Passed } from "./link.ts";
import { has } from "./mirror.ts";
import type { Entry } from "./page_log.ts";

/** A way to lose the network. */
export interface Loss {
  /** Takes it away. */
  go(lesson: Lesson): Promise<void>;
  /** Gives it back, and says when (ms since 1970). */
  back(lesson: Lesson): Promise<number>;
  /** The page runs meanwhile, and its owner says something. */
  readonly isAwake: boolean;
}

/** As when wifi is switched off and on: the browser is told. */
export const told: Loss = {
  go: async ({ link }) => void await link.tell("down"),
  back: ({ link }) => link.tell("up"),
  isAwake: true,
};

/** Packets are lost, both ways, without a word to anyone. */
export const silent: Loss = {
  go: async ({ link }) => void await link.tell("cut"),
  back: ({ link }) => link.tell("restore"),
  isAwake: true,
};

/** A laptop that is closed and opened: nothing runs, and the network is away meanwhile. */
export const closed: Loss = {
  async go({ link }) {
    await link.freeze();
    await link.tell("down");
  },
  async back({ link }) {
    await link.thaw();
    return await link.tell("up");
  },
  isAwake: false,
};

/** The same where the browser is not told that the network was another one meanwhile. */
export const closedSilently: Loss = {
  async go({ link }) {
    await link.freeze();
    await link.tell("cut");
  },
  async back({ link }) {
    await link.tell("restore");
    await link.thaw();
    return Date.now();
  },
  isAwake: false,
};

/** How it went. Times in ms since the network was back; what did not happen is absent. */
export interface Drop {
  /** How long the network was away. */
  readonly away: number;
  /** The first try to connect after it, and the first socket that was open. */
  readonly tried?: number;
  readonly opened?: number;
  /** When each document was in step, by its name without the class. */
  readonly documents: Readonly<Record<string, number>>;
  readonly inStep?: number;
  /** When the last of what was queued had been stored, and when the page had seen it come back. */
  readonly committed?: number;
  readonly seenBack?: number;
  /** All of it. */
  readonly done?: number;
  readonly sockets: number;
  readonly requests: readonly string[];
  /** Over the link until all was done, both what the page asked for and what else came. */
  readonly passed: Record<"up" | "down", Passed>;
}

/** After this a drop has failed. */
const patience = 120_000;
/** So long must all be well before a drop is over, so that nothing which is only about to begin is missed. */
const calm = 1_500;

/** How much sooner than we a browser may know that the network is back (ms). */
const early = 200;

/** One drop of so many ms at least: `meanwhile` happens without the page. */
export async function drop(
  lesson: Lesson,
  loss: Loss,
  away: number,
  meanwhile: () => Promise<void>,
): Promise<Drop> {
  const { link, mirror, page } = lesson;
  for (const entry of await lesson.news()) mirror.read(entry);
  // The first time they are opened by that, and are there long before they are compared with.
  for (const name of mirror.documents.keys()) lesson.original(name);
  const requests: string[] = [];
  const onRequest = (request: { url(): string }) =>
    requests.push(new URL(request.url()).pathname);
  await loss.go(lesson);
  const gone = Date.now();
  const texts = loss.isAwake ? await lesson.queue() : [];
  await meanwhile();
  await sleep(Math.max(0, gone + away - Date.now()));

  const wanted = new Map(
    [...mirror.documents.keys()].map((name) => [
      name,
      Y.decodeStateVector(Y.encodeStateVector(lesson.original(name))),
    ]),
  );
  const committed = lesson.committed(texts);
  await link.count();
  page.on("request", onRequest);
  const back = await loss.back(lesson);
  const watch = new Watch(lesson, wanted, texts, back);
  for (; !watch.isCalm() && Date.now() < back + patience; await sleep(250)) {
    for (const entry of await lesson.news()) watch.read(entry);
  }
  page.off("request", onRequest);
  const passed = await link.count();
  const { done } = watch;
  return {
    away: back - gone,
    ...watch.found,
    committed: done === undefined || texts.length === 0
      ? undefined
      : await committed - back,
    done,
    requests,
    passed,
  };
}

/** What comes after the network is back. */
class Watch {
  readonly found = {
    tried: undefined as number | undefined,
    opened: undefined as number | undefined,
    documents: {} as Record<string, number>,
    inStep: undefined as number | undefined,
    seenBack: undefined as number | undefined,
    sockets: 0,
  };
  #calmSince = Infinity;

  constructor(
    readonly lesson: Lesson,
    readonly wanted: Map<string, Map<number, number>>,
    readonly texts: readonly string[],
    readonly back: number,
  ) {
    this.#look(back);
  }

  /** When all was done. */
  get done(): number | undefined {
    const { inStep, seenBack } = this.found;
    if (inStep === undefined || seenBack === undefined) return undefined;
    return Math.max(inStep, seenBack);
  }

  /** Whether all is done, and has been for a while. */
  isCalm(): boolean {
    return this.done !== undefined && Date.now() > this.#calmSince + calm;
  }

  read(entry: Entry) {
    const { found, back } = this;
    this.lesson.mirror.read(entry);
    const after = entry.at - back;
    // The browser may hear of it before we do; and what was in vain before it does not count.
    if (entry.what === "made" && after > -early) {
      found.sockets++;
      found.tried ??= Math.max(0, after);
    }
    if (entry.what === "open") found.opened ??= after;
    this.#look(entry.at);
  }

  /** A document that is in step and then loses its connection is so only with the next one. */
  #look(at: number) {
    const { found, back, lesson } = this;
    const after = Math.max(0, at - back);
    for (const [name, wanted] of this.wanted) {
      const one = lesson.mirror.documents.get(name)!;
      const short = name.slice(name.indexOf("/") + 1)
        .replace(/(?<=^(room|member|conversation))\/(?!main).*/, "");
      if (!one.synced || !has(one.doc, wanted)) delete found.documents[short];
      else found.documents[short] ??= after;
    }
    const all = Object.values(found.documents);
    if (all.length < this.wanted.size) found.inStep = undefined;
    else found.inStep ??= Math.max(...all);
    if (!lesson.sawBack(this.texts)) found.seenBack = undefined;
    else found.seenBack ??= after;
    if (this.done === undefined) this.#calmSince = Infinity;
    else if (this.#calmSince === Infinity) this.#calmSince = Date.now();
  }
}
