/**
 * Commands that bring private words to a room: they wait ten seconds in this page, with **Undo**, before they go into the
 * outbox. From there they go as others do, also once the network is back. They are kept nowhere else: a page that is
 * closed before sends nothing, since nobody could undo it any more.
 */
import { type Signal, signal } from "@preact/signals";
import type { CommandOf } from "../../classroom/commands.ts";
import type { ClassSession, SessionPart } from "./class_session.ts";

type Held = CommandOf<"share">;

/** So long (s). */
export const heldSeconds = 10;

export class HeldCommands implements SessionPart {
  /** With the seconds that are left, the oldest first. */
  readonly waiting: Signal<
    readonly { command: Held; until: number; seconds: number }[]
  > = signal([]);
  /** The one that was undone last; null: none since another waits. */
  readonly undone: Signal<Held | null> = signal(null);
  /** The outbox had no room for one, a moment ago. */
  readonly full: Signal<boolean> = signal(false);
  readonly #session: ClassSession;
  #fullUntil: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ClassSession) {
    this.#session = session;
  }

  /** Lets it wait; false where the outbox has no room for it. */
  hold(command: Held): boolean {
    clearTimeout(this.#fullUntil);
    this.full.value = this.#session.outbox.isFull(command);
    if (this.full.peek()) {
      const told = heldSeconds * 1000;
      this.#fullUntil = setTimeout(() => this.full.value = false, told);
      return false;
    }
    const until = Date.now() + heldSeconds * 1000;
    this.undone.value = null;
    this.waiting.value = [
      ...this.waiting.peek(),
      { command, until, seconds: heldSeconds },
    ];
    this.#timer ??= setTimeout(this.#look, 250);
    return true;
  }

  /** Takes it back; what has gone out is not taken back by it. */
  undo(id: string): void {
    const found = this.waiting.peek().find((it) => it.command.id === id);
    if (!found) return;
    this.undone.value = found.command;
    this.waiting.value = this.waiting.peek().filter((it) => it !== found);
  }

  /** Sends none of what waits. */
  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fullUntil);
    this.waiting.value = [];
  }

  #look = () => {
    const now = Date.now();
    const rest = this.waiting.peek().flatMap((it) => {
      // Where the outbox is full by now it waits for room, and can still be undone.
      if (now >= it.until && this.#session.outbox.push(it.command)) return [];
      const seconds = Math.max(0, Math.ceil((it.until - now) / 1000));
      return [seconds === it.seconds ? it : { ...it, seconds }];
    });
    const before = this.waiting.peek();
    if (rest.some((it, n) => it !== before[n]) || rest.length < before.length) {
      this.waiting.value = rest;
    }
    this.#timer = rest.length > 0 ? setTimeout(this.#look, 250) : undefined;
  };
}
