/**
 * The draft of a quiz, a template or a question of **Ask** (N-5), from the first key to the stored item.
 * Until the server has stored it, this device keeps it. If another tab or device has changed or deleted the item
 * meanwhile, what was typed here becomes an item of its own, so that neither is lost.
 */
import { type Signal, signal } from "@preact/signals";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { newId } from "../../classroom/model/ids.ts";
import {
  listStoredKeys,
  readStored,
  writeStored,
} from "../client/browser_storage.ts";
import {
  type Problem,
  type Reply,
  sendRequest,
} from "../client/send_request.ts";

const saveAfterMs = 900;
const retryAfterMs = { least: 3000, most: 30_000 };

type SaveState =
  | { is: "saved" | "unsaved" | "saving" }
  /** Not stored. A draft that is saved by itself tries again. */
  | { is: "offline" | "refused"; problem: Problem };

/** `"quiz/<teacher>"`, `"template/<teacher>"` or `"ask"`. */
type DraftPlace = `quiz/${string}` | `template/${string}` | "ask";

interface KeptDraft<Typed> {
  readonly id: string;
  /** The version from which the draft started; null: a new item. */
  readonly base: number | null;
  /** When it was kept (ms). */
  readonly written: number;
  readonly typed: Typed;
  /** The draft's text on the device. */
  readonly text: string;
}

const keyOf = (place: string, id: string) => `homeroom/${place}/${id}`;

/** The drafts of a place that this device keeps, newest first. */
export function listDrafts<Typed>(place: DraftPlace): KeptDraft<Typed>[] {
  const prefix = keyOf(place, "");
  return listStoredKeys(prefix)
    .flatMap((key) => {
      const text = readStored(key) ?? "";
      const draft = parseDraft<Typed>(text);
      return draft ? [{ ...draft, id: key.slice(prefix.length), text }] : [];
    })
    .sort((a, b) => b.written - a.written);
}

function parseDraft<Typed>(text: string) {
  try {
    const draft: Omit<KeptDraft<Typed>, "id" | "text"> = JSON.parse(text);
    return draft.typed ? draft : null;
  } catch {
    return null;
  }
}

/** Deletes a draft, unless another tab has changed it. */
function deleteDraft(key: string, keptText: string | null): void {
  if (keptText !== null && readStored(key) === keptText) writeStored(key, null);
}

/** Deletes all drafts from this device, after the sign-out. */
export function deleteDrafts(): void {
  for (const place of ["quiz/", "template/", "ask"]) {
    for (const key of listStoredKeys(`homeroom/${place}`)) {
      writeStored(key, null);
    }
  }
}

interface ItemVersion {
  readonly id: string;
  readonly at: number;
}

interface DraftParts<Typed, Body> {
  readonly kind: "quiz" | "template";
  readonly place: DraftPlace;
  /** The id of a new item; absent: any, and the newest draft of a new item is restored. */
  readonly id?: string;
  readonly stored: (ItemVersion & Body) | null;
  /** Makes the form's first value. */
  readonly begin: () => Typed;
  readonly toBody: (typed: Typed) => Body;
  readonly isSame: (body: Body, otherBody: Body) => boolean;
  /** Names the copy. */
  readonly toCopy?: (typed: Typed) => Typed;
  /** Whether there is nothing to keep as long as nothing was stored. */
  readonly isUntouched?: (typed: Typed) => boolean;
  /** Whether changes are stored without a press. */
  readonly isSavedByItself?: boolean;
  readonly onCopied?: (id: string) => void;
  readonly send?: typeof sendRequest;
}

const collections = { quiz: "/api/quizzes", template: "/api/templates" };

export class ItemDraft<Typed, Body> {
  readonly typed: Signal<Typed>;
  readonly state: Signal<SaveState> = signal({ is: "saved" });
  /** Why the draft became an item of its own, and from which; null: it did not. */
  readonly copied = signal<{ from: string; isDeleted: boolean } | null>(null);
  #id: string;
  /** The version that the page has; null: a new item. */
  #base: number | null;
  /** The draft as this page has kept or read it; another text on the device is another tab's. */
  #kept: string | null = null;
  #isKept = true;
  /** Bodies sent since the last answer. */
  #sent: Body[] = [];
  /** Number of changes so far, to notice those made during a save. */
  #changes = 0;
  #saving: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = retryAfterMs.least;

  constructor(readonly parts: DraftParts<Typed, Body>) {
    this.typed = signal(parts.begin());
    this.#id = parts.stored?.id ?? parts.id ?? newId();
    this.#base = parts.stored?.at ?? null;
  }

  get id(): string {
    return this.#id;
  }

  get #key(): string {
    return keyOf(this.parts.place, this.#id);
  }

  /** Takes up what this device has kept. Returns false if there is nothing. */
  restore(): boolean {
    const { place, id, stored, toBody, isSame } = this.parts;
    const isAny = !stored && id === undefined;
    const draft = listDrafts<Typed>(place)
      .find((it) => isAny ? it.base === null : it.id === this.#id);
    if (!draft) return false;
    this.#id = draft.id;
    this.#kept = draft.text;
    if (stored && isSame(toBody(draft.typed), stored)) {
      this.#drop();
      return false;
    }
    this.#base = draft.base;
    this.change(draft.typed);
    return true;
  }

  change(typed: Typed): void {
    this.typed.value = typed;
    this.#changes++;
    if (this.state.peek().is === "saved") this.state.value = { is: "unsaved" };
    this.#keep();
    if (this.parts.isSavedByItself) this.#saveAfter(saveAfterMs);
  }

  /** Resolves to whether the server has stored all that is typed. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.state.peek().is === "saved") return true;
    do {
      // If a save is in progress, waits for it; later changes follow.
      await (this.#saving ??= this.#saveOnce().finally(() => {
        this.#saving = null;
      }));
    } while (this.state.peek().is === "unsaved");
    return this.state.peek().is === "saved";
  }

  /** Begins again with what is stored. */
  discard(): void {
    const { stored, begin } = this.parts;
    clearTimeout(this.#timer);
    this.#drop();
    this.#id = stored?.id ?? newId();
    this.#base = stored?.at ?? null;
    this.#sent = [];
    this.#changes++;
    this.copied.value = null;
    this.typed.value = begin();
    this.state.value = { is: "saved" };
  }

  /** Saves when the network returns or the page is hidden, if it is saved by itself. Returns a function that stops this. */
  start(): () => void {
    const { isSavedByItself } = this.parts;
    const online = () => {
      if (isSavedByItself) void this.save();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden") online();
    };
    // Where the device keeps nothing, the browser asks before the page is left.
    const leave = (event: BeforeUnloadEvent) => {
      if (this.state.peek().is !== "saved" && !this.#isKept) {
        event.preventDefault();
      }
    };
    addEventListener("online", online);
    addEventListener("beforeunload", leave);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(this.#timer);
      removeEventListener("online", online);
      removeEventListener("beforeunload", leave);
      document.removeEventListener("visibilitychange", hidden);
    };
  }

  #keep(): void {
    const { stored, isUntouched } = this.parts;
    const typed = this.typed.peek();
    const isFirst = this.#base === (stored?.at ?? null) && !this.copied.peek();
    if (isFirst && this.#sent.length === 0 && isUntouched?.(typed)) {
      this.#drop();
      this.state.value = { is: "saved" };
      return;
    }
    const keptText = readStored(this.#key);
    if (keptText !== null && keptText !== this.#kept) {
      return this.#becomeCopy(false);
    }
    this.#kept = JSON.stringify({
      base: this.#base,
      written: Date.now(),
      typed,
    });
    this.#isKept = writeStored(this.#key, this.#kept);
  }

  #drop(): void {
    deleteDraft(this.#key, this.#kept);
    this.#kept = null;
  }

  #becomeCopy(isDeleted: boolean): void {
    const { toCopy, onCopied, isSavedByItself } = this.parts;
    const [from, key, keptText] = [this.#id, this.#key, this.#kept];
    this.#id = newId();
    this.#base = null;
    this.#sent = [];
    this.copied.value = { from, isDeleted };
    if (!isDeleted && toCopy) this.typed.value = toCopy(this.typed.peek());
    this.#changes++;
    this.#keep();
    deleteDraft(key, keptText);
    this.state.value = { is: "unsaved" };
    onCopied?.(this.#id);
    if (isSavedByItself) this.#saveAfter(0);
  }

  #saveAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  async #saveOnce(): Promise<void> {
    const [id, changes] = [this.#id, this.#changes];
    const body = this.parts.toBody(this.typed.peek());
    this.#sent.push(body);
    this.state.value = { is: "saving" };
    const reply = await this.#send(body);
    // The draft became a copy meanwhile, which is not stored yet.
    if (id !== this.#id) return;
    if (reply.ok) {
      return this.#onStored(reply.body[this.parts.kind].at, changes);
    }
    const { status } = reply.problem;
    if (status === 404) return this.#becomeCopy(true);
    if (status === 409) {
      return await this.#compare(body, changes, reply.problem);
    }
    this.#onRefused(reply.problem);
  }

  #send(body: Body): Promise<Reply<Record<string, ItemVersion & Body>>> {
    const { kind, send = sendRequest } = this.parts;
    return this.#base === null
      ? send("POST", collections[kind], { ...body, id: this.#id })
      : send("PUT", `${collections[kind]}/${this.#id}`, {
        ...body,
        expected: this.#base,
      });
  }

  #onStored(version: number, changes: number): void {
    this.#base = version;
    this.#sent = [];
    this.#wait = retryAfterMs.least;
    if (changes === this.#changes) {
      this.#drop();
      this.state.value = { is: "saved" };
      return;
    }
    this.state.value = { is: "unsaved" };
    this.#keep();
    if (this.parts.isSavedByItself) this.#saveAfter(saveAfterMs);
  }

  /** Reads the stored version after a conflict: if this page has sent it, only the reply was lost. */
  async #compare(
    body: Body,
    changes: number,
    problem: Problem,
  ): Promise<void> {
    const { kind, isSame, send = sendRequest } = this.parts;
    const id = this.#id;
    const reply = await send<Record<string, ItemVersion & Body>>(
      "GET",
      `${collections[kind]}/${id}`,
    );
    if (id !== this.#id) return;
    if (!reply.ok && reply.problem.status !== 404) {
      return this.#onRefused(reply.problem);
    }
    const stored = reply.ok ? reply.body[kind] : null;
    if (stored && this.#sent.some((it) => isSame(it, stored))) {
      return this.#onStored(stored.at, isSame(body, stored) ? changes : -1);
    }
    // The version is the same, so it was refused for another reason, for example because the library is full.
    if (this.#base === (stored?.at ?? null)) return this.#onRefused(problem);
    this.#becomeCopy(stored === null);
  }

  #onRefused(problem: Problem): void {
    const isOffline = problem.status === 0;
    if (!isOffline && problem.status < 500) this.#sent = [];
    this.state.value = { is: isOffline ? "offline" : "refused", problem };
    if (!this.parts.isSavedByItself) return;
    this.#saveAfter(this.#wait);
    this.#wait = Math.min(retryAfterMs.most, 2 * this.#wait);
  }
}

/** The draft of a form for as long as the form is shown. */
export function useItemDraft<Typed, Body>(
  parts: DraftParts<Typed, Body>,
): ItemDraft<Typed, Body> {
  const draft = useMemo(() => new ItemDraft(parts), []);
  useLayoutEffect(() => {
    draft.restore();
    return draft.start();
  }, []);
  return draft;
}
