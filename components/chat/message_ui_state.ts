/** The open controls of a room's messages: reply, edit, tools, removal (C-10, C-11). */
import { type Signal, signal } from "@preact/signals";
import type { Message } from "../../classroom/model/messages.ts";

/** Time to undo a removal (ms): usually, and while **Undo** has keyboard focus. */
const undoTimesMs = { usually: 6_000, atUndo: 20_000 };

/** `onExpire` is called when the time is over, `onUndo` on **Undo**. */
export interface MessageRemoval {
  onExpire?: () => void;
  onUndo?: () => void;
  /** The words shown meanwhile, and the time (ms); absent: the usual ones. */
  text?: string;
  undoMs?: number;
}

export class MessageUiState {
  readonly replyingTo: Signal<string | null> = signal(null);
  /** Set if the draft was changed outside the box, which then loads it. `shouldFocus`: the box takes the focus. */
  readonly changedDraft: Signal<{ shouldFocus: boolean } | null> = signal(null);
  readonly editing: Signal<{ id: string; text: string } | null> = signal(null);
  /** The message whose tools are open, and the element they are placed at. */
  readonly openTools: Signal<{ id: string; anchor: HTMLElement } | null> =
    signal(
      null,
    );
  readonly removing: Signal<ReadonlyMap<string, MessageRemoval>> = signal(
    new Map(),
  );
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  startEditing(message: Message): void {
    if (!("text" in message)) return;
    this.editing.value = { id: message.id, text: message.text ?? "" };
  }

  startRemoval(id: string, removal: MessageRemoval): void {
    this.removing.value = new Map(this.removing.peek()).set(id, removal);
    this.#goesIn(id, removal.undoMs ?? undoTimesMs.usually);
    // Removals are completed when the page is left.
    if (this.removing.peek().size === 1) {
      addEventListener("pagehide", this.close);
    }
  }

  extendUndo(id: string, isAtUndo: boolean): void {
    const removal = this.removing.peek().get(id);
    if (!removal || removal.undoMs !== undefined) return;
    this.#goesIn(id, isAtUndo ? undoTimesMs.atUndo : undoTimesMs.usually);
  }

  #goesIn(id: string, ms: number) {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.#go(id), ms));
  }

  undoRemoval(id: string): void {
    this.#end(id)?.onUndo?.();
  }

  #end(id: string): MessageRemoval | undefined {
    const removal = this.removing.peek().get(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const rest = new Map(this.removing.peek());
    rest.delete(id);
    this.removing.value = rest;
    if (rest.size === 0) removeEventListener("pagehide", this.close);
    return removal;
  }

  #go(id: string) {
    this.#end(id)?.onExpire?.();
  }

  readonly close = (): void => {
    for (const id of this.removing.peek().keys()) this.#go(id);
  };
}
