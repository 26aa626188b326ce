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
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { boxName, FileBox } from "../../sync/client/blobs.ts";
import type { ClassSession } from "../client/class_session.ts";
import { holderOf } from "../client/seat.ts";
import { ChosenFiles } from "./chosen_files.ts";
import {
  canTryAgain,
  fileWords,
  loadClient,
  makeItem,
  type OutgoingFile,
  pictureUrlOf,
  release,
  unreadable,
  type UploadRecord,
} from "./outgoing.ts";

/** The files of one member on their way, in all rooms. */
export class Uploads {
  readonly items: Signal<readonly OutgoingFile[]> = signal([]);
  readonly chosen = new ChosenFiles();
  readonly #session: ClassSession;
  readonly #box: FileBox<UploadRecord>;
  readonly #running = new Map<string, (forGood: boolean) => void>();
  readonly #stop: (() => void)[] = [];
  /** By which the other pages of this browser hear at once which files are on their way no more. */
  readonly #others: BroadcastChannel;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(session: ClassSession) {
    this.#session = session;
    const { seat } = session;
    this.#box = new FileBox(boxName(holderOf(seat), seat.session));
    this.#others = new BroadcastChannel(this.#box.name);
    this.#others.onmessage = ({ data }) => this.#letGo(data);
    this.#stop.push(effect(() => this.#forgetWhatIsSaid()));
    void this.#takeUp();
  }

  /** Sends what is chosen, the text with the first. */
  send(room: string, text: string, replyTo?: string): void {
    const now = Date.now();
    for (const [i, one] of this.chosen.take().entries()) {
      const { id, file, preview, small, original } = one;
      const item = makeItem(
        {
          id,
          room,
          text: i === 0 ? text : "",
          ...(i === 0 && replyTo ? { replyTo } : {}),
          name: file.name,
          type: file.type,
          at: now + i,
          ...(original && { original }),
        },
        file,
        preview,
      );
      this.items.value = [...this.items.value, item];
      const made = original ? undefined : small?.made;
      void this.#run(item, false, this.#prepare(item, made));
    }
  }

  /** Gives a file up, also what of it has arrived. */
  cancel(id: string): void {
    const url = this.#item(id)?.record.value.url;
    const stop = this.#running.get(id);
    if (stop) {
      this.#running.delete(id);
      stop(true);
    } else if (url) {
      void loadClient().then(({ deleteUpload }) => deleteUpload(url));
    }
    void this.#drop(id);
  }

  /** Tries again what the server refused. */
  tryAgain(id: string): void {
    const item = this.#item(id);
    if (!item || !canTryAgain(item)) return;
    item.stage.value = { is: "waiting" };
    void this.#run(item, false);
  }

  /** What is known here of a file that has arrived, by its id. */
  about(file: string | undefined): OutgoingFile | undefined {
    return file === undefined
      ? undefined
      : this.items.value.find(({ record }) => record.value.file === file);
  }

  /** The words of those that are not in a room: their text, or the name of the file. */
  unsent(): string[] {
    return this.items.value.filter(({ stage }) => stage.value.is !== "said")
      .map(({ record }) => fileWords(record.value));
  }

  /** Stops sending; what is kept stays. */
  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const stop of this.#running.values()) stop(false);
    for (const item of this.items.value) release(item);
    this.chosen.close();
    this.#others.close();
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
      makeItem(record, blob, pictureUrlOf(blob), true)
    );
    this.items.value = [...items, ...this.items.value];
    for (const item of items) void this.#run(item, true);
  }

  /** Puts what is sent of a photo in its place, and keeps it. False: there is nothing to send. */
  async #prepare(
    item: OutgoingFile,
    small: Promise<File | null> | undefined,
  ): Promise<boolean> {
    if (small) {
      const made = await small;
      if (!made) {
        item.stage.value = { is: "failed", refused: unreadable };
        return false;
      }
      const { name, type } = made;
      item.blob = made;
      item.record.value = { ...item.record.value, name, type };
    }
    void this.#keep(item, item.blob);
    return true;
  }

  /** Sees one file through, when it is its turn and no other page has it. */
  async #run(
    item: OutgoingFile,
    found: boolean,
    isReady: Promise<boolean> = Promise.resolve(true),
  ) {
    await alone(`${this.#box.name}/${item.id}`, async () => {
      const known = found ? await this.#box.read(item.id) : undefined;
      if (known === null) return this.#drop(item.id);
      if (known) item.record.value = known;
      const mine = this.#turn.then(async () => {
        if (await isReady) await this.#sendNow(item);
      });
      this.#turn = mine;
      await mine;
      if (item.record.value.file && !this.#closed) await this.#say(item);
    });
  }

  /** Sends until all is there, or the server says no. */
  async #sendNow(item: OutgoingFile) {
    if (item.record.value.file) return;
    const { sendFile } = await loadClient();
    if (!this.#isWanted(item)) return;
    const { name, type, url, original } = item.record.value;
    const { done, stop } = sendFile(this.#session, {
      blob: item.blob,
      name,
      type,
      original,
      url,
      onBegun: (url) => this.#know(item, { url }),
      onSent: (sent) => item.sent.value = sent,
      onWaits: (waits) =>
        item.stage.value = { is: waits ? "waiting" : "sending" },
    });
    this.#running.set(item.id, stop);
    const sent = await done;
    this.#running.delete(item.id);
    if (!sent || !this.#isWanted(item)) return;
    if ("file" in sent) this.#know(item, sent);
    else item.stage.value = { is: "failed", ...sent };
  }

  /** Puts the message in the outbox, once there is room for it. What was said, or refused, is not said again. */
  async #say(item: OutgoingFile) {
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

  #isWanted(item: OutgoingFile): boolean {
    return !this.#closed && this.items.value.includes(item);
  }

  #item(id: string): OutgoingFile | undefined {
    return this.items.value.find((item) => item.id === id);
  }

  async #drop(id: string) {
    this.#letGo(id);
    if (!this.#closed) this.#others.postMessage(id);
    await this.#box.delete(id);
  }

  /** A file that is on its way no more, here or from another page. */
  #letGo(id: string) {
    const item = this.#item(id);
    this.items.value = this.items.value.filter((one) => one !== item);
    if (item) release(item);
    this.#running.get(id)?.(false);
  }

  async #keep(item: OutgoingFile, blob: Blob) {
    const record = item.record.value;
    item.kept.value = await this.#box.put(item.id, record, blob);
    // What has become known meanwhile.
    if (item.kept.value && item.record.value !== record) this.#know(item, {});
    // Cancelled meanwhile.
    if (!this.#item(item.id) && !this.#closed) await this.#box.delete(item.id);
  }

  #know(item: OutgoingFile, more: Partial<UploadRecord>) {
    item.record.value = { ...item.record.value, ...more };
    if (item.kept.value) void this.#box.put(item.id, item.record.value);
  }
}

function fileOf(command: MemberCommand): string | undefined {
  return command.kind === "say" ? command.file : undefined;
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
