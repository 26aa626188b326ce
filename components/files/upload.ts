/**
 * Files on their way (C-5): kept on the device until they are in the room, sent one after the other, taken up
 * again by themselves after a cut, a reload, or a restart of the server. Words written meanwhile do not wait.
 */
import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import { bounds } from "../../classroom/schema/bounds.ts";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { newId } from "../../classroom/schema/ids.ts";
import { boxName, FileBox } from "../../sync/client/blobs.ts";
import type { ClassSession } from "../session/class_session.ts";
import { holderOf } from "../session/seat.ts";
import type { Failure } from "./tus_client.ts";

/** What is kept of a file beside its bytes. Its id becomes the command's, so that it is said once (S3). */
export interface Record {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly name: string;
  readonly type: string;
  readonly at: number;
  /** Where the upload was begun. */
  readonly url?: string;
  /** Its id, once all its bytes are there. */
  readonly file?: string;
}

/** How far a file has got: `said` is the outbox's to show. */
export type Stage =
  | { is: "waiting" | "sending" | "said" }
  | { is: "failed"; refused: string; detail?: string };

/** A file on its way. */
export interface Outgoing {
  readonly id: string;
  readonly record: Signal<Record>;
  readonly blob: Blob;
  readonly stage: Signal<Stage>;
  /** Bytes that have arrived. */
  readonly sent: Signal<number>;
  /** Whether it outlives the page; null: not known yet. */
  readonly kept: Signal<boolean | null>;
  /** Its picture, where the browser may be able to show one. */
  readonly preview: string | undefined;
}

/** A file that is chosen and not sent yet. */
export interface Staged {
  readonly id: string;
  readonly file: File;
  readonly preview: string | undefined;
}

/** How long to wait before the next try, at most (ms). */
const longest = 20_000;
/** What is refused now and may not be in a moment. */
const passing = ["too-often", "storage-unavailable", "conflict"];

let client: Promise<typeof import("./tus_client.ts")> | undefined;

/** Loads what sends; when it is first needed, or before, for the time without a network. */
export function loadClient(): Promise<typeof import("./tus_client.ts")> {
  client ??= import("./tus_client.ts");
  client.catch(() => client = undefined);
  return client;
}

/** The files of one member on their way, in all rooms. */
export class Uploads {
  readonly items: Signal<readonly Outgoing[]> = signal([]);
  readonly staged: Signal<readonly Staged[]> = signal([]);
  /** Files that were not taken, by name, with their size: they are too large. */
  readonly tooLarge: Signal<readonly { name: string; size: number }[]> = signal(
    [],
  );
  readonly #session: ClassSession;
  readonly #box: FileBox<Record>;
  readonly #running = new Map<string, (forGood: boolean) => void>();
  readonly #stop: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(session: ClassSession) {
    this.#session = session;
    const { seat } = session;
    this.#box = new FileBox(boxName(holderOf(seat), seat.session));
    this.#stop.push(effect(() => this.#forgetWhatIsSaid()));
    void this.#takeUp();
  }

  /** Chooses files to be sent with the next message; one that is too large is not taken. */
  stage(files: Iterable<File>): void {
    const over: { name: string; size: number }[] = [];
    const taken: Staged[] = [];
    for (const file of files) {
      if (file.size > bounds.file) over.push(file);
      else taken.push({ id: newId(), file, preview: previewOf(file) });
    }
    this.tooLarge.value = over;
    this.staged.value = [...this.staged.value, ...taken];
    if (taken.length) void loadClient().catch(() => {});
  }

  /** It is known that a file was too large. */
  forgetTooLarge(file: { name: string; size: number }): void {
    this.tooLarge.value = this.tooLarge.value.filter((one) => one !== file);
  }

  /** Takes a chosen file back. */
  unstage(id: string): void {
    for (const one of this.staged.value) {
      if (one.id === id) release(one);
    }
    this.staged.value = this.staged.value.filter((one) => one.id !== id);
    this.tooLarge.value = [];
  }

  /** Sends what is chosen, the text with the first. */
  send(room: string, text: string, replyTo?: string): void {
    const chosen = this.staged.value;
    this.staged.value = [];
    this.tooLarge.value = [];
    const now = Date.now();
    for (const [i, { id, file, preview }] of chosen.entries()) {
      const item = makeItem(
        {
          id,
          room,
          text: i === 0 ? text : "",
          ...(i === 0 && replyTo ? { replyTo } : {}),
          name: file.name,
          type: file.type,
          at: now + i,
        },
        file,
        preview,
      );
      this.items.value = [...this.items.value, item];
      void this.#keep(item, file);
      void this.#run(item, false);
    }
  }

  /** Gives a file up, also what of it has arrived. */
  cancel(id: string): void {
    const url = this.#item(id)?.record.value.url;
    const stop = this.#running.get(id);
    if (stop) stop(true);
    else if (url) {
      const headers = { "tus-resumable": "1.0.0" };
      fetch(url, { method: "DELETE", headers }).catch(() => {});
    }
    void this.#drop(id);
  }

  /** Tries again what the server refused. */
  tryAgain(id: string): void {
    const item = this.#item(id);
    if (item?.stage.value.is !== "failed") return;
    item.stage.value = { is: "waiting" };
    void this.#run(item, false);
  }

  /** What is known here of a file that has arrived, by its id. */
  about(file: string | undefined): Outgoing | undefined {
    return file === undefined
      ? undefined
      : this.items.value.find(({ record }) => record.value.file === file);
  }

  /** The words of those that are not in a room: their text, or the name of the file. */
  unsent(): string[] {
    return this.items.value.filter(({ stage }) => stage.value.is !== "said")
      .map(({ record }) => wordsOf(record.value));
  }

  /** Stops sending; what is kept stays. */
  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const stop of this.#running.values()) stop(false);
    for (const one of [...this.items.value, ...this.staged.value]) release(one);
    this.#box.close();
  }

  /** Deletes it all from this device. */
  async forget(): Promise<void> {
    await this.#box.forget();
  }

  /** What an earlier page has left. Another page that is still open may be sending it. */
  async #takeUp() {
    const all = await this.#box.all();
    if (this.#closed) return;
    all.sort((a, b) => a.record.at - b.record.at);
    const items = all.map(({ record, blob }) =>
      makeItem(record, blob, previewOf(blob), true)
    );
    this.items.value = [...items, ...this.items.value];
    for (const item of items) void this.#run(item, true);
  }

  /** Sees one file through, when it is its turn and no other page has it. */
  async #run(item: Outgoing, found: boolean) {
    await alone(`${this.#box.name}/${item.id}`, async () => {
      const known = found ? await this.#box.read(item.id) : undefined;
      if (known === null) return this.#drop(item.id);
      if (known) item.record.value = known;
      const mine = this.#turn.then(() => this.#sendNow(item));
      this.#turn = mine;
      await mine;
      if (item.record.value.file && !this.#closed) await this.#say(item);
    });
  }

  /** Sends until all is there, or the server says no. */
  async #sendNow(item: Outgoing) {
    for (let tries = 0; this.#isWanted(item); tries++) {
      if (item.record.value.file) return;
      if (tries > 0 || this.#session.status.value.state !== "online") {
        item.stage.value = { is: "waiting" };
        await this.#pause(item, tries);
        if (!this.#isWanted(item)) return;
      }
      item.stage.value = { is: "sending" };
      const outcome = await this.#try(item);
      if (!this.#isWanted(item)) return;
      if ("url" in outcome) {
        this.#know(item, { file: fileAt(outcome.url) });
        return;
      }
      const refused = outcome.failed && refusalOf(outcome.failed);
      if (refused) {
        item.stage.value = { is: "failed", ...refused };
        return;
      }
    }
  }

  async #try(
    item: Outgoing,
  ): Promise<{ url: string } | { failed: Failure | null }> {
    const { name, type, url } = item.record.value;
    const { session, as } = this.#session.seat;
    try {
      const { send } = await loadClient();
      if (!this.#isWanted(item)) return { failed: null };
      const { done, stop } = send({
        endpoint: `/api/files?as=${as}`,
        blob: item.blob,
        metadata: { session, name, type },
        url,
        onBegun: (url) => this.#know(item, { url }),
        onProgress: (sent) => item.sent.value = sent,
      });
      this.#running.set(item.id, stop);
      return await done;
    } catch {
      return { failed: null };
    } finally {
      this.#running.delete(item.id);
    }
  }

  /** Puts the message in the outbox, once there is room for it. What was said, or refused, is not said again. */
  async #say(item: Outgoing) {
    const { id, room, text, replyTo, file } = item.record.value;
    const { outbox, own } = this.#session;
    await own.loaded;
    const command: CommandOf<"say"> = {
      id,
      kind: "say",
      room,
      text,
      ...(replyTo && { replyTo }),
      file,
    };
    const isThere = () =>
      [...outbox.pending.value, ...outbox.refused.value]
        .some((one) => one.id === id);
    while (this.#isWanted(item) && !isThere() && !outbox.push(command)) {
      await changed(outbox.pending);
    }
    if (this.#isWanted(item)) item.stage.value = { is: "said" };
  }

  /** What has left the outbox is in the room, or was given up. */
  #forgetWhatIsSaid() {
    const { pending, awaitingEffect, refused } = this.#session.outbox;
    const waiting = new Set([
      ...[...pending.value, ...awaitingEffect.value].map(fileOf),
      ...refused.value.map(({ command }) => command && fileOf(command)),
    ]);
    for (const { id, stage, record } of this.items.value) {
      if (stage.value.is === "said" && !waiting.has(record.value.file)) {
        void this.#drop(id);
      }
    }
  }

  #isWanted(item: Outgoing): boolean {
    return !this.#closed && this.items.value.includes(item);
  }

  #item(id: string): Outgoing | undefined {
    return this.items.value.find((item) => item.id === id);
  }

  async #drop(id: string) {
    const item = this.#item(id);
    this.items.value = this.items.value.filter((one) => one !== item);
    if (item) release(item);
    await this.#box.delete(id);
  }

  async #keep(item: Outgoing, blob: Blob) {
    const record = item.record.value;
    item.kept.value = await this.#box.put(item.id, record, blob);
    // What has become known meanwhile.
    if (item.kept.value && item.record.value !== record) this.#know(item, {});
    // Cancelled meanwhile.
    if (!this.#item(item.id) && !this.#closed) await this.#box.delete(item.id);
  }

  #know(item: Outgoing, more: Partial<Record>) {
    item.record.value = { ...item.record.value, ...more };
    if (item.kept.value) void this.#box.put(item.id, item.record.value);
  }

  /** Until the network is back, as the chat sees it; with a network, after each failure longer. */
  async #pause(item: Outgoing, tries: number) {
    const { status } = this.#session;
    const wasOnline = status.value.state === "online";
    const time = wasOnline
      ? Math.min(longest, 500 * 2 ** Math.min(tries, 10))
      : longest;
    await new Promise<void>((go) => {
      const timer = setTimeout(end, time * (0.5 + Math.random() / 2));
      const stop = effect(() => {
        const back = status.value.state === "online" && !wasOnline;
        if (back || !this.items.value.includes(item)) queueMicrotask(end);
      });
      addEventListener("online", end);
      this.#stop.push(end);
      const stops = this.#stop;
      function end() {
        clearTimeout(timer);
        stop();
        removeEventListener("online", end);
        const at = stops.indexOf(end);
        if (at >= 0) stops.splice(at, 1);
        go();
      }
    });
  }
}

/** The words that a device keeps with files that were not sent; for a class that is over. */
export async function unsentFiles(
  holder: string,
  session: string,
): Promise<string[]> {
  const box = new FileBox<Record>(boxName(holder, session));
  const all = await box.all();
  box.close();
  return all.filter(({ record }) => !record.file)
    .map(({ record }) => wordsOf(record));
}

function wordsOf({ text, name }: Record): string {
  return text ? `${text} (${name})` : name;
}

function makeItem(
  record: Record,
  blob: Blob,
  preview: string | undefined,
  kept: boolean | null = null,
): Outgoing {
  return {
    id: record.id,
    record: signal(record),
    blob,
    stage: signal({ is: "waiting" }),
    sent: signal(0),
    kept: signal(kept),
    preview,
  };
}

/** The id of a file, from the address of its upload. */
export function fileAt(url: string): string {
  return new URL(url, location.origin).pathname.split("/").at(-1) ?? "";
}

/** What the server refused for good, by the name of the refusal; null: it is worth another try. */
export function refusalOf(
  { status, body }: Failure,
): { refused: string; detail?: string } | null {
  try {
    const { type, detail } = JSON.parse(body);
    if (typeof type === "string" && status < 500) {
      return passing.includes(type) ? null : { refused: type, detail };
    }
  } catch {
    // A proxy answers in plain text.
  }
  return status === 413 ? { refused: "too-large" } : null;
}

function fileOf(command: MemberCommand): string | undefined {
  return command.kind === "say" ? command.file : undefined;
}

/** A picture of the kinds that every browser shows; not of a text that calls itself one. */
function previewOf(blob: Blob): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type)
    ? URL.createObjectURL(blob)
    : undefined;
}

function release({ preview }: { preview: string | undefined }) {
  if (preview) URL.revokeObjectURL(preview);
}

/** Does something while no other page of this browser does; where it cannot know, does it. */
async function alone(name: string, work: () => Promise<void>) {
  if (!navigator.locks) return await work();
  await navigator.locks.request(name, work);
}

/** Settles when a signal changes. */
function changed(of: ReadonlySignal<unknown>): Promise<void> {
  return new Promise((done) => {
    let first = true;
    const stop = effect(() => {
      void of.value;
      if (!first) queueMicrotask(() => (stop(), done()));
      first = false;
    });
  });
}
