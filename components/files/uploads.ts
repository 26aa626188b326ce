/**
 * Uploads to rooms (C-5). A file is stored on the device until its message is in the room. Files are sent one at a
 * time, and continue after a lost connection or reload.
 */
import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import {
  DeviceFiles,
  deviceFilesName,
} from "../../sync/client/device_files.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { cacheOwnerOf } from "../client/seat.ts";
import { ChosenFiles } from "./chosen_files.ts";
import {
  canTryAgain,
  createOutgoingFile,
  createPictureUrl,
  loadUploadCode,
  type OutgoingFile,
  revokePreview,
  unreadableRefusal,
  uploadLabel,
  type UploadRecord,
} from "./outgoing_file.ts";

export class Uploads implements SessionPart {
  readonly outgoingFiles: Signal<readonly OutgoingFile[]> = signal([]);
  readonly chosen = new ChosenFiles();
  readonly #session: ClassSession;
  readonly #box: DeviceFiles<UploadRecord>;
  readonly #running = new Map<string, (shouldDelete: boolean) => void>();
  readonly #stop: (() => void)[] = [];
  /** Tells this browser's other tabs which uploads are done. */
  readonly #others: BroadcastChannel;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(session: ClassSession) {
    this.#session = session;
    const { seat } = session;
    this.#box = new DeviceFiles(
      deviceFilesName(cacheOwnerOf(seat), seat.session),
    );
    this.#others = new BroadcastChannel(this.#box.name);
    this.#others.onmessage = ({ data }) => this.#release(data);
    this.#stop.push(effect(() => this.#forgetWhatIsSaid()));
    void this.#takeUp();
  }

  /** Sends the chosen files. The first file's message has the text. */
  sendChosen(room: string, text: string, replyTo?: string): void {
    const now = Date.now();
    for (const [i, chosenFile] of this.chosen.takeSendable().entries()) {
      const { id, file, preview, small, isOriginal } = chosenFile;
      const item = createOutgoingFile(
        {
          id,
          room,
          text: i === 0 ? text : "",
          ...(i === 0 && replyTo ? { replyTo } : {}),
          name: file.name,
          type: file.type,
          at: now + i,
          ...(isOriginal && { original: isOriginal }),
        },
        file,
        preview,
      );
      this.outgoingFiles.value = [...this.outgoingFiles.value, item];
      const whenMade = isOriginal ? undefined : small?.whenMade;
      void this.#run(item, false, this.#prepare(item, whenMade));
    }
  }

  cancel(id: string): void {
    const url = this.#item(id)?.record.value.url;
    const stop = this.#running.get(id);
    if (stop) {
      this.#running.delete(id);
      stop(true);
    } else if (url) {
      void loadUploadCode().then(({ deleteUpload }) => deleteUpload(url));
    }
    void this.#drop(id);
  }

  tryAgain(id: string): void {
    const item = this.#item(id);
    if (!item || !canTryAgain(item)) return;
    item.stage.value = { is: "waiting" };
    void this.#run(item, false);
  }

  findUpload(file: string | undefined): OutgoingFile | undefined {
    return file === undefined
      ? undefined
      : this.outgoingFiles.value.find(({ record }) =>
        record.value.file === file
      );
  }

  /** The texts and file names of uploads whose message is not in the outbox yet. */
  unsentTexts(): string[] {
    return this.outgoingFiles.value.filter(({ stage }) =>
      stage.value.is !== "said"
    )
      .map(({ record }) => uploadLabel(record.value));
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const stop of this.#running.values()) stop(false);
    for (const item of this.outgoingFiles.value) revokePreview(item);
    this.chosen.close();
    this.#others.close();
    this.#box.close();
  }

  async forget(): Promise<void> {
    await this.#box.deleteDatabase();
  }

  /** Continues uploads of earlier pages, but not while another tab is sending them. */
  async #takeUp() {
    const stored = await this.#box.readAll();
    if (this.#closed) return;
    stored.sort((a, b) => a.record.at - b.record.at);
    const items = stored.map(({ record, blob }) =>
      createOutgoingFile(record, blob, createPictureUrl(blob), true)
    );
    this.outgoingFiles.value = [...items, ...this.outgoingFiles.value];
    for (const item of items) void this.#run(item, true);
  }

  /** Waits for a photo's smaller copy, and stores the file. Resolves to false if the photo cannot be read. */
  async #prepare(
    item: OutgoingFile,
    small: Promise<File | null> | undefined,
  ): Promise<boolean> {
    if (small) {
      const copy = await small;
      if (!copy) {
        item.stage.value = { is: "failed", refused: unreadableRefusal };
        return false;
      }
      const { name, type } = copy;
      item.blob = copy;
      item.record.value = { ...item.record.value, name, type };
    }
    void this.#keep(item, item.blob);
    return true;
  }

  /** Uploads a file and sends its message, one file at a time, and in only one tab. */
  async #run(
    item: OutgoingFile,
    isFromDevice: boolean,
    isReady: Promise<boolean> = Promise.resolve(true),
  ) {
    await alone(`${this.#box.name}/${item.id}`, async () => {
      const record = isFromDevice ? await this.#box.read(item.id) : undefined;
      if (record === null) return this.#drop(item.id);
      if (record) item.record.value = record;
      const turn = this.#turn.then(async () => {
        if (await isReady) await this.#sendNow(item);
      });
      this.#turn = turn;
      await turn;
      if (item.record.value.file && !this.#closed) await this.#say(item);
    });
  }

  async #sendNow(item: OutgoingFile) {
    if (item.record.value.file) return;
    const { sendFile } = await loadUploadCode();
    if (!this.#isWanted(item)) return;
    const { name, type, url, original } = item.record.value;
    const { whenDone, stop } = sendFile(this.#session, {
      blob: item.blob,
      name,
      type,
      isOriginal: original,
      url,
      onBegun: (url) => this.#know(item, { url }),
      onSent: (sentBytes) => item.sentBytes.value = sentBytes,
      onWaits: (isWaiting) =>
        item.stage.value = { is: isWaiting ? "waiting" : "sending" },
    });
    this.#running.set(item.id, stop);
    const outcome = await whenDone;
    this.#running.delete(item.id);
    if (!outcome || !this.#isWanted(item)) return;
    if ("file" in outcome) this.#know(item, outcome);
    else item.stage.value = { is: "failed", ...outcome };
  }

  /** Puts the message into the outbox once that has room. Never twice. */
  async #say(item: OutgoingFile) {
    const { id, room, text, replyTo, file } = item.record.value;
    const { outbox, ownDocument } = this.#session;
    await ownDocument.whenLoaded;
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
        .some((entry) => entry.id === id);
    while (this.#isWanted(item) && !isThere() && !outbox.push(command)) {
      await changed(outbox.pending);
    }
    if (this.#isWanted(item)) item.stage.value = { is: "said" };
  }

  /** Forgets uploads whose message has left the outbox: it is in the room, or was discarded. */
  #forgetWhatIsSaid() {
    const { pending, awaitingEffect, refused } = this.#session.outbox;
    const unsettledFiles = new Set([
      ...[...pending.value, ...awaitingEffect.value].map(fileOf),
      ...refused.value.map(({ command }) => command && fileOf(command)),
    ]);
    for (const { id, stage, record } of this.outgoingFiles.value) {
      if (stage.value.is === "said" && !unsettledFiles.has(record.value.file)) {
        void this.#drop(id);
      }
    }
  }

  #isWanted(item: OutgoingFile): boolean {
    return !this.#closed && this.outgoingFiles.value.includes(item);
  }

  #item(id: string): OutgoingFile | undefined {
    return this.outgoingFiles.value.find((item) => item.id === id);
  }

  async #drop(id: string) {
    this.#release(id);
    if (!this.#closed) this.#others.postMessage(id);
    await this.#box.delete(id);
  }

  #release(id: string) {
    const item = this.#item(id);
    this.outgoingFiles.value = this.outgoingFiles.value.filter((outgoingFile) =>
      outgoingFile !== item
    );
    if (item) revokePreview(item);
    this.#running.get(id)?.(false);
  }

  async #keep(item: OutgoingFile, blob: Blob) {
    const record = item.record.value;
    item.isStored.value = await this.#box.put(item.id, record, blob);
    // Stores changes that were made while the file was being written.
    if (item.isStored.value && item.record.value !== record) {
      this.#know(item, {});
    }
    // The file was cancelled while it was being written.
    if (!this.#item(item.id) && !this.#closed) await this.#box.delete(item.id);
  }

  #know(item: OutgoingFile, changes: Partial<UploadRecord>) {
    item.record.value = { ...item.record.value, ...changes };
    if (item.isStored.value) void this.#box.put(item.id, item.record.value);
  }
}

function fileOf(command: MemberCommand): string | undefined {
  return command.kind === "say" ? command.file : undefined;
}

/** Does the work under a lock across tabs, if the browser has locks. */
async function alone(name: string, work: () => Promise<void>) {
  if (!navigator.locks) return await work();
  await navigator.locks.request(name, work);
}

function changed(source: ReadonlySignal<unknown>): Promise<void> {
  return new Promise((resolve) => {
    let isFirst = true;
    const stop = effect(() => {
      void source.value;
      if (!isFirst) queueMicrotask(() => (stop(), resolve()));
      isFirst = false;
    });
  });
}
