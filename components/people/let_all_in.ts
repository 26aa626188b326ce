import { signal } from "@preact/signals";
import type { ClassSession, SessionPart } from "../client/class_session.ts";

/** Delay of **Let all in** (ms), in which it can be undone: what a student has seen cannot be hidden again. */
export const letAllInDelayMs = 10_000;

export class LetAllIn implements SessionPart {
  /** The ids that will be let in; null before a press, and after **Undo**, success or failure. */
  readonly pendingIds = signal<readonly string[] | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: ClassSession) {}

  start(ids: readonly string[]): void {
    this.pendingIds.value = ids;
    this.#timer = setTimeout(async () => {
      // Sends one request after another, so that other requests are not held up.
      for (const id of ids) {
        if (!isWaiting(this.session, id)) continue;
        const { api } = this.session;
        const isDone = await api.act("POST /waiting/:id", {
          id,
          decision: "let-in",
        });
        // **Let all in** was undone meanwhile.
        if (this.pendingIds.peek() !== ids) return;
        if (!isDone) break;
      }
      this.pendingIds.value = null;
    }, letAllInDelayMs);
  }

  undo(): void {
    clearTimeout(this.#timer);
    this.pendingIds.value = null;
  }

  close(): void {
    this.undo();
  }
}

function isWaiting({ staff }: ClassSession, id: string): boolean {
  return staff !== null &&
    (id in staff.membersByName.peek() || id in staff.joinRequests.peek());
}
