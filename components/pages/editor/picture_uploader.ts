/**
 * Pictures on their way into a page (W-1, C-5). They are sent while the member describes them, and then inserted where
 * the caret was, or where they were dropped. Offline they wait while the page is open.
 */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { Node } from "prosemirror-model";
import { pageEditor as t } from "texts/pages.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { requestAct } from "../../client/session_api.ts";
import { loadUploadCode } from "../../files/outgoing_file.ts";
import { shrinkPictureFile } from "../../files/shrink_picture.ts";
import { announce } from "../../ui/announce.ts";
import { retryForever } from "../../ui/load_part.ts";
import { ClassPages } from "../class_pages.ts";
import type { DocumentPlace, PageEditing } from "./page_editing.ts";
import { pictureFilesOf } from "./picture_nodes.ts";

/** An open page, which may get another document over time. */
export interface PictureTarget {
  readonly session: ClassSession;
  /** Created by the page's first editor, and closed with the page. */
  sending?: PictureUploader;
}

/** The id of a page's current document; `synced` resolves once the document is synced. */
export interface CurrentPage {
  readonly page: string;
  readonly synced: Promise<unknown>;
}

/** A place in a document that was replaced. */
interface FormerPlace {
  readonly doc: Node;
  readonly pos: number;
}

/** A picture that takes longer than this (ms) is shown as on its way. */
const slowAfterMs = 1000;

export class PictureUpload {
  readonly id = newId();
  readonly preview: string;
  /** Bytes sent so far, and in all; both are 0 until the picture is shrunk. */
  readonly sentBytes = signal(0);
  readonly totalBytes = signal(0);
  readonly isWaiting: Signal<boolean>;
  readonly isSlow = signal(false);
  readonly isDescribed = signal(false);
  readonly draftDescription = signal("");
  readonly #described = Promise.withResolvers<string | null>();
  readonly #slow = setTimeout(() => this.isSlow.value = true, slowAfterMs);
  /** Stops the upload, and deletes what is on the server. */
  cancelUpload: () => void = () => {};

  constructor(
    readonly file: File,
    public place: DocumentPlace | FormerPlace,
    isWaiting: boolean,
  ) {
    this.isWaiting = signal(isWaiting);
    this.preview = URL.createObjectURL(file);
  }

  get description(): Promise<string | null> {
    return this.#described.promise;
  }

  describe(words: string | null): void {
    this.isDescribed.value = true;
    this.#described.resolve(words);
  }

  close(): void {
    clearTimeout(this.#slow);
    URL.revokeObjectURL(this.preview);
  }
}

export class PictureUploader {
  readonly uploads: Signal<readonly PictureUpload[]> = signal([]);
  /** Why the last refused picture was refused; null: none was since files were last added, or it was dismissed. */
  readonly lastRefusal: Signal<string | null> = signal(null);
  /** The picture whose description is asked for next; null: none. */
  readonly nextToDescribe: ReadonlySignal<PictureUpload | null> = computed(() =>
    this.uploads.value.find(({ isDescribed }) => !isDescribed.value) ?? null
  );

  /** Settles when the last upload of the queue is done. */
  #last: Promise<unknown> = Promise.resolve();

  #page = "";
  #editing: PageEditing | null = null;
  /** Resolves once the current document is synced. */
  #there = Promise.withResolvers<PageEditing>();

  constructor(private readonly session: ClassSession) {}

  /**
   * Sets the page's editor. A replaced document comes with another editor. Returns a function that detaches the
   * editor.
   */
  attachEditor(
    editing: PageEditing,
    { page, synced }: CurrentPage,
  ): () => void {
    this.#page = page;
    this.#editing = editing;
    void synced.then(() => {
      if (this.#editing !== editing) return;
      for (const item of this.uploads.peek()) {
        const { place } = item;
        if (isFormer(place)) {
          item.place = editing.placeAt(findFormerPlace(place, editing));
        }
      }
      this.#there.resolve(editing);
    });
    return () => {
      this.#editing = null;
      this.#there = Promise.withResolvers();
      for (const item of this.uploads.peek()) {
        if (isFormer(item.place)) continue;
        const { doc } = editing.state.peek();
        item.place = { doc, pos: editing.positionOf(item.place) };
      }
    };
  }

  addFiles(files: readonly File[], pos?: number): void {
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    const editing = this.#editing!;
    const pictureCount = pictureFilesOf(editing.state.peek().doc).length;
    const { pictures: maxPictures } = pageBounds;
    const room = Math.max(
      0,
      maxPictures - pictureCount - this.uploads.peek().length,
    );
    const isMixed = pictures.length < files.length;
    this.lastRefusal.value = isMixed ? t.onlyPictures : null;
    if (pictures.length > room) this.refuseForSpace();
    const place = editing.placeAt(pos);
    const isOffline = this.session.status.peek().state !== "online";
    for (const file of pictures.slice(0, room)) {
      const item = new PictureUpload(file, place, isOffline);
      this.uploads.value = [...this.uploads.value, item];
      this.#run(item).catch((error) => {
        this.#fail(item, t.pictureFailed);
        reportError(error);
      });
    }
  }

  refuseForSpace(): void {
    this.lastRefusal.value = t.picturesFull({ most: pageBounds.pictures });
  }

  cancel(item: PictureUpload): void {
    item.cancelUpload();
    this.#drop(item);
  }

  /** Called when the page is closed. Cancels all pictures, and notes their names as lost. */
  close(): void {
    const pages = this.session.part(ClassPages);
    for (const item of this.uploads.peek()) {
      this.cancel(item);
      pages.addLostText({ text: item.file.name });
    }
  }

  async #run(item: PictureUpload): Promise<void> {
    const { session } = this;
    const isWanted = () => this.uploads.peek().includes(item);
    const blob = await shrinkPictureFile(item.file);
    if (!isWanted()) return;
    if (!blob) return this.#fail(item, t.notPicture);
    item.totalBytes.value = blob.size;
    const { sendFile } = await loadUploadCode();
    const result = await this.#inTurn(async () => {
      if (!isWanted()) return null;
      const { whenDone, stop } = sendFile(session, {
        blob,
        name: blob.name,
        type: blob.type,
        onSent: (bytes) => item.sentBytes.value = bytes,
        onWaits: (isWaiting) => item.isWaiting.value = isWaiting,
      });
      item.cancelUpload = () => stop(true);
      return await whenDone;
    });
    if (!result || !isWanted()) return;
    if (!("file" in result)) {
      return this.#fail(item, result.detail ?? t.pictureFailed);
    }
    const { file } = result;
    const alt = await item.description;
    if (!isWanted()) return;
    const reply = await retryForever(async () => {
      const { seat: { session: s, cookieRole } } = session;
      const reply = await requestAct(
        s,
        "POST /pages/pictures",
        { page: this.#page, file },
        { as: cookieRole },
      );
      const isLost = !reply.ok &&
        (reply.problem.status === 0 || reply.problem.status >= 500);
      item.isWaiting.value = isLost;
      if (isLost && isWanted()) throw new Error("no answer");
      return reply;
    });
    if (!isWanted()) return;
    if (!reply.ok) return this.#fail(item, reply.problem.detail);
    const picture = { file, alt, ...reply.body?.picture };
    let isIn: boolean, editing: PageEditing;
    do {
      editing = await this.#there.promise;
      if (!isWanted()) return;
      isIn = await editing.insertPicture(
        () => item.place as DocumentPlace,
        picture,
      );
    } while (!isIn && editing !== this.#editing);
    if (isIn) announce(t.pictureIn);
    else this.lastRefusal.value = t.pictureFailed;
    this.#drop(item);
  }

  /** Runs uploads one at a time: the server accepts few at once from one person. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const upload = this.#last.then(work);
    this.#last = upload.catch(() => {});
    return upload;
  }

  #fail(item: PictureUpload, reason: string): void {
    this.cancel(item);
    this.lastRefusal.value = reason;
  }

  #drop(item: PictureUpload): void {
    this.uploads.value = this.uploads.value.filter((it) => it !== item);
    item.close();
  }
}

const isFormer = (place: DocumentPlace | FormerPlace): place is FormerPlace =>
  "doc" in place;

/** Finds a place of the old document in the new one by the equal text before or after it; otherwise the end. */
function findFormerPlace(
  { doc, pos }: FormerPlace,
  { state }: PageEditing,
): number {
  const oldContent = doc.content, { content } = state.peek().doc;
  const start = oldContent.findDiffStart(content);
  if (start === null || pos <= start) return pos;
  const end = oldContent.findDiffEnd(content);
  return end && pos >= end.a ? pos + end.b - end.a : content.size;
}
