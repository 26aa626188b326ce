/** What the others see of this member: that the page is not looked at, and where they are typing. */
import type { OpenDocument } from "../../sync/client/open.ts";

/** How long after the last key somebody still counts as typing (ms). */
const typingFor = 4_000;

/** The own state beside the session's document. */
export class OwnPresence {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #local: { idle?: true; typing?: string } = {};
  readonly #session: OpenDocument;

  constructor(session: OpenDocument) {
    this.#session = session;
    this.#onVisible();
    globalThis.document.addEventListener("visibilitychange", this.#onVisible);
  }

  /** Tells the others where one is typing. */
  typing(room: string | undefined): void {
    clearTimeout(this.#timer);
    this.#tell({ ...this.#local, typing: room });
    if (room) {
      this.#timer = setTimeout(() => this.typing(undefined), typingFor);
    }
  }

  /** Tells nothing any more. */
  close(): void {
    clearTimeout(this.#timer);
    globalThis.document
      .removeEventListener("visibilitychange", this.#onVisible);
  }

  readonly #onVisible = () =>
    this.#tell({
      ...this.#local,
      idle: globalThis.document.visibilityState === "hidden" || undefined,
    });

  #tell(state: { idle?: true; typing?: string }) {
    const { awareness } = this.#session;
    const set = awareness.getLocalState() !== null;
    const { idle, typing } = this.#local;
    if (set && idle === state.idle && typing === state.typing) return;
    this.#local = state;
    awareness.setLocalState(state);
  }
}
