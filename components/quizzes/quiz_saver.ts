/**
 * Saves a quiz after each change; until then, this device keeps a draft. If another tab or device has saved
 * first, the teacher chooses.
 */
import { type Signal, signal } from "@preact/signals";
import { newId } from "../../classroom/model/ids.ts";
import { type Reply, sendRequest } from "../client/send_request.ts";
import type { EditedQuiz } from "./edited_quiz.ts";
import {
  isSameQuiz,
  type StoredQuiz,
  toEditedQuiz,
  toStoredQuiz,
} from "./stored_quiz.ts";
import {
  deleteDraft,
  type StoredDraft,
  storeQuizDraft,
} from "./quiz_drafts.ts";

export type SavedQuiz = StoredQuiz & { id: string; at: number };

type SaveState =
  | { is: "saved" | "unsaved" | "saving" | "offline" }
  /** The server refused the quiz. Tries again after a pause, or after a 409 at the next change. */
  | { is: "refused"; detail: string }
  /** Another version was saved first (`otherVersion`). */
  | { is: "conflict"; otherVersion: SavedQuiz }
  /** The quiz was deleted elsewhere. */
  | { is: "gone" };

const saveAfterMs = 900;
const retryAfterMs = { least: 3000, most: 30_000 };

interface SaverParts {
  teacher: string;
  id: string;
  /** The version that the page has; null: a new quiz. */
  at: number | null;
  quiz: Signal<EditedQuiz>;
  unnamed: string;
  renamed: (id: string) => void;
}

export class QuizSaver {
  readonly state: Signal<SaveState> = signal({ is: "saved" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = retryAfterMs.least;
  #saving: Promise<void> | null = null;
  #id: string;
  #at: number | null;
  #takenUp: StoredDraft | null = null;
  /** Number of changes so far, to notice those made during a save. */
  #changes = 0;

  constructor(readonly parts: SaverParts) {
    this.#id = parts.id;
    this.#at = parts.at;
  }

  get id(): string {
    return this.#id;
  }

  /** Restores a draft that differs from the stored quiz. It is a conflict if the draft started from another version. */
  restoreDraft(draft: StoredDraft, storedQuiz: SavedQuiz | null): void {
    const { quiz, unnamed } = this.parts;
    const draftQuiz = toStoredQuiz(draft.quiz, unnamed);
    if (storedQuiz && isSameQuiz(draftQuiz, storedQuiz)) {
      deleteDraft(draft);
      return;
    }
    quiz.value = draft.quiz;
    this.#takenUp = draft;
    if (!storedQuiz && draft.base !== null) {
      this.state.value = { is: "gone" };
      return;
    }
    if (storedQuiz && draft.base !== storedQuiz.at) {
      this.state.value = { is: "conflict", otherVersion: storedQuiz };
      return;
    }
    this.scheduleSave();
  }

  scheduleSave(): void {
    this.#changes++;
    this.#draft();
    const { is } = this.state.peek();
    if (is === "conflict" || is === "gone") return;
    if (is === "saved") this.state.value = { is: "unsaved" };
    this.#after(saveAfterMs);
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    const { is } = this.state.peek();
    if (is === "saved" || is === "conflict" || is === "gone") return;
    // If a save is in progress, waits for it; later changes follow.
    await (this.#saving ??= this.#saveOnce().finally(() => {
      this.#saving = null;
    }));
  }

  async #saveOnce(): Promise<void> {
    const changes = this.#changes;
    const body = this.#body();
    this.state.value = { is: "saving" };
    await this.#answered(await this.#send(body), body, changes);
  }

  overwriteTheirs(): void {
    const state = this.state.peek();
    if (state.is !== "conflict") return;
    this.#at = state.otherVersion.at;
    this.#retry();
  }

  takeTheirs(): void {
    const state = this.state.peek();
    if (state.is !== "conflict") return;
    this.#at = state.otherVersion.at;
    this.parts.quiz.value = toEditedQuiz(state.otherVersion);
    storeQuizDraft(this.#of, null);
    this.state.value = { is: "saved" };
  }

  /** Saves this version as a new quiz, which the page then edits. */
  saveAsNew(name: string): void {
    const { quiz } = this.parts;
    storeQuizDraft(this.#of, null);
    this.#id = newId();
    this.#at = null;
    quiz.value = { ...quiz.value, name };
    this.parts.renamed(this.#id);
    this.#retry();
  }

  /** Saves when the network returns or the page is hidden. Returns a function that stops this. */
  start(): () => void {
    const online = () => {
      const { is } = this.state.peek();
      if (is === "offline" || is === "refused") void this.save();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden") void this.save();
    };
    addEventListener("online", online);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(this.#timer);
      removeEventListener("online", online);
      document.removeEventListener("visibilitychange", hidden);
    };
  }

  get #of() {
    return { teacher: this.parts.teacher, quiz: this.#id };
  }

  #body(): StoredQuiz {
    return toStoredQuiz(this.parts.quiz.peek(), this.parts.unnamed);
  }

  #draft(): void {
    const quiz = this.parts.quiz.peek();
    storeQuizDraft(this.#of, { base: this.#at, written: Date.now(), quiz });
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  #retry(): void {
    this.state.value = { is: "unsaved" };
    this.#draft();
    void this.save();
  }

  #send(body: StoredQuiz): Promise<Reply<{ quiz: SavedQuiz }>> {
    return this.#at === null
      ? sendRequest("POST", "/api/quizzes", { ...body, id: this.#id })
      : sendRequest("PUT", `/api/quizzes/${this.#id}`, {
        ...body,
        expected: this.#at,
      });
  }

  async #answered(
    answer: Reply<{ quiz: SavedQuiz }>,
    body: StoredQuiz,
    changes: number,
  ): Promise<void> {
    if (answer.ok) return this.#saved(answer.body.quiz.at, changes);
    const { status, detail } = answer.problem;
    if (status === 409) return await this.#compare(body, changes, detail);
    if (status === 404) {
      this.state.value = { is: "gone" };
      return;
    }
    this.state.value = status === 0
      ? { is: "offline" }
      : { is: "refused", detail };
    this.#after(this.#wait);
    this.#wait = Math.min(retryAfterMs.most, 2 * this.#wait);
  }

  #saved(version: number, changes: number): void {
    this.#at = version;
    this.#wait = retryAfterMs.least;
    if (changes === this.#changes) {
      this.state.value = { is: "saved" };
      storeQuizDraft(this.#of, null);
      if (this.#takenUp) deleteDraft(this.#takenUp);
    } else {
      this.state.value = { is: "unsaved" };
      this.#draft();
      this.#after(saveAfterMs);
    }
  }

  /** Compares the versions after a conflict: if they are equal, only the reply was lost. */
  async #compare(
    body: StoredQuiz,
    changes: number,
    detail: string,
  ): Promise<void> {
    const path = `/api/quizzes/${this.#id}`;
    const answer = await sendRequest<{ quiz: SavedQuiz }>("GET", path);
    if (answer.ok) {
      const otherVersion = answer.body.quiz;
      if (isSameQuiz(body, otherVersion)) {
        return this.#saved(otherVersion.at, changes);
      }
      this.state.value = this.#at === otherVersion.at
        ? { is: "refused", detail }
        : { is: "conflict", otherVersion };
      return;
    }
    if (answer.problem.status === 404) {
      // A new quiz that is not stored was refused, for example because the library is full.
      this.state.value = this.#at === null
        ? { is: "refused", detail }
        : { is: "gone" };
      return;
    }
    this.state.value = { is: "offline" };
    this.#after(this.#wait);
  }
}
