/**
 * Current work of students, for the teacher's board (M-1): pages and drawings on which they write, and answers of the
 * assistant as they are stored. It is ephemeral state of the staff's document, so that it costs no commit. Each process
 * has its own.
 */
import { documentNames as names } from "../model/documents.ts";
import type {
  StaffLiveState,
  StudentWork,
} from "../model/monitoring/activity.ts";
import { makePreview } from "../../formats/markdown/previews.ts";

/** For how long changes are collected before they are sent (ms). */
export const liveWorkDelayMs = 500;
/** Characters of an answer's preview, and of the Markdown that it is made of. */
const previewLength = 280, sourceLength = 4 * previewLength;

interface ClassState {
  readonly work: Map<string, StudentWork>;
  /** The beginnings of running answers, by turn. */
  readonly answers: Map<string, { member: string; text: string }>;
  timer?: ReturnType<typeof setTimeout>;
}

export class LiveWork {
  readonly #classes = new Map<string, ClassState>();
  readonly #gatherMs: number;
  #sendEphemeral: (document: string) => void = () => {};

  /** @param gathering delay of changes in ms; shorter in tests */
  constructor(gathering = liveWorkDelayMs) {
    this.#gatherMs = gathering;
  }

  /** @param sendEphemeral called with a staff document whose state has changed */
  start(sendEphemeral: (document: string) => void): void {
    this.#sendEphemeral = sendEphemeral;
  }

  stop(): void {
    for (const { timer } of this.#classes.values()) clearTimeout(timer);
    this.#classes.clear();
  }

  noteWork(session: string, member: string, work: StudentWork): void {
    this.#classOf(session).work.set(member, work);
    this.#publishSoon(session);
  }

  /** Adds stored words to a running answer. The caller leaves out answers that staff may not read (ACCESS-2). */
  addAnswer(session: string, member: string, turn: string, text: string): void {
    const { answers } = this.#classOf(session);
    const previousText = answers.get(turn)?.text ?? "";
    if (previousText.length >= sourceLength) return;
    const now = (previousText + text).slice(0, sourceLength);
    answers.set(turn, { member, text: now });
    this.#publishSoon(session);
  }

  endAnswer(session: string, turn: string): void {
    if (this.#classes.get(session)?.answers.delete(turn)) {
      this.#publishSoon(session);
    }
  }

  keepOnly(sessions: (session: string) => boolean): void {
    for (const [session, { timer }] of this.#classes) {
      if (sessions(session)) continue;
      clearTimeout(timer);
      this.#classes.delete(session);
    }
  }

  /** The state of a staff document; null: there is none. */
  ephemeralState(document: string): StaffLiveState | null {
    const [session] = document.split("/", 1);
    const state = this.#classes.get(session);
    if (!state || document !== names.staff(session)) return null;
    const answers: Record<string, string> = {};
    for (const { member, text } of state.answers.values()) {
      answers[member] = makePreview(text, previewLength);
    }
    return { work: Object.fromEntries(state.work), answers };
  }

  #classOf(session: string): ClassState {
    const state = this.#classes.get(session) ??
      { work: new Map(), answers: new Map() };
    this.#classes.set(session, state);
    return state;
  }

  #publishSoon(session: string): void {
    const state = this.#classOf(session);
    state.timer ??= setTimeout(() => {
      state.timer = undefined;
      this.#sendEphemeral(names.staff(session));
    }, this.#gatherMs);
  }
}
