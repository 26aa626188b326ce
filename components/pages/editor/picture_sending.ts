/**
 * Pictures on their way into a page (W-1, C-5): made small and sent while one says what is to be seen, and put where the
 * caret was, whatever others have written meanwhile. Without a network they wait, as long as the page is open; and where it
 * begins anew they go on into that.
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
import { askSession } from "../../client/session_api.ts";
import { loadClient } from "../../files/outgoing.ts";
import { shrunkFile } from "../../files/shrunk.ts";
import { announce } from "../../ui/announce.ts";
import { again } from "../../ui/load_part.ts";
import { ClassPages } from "../class_pages.ts";
import type { PageEditing, Place } from "./page_editing.ts";
import { picturesOf } from "./page_pictures.ts";

/** A page as long as it is open, whichever documents it is meanwhile. */
export interface PictureTarget {
  readonly session: ClassSession;
  /** Made by its first editor; whoever has opened the page closes it. */
  sending?: PictureSending;
}

/** The document that a page is now: its id, and when what stands there has come. */
export interface PageNow {
  readonly page: string;
  readonly there: Promise<unknown>;
}

/** Where in a text that is not there any more something was to be put. */
interface FormerPlace {
  readonly doc: Node;
  readonly at: number;
}

/** From then on a page shows that a picture is on its way (ms). */
const slowAfterMs = 1000;

/** One picture on its way. */
export class PictureUnderway {
  readonly id = newId();
  readonly preview: string;
  /** Bytes that have arrived, and how many there are; none before it was made small. */
  readonly sent = signal(0);
  readonly size = signal(0);
  readonly waits: Signal<boolean>;
  readonly isSlow = signal(false);
  readonly isDescribed = signal(false);
  /** What is written of it so far. */
  readonly draft = signal("");
  readonly #described = Promise.withResolvers<string | null>();
  readonly #slow = setTimeout(() => this.isSlow.value = true, slowAfterMs);
  /** Has the server forget what has arrived. */
  stop: () => void = () => {};

  /** `place` is one in the page's editor of now. */
  constructor(
    readonly file: File,
    public place: Place | FormerPlace,
    waits: boolean,
  ) {
    this.waits = signal(waits);
    this.preview = URL.createObjectURL(file);
  }

  /** What is to be seen; null: nobody says so. */
  get words(): Promise<string | null> {
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

export class PictureSending {
  readonly underway: Signal<readonly PictureUnderway[]> = signal([]);
  /** Why the last one was not taken. */
  readonly trouble: Signal<string | null> = signal(null);
  /** The one that is to be described. */
  readonly asked: ReadonlySignal<PictureUnderway | null> = computed(() =>
    this.underway.value.find(({ isDescribed }) => !isDescribed.value) ?? null
  );

  /** The last that was sent, or is to be. */
  #last: Promise<unknown> = Promise.resolve();

  #page = "";
  #editing: PageEditing | null = null;
  /** The same, once what stands on the page has come. */
  #there = Promise.withResolvers<PageEditing>();

  constructor(private readonly session: ClassSession) {}

  /** The page has an editor; answers with how that is over. Where the page begins anew it has another one then. */
  attach(editing: PageEditing, { page, there }: PageNow): () => void {
    this.#page = page;
    this.#editing = editing;
    void there.then(() => {
      if (this.#editing !== editing) return;
      for (const item of this.underway.peek()) {
        const { place } = item;
        if (isFormer(place)) item.place = editing.placeAt(at(place, editing));
      }
      this.#there.resolve(editing);
    });
    return () => {
      this.#editing = null;
      this.#there = Promise.withResolvers();
      for (const item of this.underway.peek()) {
        if (isFormer(item.place)) continue;
        const { doc } = editing.state.peek();
        item.place = { doc, at: editing.positionOf(item.place) };
      }
    };
  }

  /** Begins to send what of these are pictures. */
  add(files: readonly File[], at?: number): void {
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    const editing = this.#editing!;
    const there = picturesOf(editing.state.peek().doc).length;
    const { pictures: most } = pageBounds;
    const room = Math.max(0, most - there - this.underway.peek().length);
    const isMixed = pictures.length < files.length;
    this.trouble.value = isMixed ? t.onlyPictures : null;
    if (pictures.length > room) this.refuse();
    const place = editing.placeAt(at);
    const isOffline = this.session.status.peek().state !== "online";
    for (const file of pictures.slice(0, room)) {
      const item = new PictureUnderway(file, place, isOffline);
      this.underway.value = [...this.underway.value, item];
      this.#run(item).catch((error) => {
        this.#fail(item, t.pictureFailed);
        reportError(error);
      });
    }
  }

  /** The page has as many as it takes. */
  refuse(): void {
    this.trouble.value = t.picturesFull({ most: pageBounds.pictures });
  }

  cancel(item: PictureUnderway): void {
    item.stop();
    this.#drop(item);
  }

  /** The page is closed: what is on its way does not come there any more. */
  close(): void {
    const pages = this.session.part(ClassPages);
    for (const item of this.underway.peek()) {
      this.cancel(item);
      pages.lose({ text: item.file.name });
    }
  }

  /** Sees one through. */
  async #run(item: PictureUnderway): Promise<void> {
    const { session } = this;
    const isWanted = () => this.underway.peek().includes(item);
    const blob = await shrunkFile(item.file);
    if (!isWanted()) return;
    if (!blob) return this.#fail(item, t.notPicture);
    item.size.value = blob.size;
    const { sendFile } = await loadClient();
    const sent = await this.#inTurn(async () => {
      if (!isWanted()) return null;
      const { done, stop } = sendFile(session, {
        blob,
        name: blob.name,
        type: blob.type,
        onSent: (sent) => item.sent.value = sent,
        onWaits: (waits) => item.waits.value = waits,
      });
      item.stop = () => stop(true);
      return await done;
    });
    if (!sent || !isWanted()) return;
    if (!("file" in sent)) {
      return this.#fail(item, sent.detail ?? t.pictureFailed);
    }
    const { file } = sent;
    const alt = await item.words;
    if (!isWanted()) return;
    const reply = await again(async () => {
      const { seat: { session: s, as } } = session;
      const reply = await askSession(
        s,
        "POST /pages/pictures",
        { page: this.#page, file },
        { as },
      );
      const isLost = !reply.ok &&
        (reply.problem.status === 0 || reply.problem.status >= 500);
      item.waits.value = isLost;
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
      isIn = await editing.putPicture(() => item.place as Place, picture);
    } while (!isIn && editing !== this.#editing);
    if (isIn) announce(t.pictureIn);
    else this.trouble.value = t.pictureFailed;
    this.#drop(item);
  }

  /** One after the other: the server takes few uploads at once from one person. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  #fail(item: PictureUnderway, why: string): void {
    this.cancel(item);
    this.trouble.value = why;
  }

  #drop(item: PictureUnderway): void {
    this.underway.value = this.underway.value.filter((one) => one !== item);
    item.close();
  }
}

const isFormer = (place: Place | FormerPlace): place is FormerPlace =>
  "doc" in place;

/** The place in a text that was the same before and after it; else the end. */
function at({ doc, at }: FormerPlace, { state }: PageEditing): number {
  const before = doc.content, { content } = state.peek().doc;
  const start = before.findDiffStart(content);
  if (start === null || at <= start) return at;
  const end = before.findDiffEnd(content);
  return end && at >= end.a ? at + end.b - end.a : content.size;
}
