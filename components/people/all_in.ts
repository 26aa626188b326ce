/** **Let all in**: one press for all who are known by their name, which waits for **Undo**. */
import { signal } from "@preact/signals";
import type { ClassSession, SessionPart } from "../client/class_session.ts";

/** So long **Let all in** can be taken back: what is shown to somebody cannot be hidden from them again (ms). */
export const allInAfter = 10_000;

export class AllIn implements SessionPart {
  /** Who is let in then; null: it was not pressed, or was taken back. */
  readonly ids = signal<readonly string[] | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: ClassSession) {}

  begin(ids: readonly string[]): void {
    this.ids.value = ids;
    this.#timer = setTimeout(async () => {
      // One after the other: those who are let in must not crowd out what others do.
      for (const id of ids) {
        if (!isAtDoor(this.session, id)) continue;
        const { api } = this.session;
        const isDone = await api.act("POST /waiting/:id", {
          id,
          decision: "let-in",
        });
        // Taken back for those whose turn has not come.
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

/** Whether nobody has answered them yet. */
function isAtDoor({ staff }: ClassSession, id: string): boolean {
  return staff !== null &&
    (id in staff.byName.peek() || id in staff.waiting.peek());
}
