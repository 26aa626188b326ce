/**
 * Commands that post private text to a room wait ten seconds in this page, with **Undo**. They are not stored:
 * after the page was closed, nobody could undo them.
 */
import { type Signal, signal } from "@preact/signals";
import type { CommandOf } from "../../classroom/commands.ts";
import type { ClassSession, SessionPart } from "./class_session.ts";

type Held = CommandOf<"share">;

export const holdSeconds = 10;

export class HeldCommands implements SessionPart {
  /** The oldest first. `seconds`: time left. */
  readonly heldCommands: Signal<
    readonly { command: Held; until: number; seconds: number }[]
  > = signal([]);
  readonly lastUndone: Signal<Held | null> = signal(null);
  readonly isOutboxFull: Signal<boolean> = signal(false);
  readonly #session: ClassSession;
  #fullUntil: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ClassSession) {
    this.#session = session;
  }

  /** Returns false if the outbox is full. */
  holdCommand(command: Held): boolean {
    clearTimeout(this.#fullUntil);
    this.isOutboxFull.value = this.#session.outbox.isFull(command);
    if (this.isOutboxFull.peek()) {
      const told = holdSeconds * 1000;
      this.#fullUntil = setTimeout(() => this.isOutboxFull.value = false, told);
      return false;
    }
    const until = Date.now() + holdSeconds * 1000;
    this.lastUndone.value = null;
    this.heldCommands.value = [
      ...this.heldCommands.peek(),
      { command, until, seconds: holdSeconds },
    ];
    this.#timer ??= setTimeout(this.#look, 250);
    return true;
  }

  undoCommand(id: string): void {
    const found = this.heldCommands.peek().find((it) => it.command.id === id);
    if (!found) return;
    this.lastUndone.value = found.command;
    this.heldCommands.value = this.heldCommands.peek().filter((it) =>
      it !== found
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fullUntil);
    this.heldCommands.value = [];
  }

  #look = () => {
    const now = Date.now();
    const rest = this.heldCommands.peek().flatMap((it) => {
      if (now >= it.until && this.#session.outbox.push(it.command)) return [];
      const seconds = Math.max(0, Math.ceil((it.until - now) / 1000));
      return [seconds === it.seconds ? it : { ...it, seconds }];
    });
    const before = this.heldCommands.peek();
    if (rest.some((it, n) => it !== before[n]) || rest.length < before.length) {
      this.heldCommands.value = rest;
    }
    this.#timer = rest.length > 0 ? setTimeout(this.#look, 250) : undefined;
  };
}
