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
      const noticeMs = holdSeconds * 1000;
      this.#fullUntil = setTimeout(
        () => this.isOutboxFull.value = false,
        noticeMs,
      );
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
    const item = this.heldCommands.peek().find((it) => it.command.id === id);
    if (!item) return;
    this.lastUndone.value = item.command;
    this.heldCommands.value = this.heldCommands.peek().filter((other) =>
      other !== item
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fullUntil);
    this.heldCommands.value = [];
  }

  #look = () => {
    const now = Date.now();
    const remainingCommands = this.heldCommands.peek().flatMap((item) => {
      if (now >= item.until && this.#session.outbox.push(item.command)) {
        return [];
      }
      const seconds = Math.max(0, Math.ceil((item.until - now) / 1000));
      return [seconds === item.seconds ? item : { ...item, seconds }];
    });
    const previousCommands = this.heldCommands.peek();
    if (
      remainingCommands.some((it, n) => it !== previousCommands[n]) ||
      remainingCommands.length < previousCommands.length
    ) {
      this.heldCommands.value = remainingCommands;
    }
    this.#timer = remainingCommands.length > 0
      ? setTimeout(this.#look, 250)
      : undefined;
  };
}
