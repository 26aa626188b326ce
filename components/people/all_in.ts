import { signal } from "@preact/signals";
import type { ClassSession, SessionPart } from "../client/class_session.ts";

/** The time for **Undo** of **Let all in**, in ms: what a student has seen cannot be hidden again. */
export const allInAfter = 10_000;

export class AllIn implements SessionPart {
  /** Null: not pressed, or undone. */
  readonly ids = signal<readonly string[] | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: ClassSession) {}

  begin(ids: readonly string[]): void {
    this.ids.value = ids;
    this.#timer = setTimeout(async () => {
      // One after another, so that other requests are not crowded out.
      for (const id of ids) {
        if (!isAtDoor(this.session, id)) continue;
        const { api } = this.session;
        const isDone = await api.act("POST /waiting/:id", {
          id,
          decision: "let-in",
        });
        // Undone for the rest.
        if (this.ids.peek() !== ids) return;
        if (!isDone) break;
      }
      this.ids.value = null;
    }, allInAfter);
  }

  undo(): void {
    clearTimeout(this.#timer);
    this.ids.value = null;
  }

  close(): void {
    this.undo();
  }
}

/** Whether the request is still unanswered. */
function isAtDoor({ staff }: ClassSession, id: string): boolean {
  return staff !== null &&
    (id in staff.byName.peek() || id in staff.waiting.peek());
}
