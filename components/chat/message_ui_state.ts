/**
 * What somebody is doing with the messages of a room: answering one, changing one, taking one away, which can
 * be undone for some seconds (C-10, C-11).
 */
import { type Signal, signal } from "@preact/signals";
import type { Message } from "../../classroom/model/messages.ts";

/** For how long a message can be had back (ms): as a rule, and by who has come to **Undo** by keyboard and hears it. */
const thinkAgain = { usually: 6_000, atUndo: 20_000 };

/** What is done after that moment, or when it is thought better of. */
export interface MessageRemoval {
  go?: () => void;
  back?: () => void;
  /** What stands there meanwhile, and for how long (ms), where it is not as usual. */
  says?: string;
  stays?: number;
}

export class MessageUiState {
  /** The message that one answers. */
  readonly replyingTo: Signal<string | null> = signal(null);
  /** The draft was changed from elsewhere, perhaps for one to go on with; the box takes it up, and this back. */
  readonly draftPut: Signal<{ focus: boolean } | null> = signal(null);
  /** The message that one changes, and how it reads so far. */
  readonly editing: Signal<{ id: string; text: string } | null> = signal(null);
  /** The message whose tools are open, and what they belong to on the screen. */
  readonly toolsOf: Signal<{ id: string; at: HTMLElement } | null> = signal(
    null,
  );
  /** What goes away in a moment, or has gone and can be had back for one. */
  readonly removing: Signal<ReadonlyMap<string, MessageRemoval>> = signal(
    new Map(),
  );
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Begins to change one's own message. */
  edit(message: Message): void {
    if (!("text" in message)) return;
    this.editing.value = { id: message.id, text: message.text ?? "" };
  }

  /** Offers for a moment to have a message back. */
  remove(id: string, removal: MessageRemoval): void {
    this.removing.value = new Map(this.removing.peek()).set(id, removal);
    this.#goesIn(id, removal.stays ?? thinkAgain.usually);
    // Who leaves has not thought again.
    if (this.removing.peek().size === 1) {
      addEventListener("pagehide", this.close);
    }
  }

  /** It stays longer while somebody who listens is at **Undo**, and as usual once they have left. */
  wait(id: string, isAtUndo: boolean): void {
    const removal = this.removing.peek().get(id);
    if (!removal || removal.stays !== undefined) return;
    this.#goesIn(id, isAtUndo ? thinkAgain.atUndo : thinkAgain.usually);
  }

  #goesIn(id: string, ms: number) {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.#go(id), ms));
  }

  /** Leaves it where it is, or has it back. */
  undo(id: string): void {
    this.#end(id)?.back?.();
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
    this.#end(id)?.go?.();
  }

  /** Lets go of everything: what goes away goes now. */
  readonly close = (): void => {
    for (const id of this.removing.peek().keys()) this.#go(id);
  };
}
