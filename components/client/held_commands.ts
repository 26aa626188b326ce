/**
 * Commands that post private text to a room wait ten seconds in this page, with **Undo**, before they enter the outbox.
 * They are stored nowhere: after the page is closed, they could not be undone.
 */
import { type Signal, signal } from "@preact/signals";
import type { CommandOf } from "../../classroom/commands.ts";
import type { ClassSession, SessionPart } from "./class_session.ts";

type Held = CommandOf<"share">;

export const heldSeconds = 10;

export class HeldCommands implements SessionPart {
  /** Oldest first; `seconds` are left. */
  readonly waiting: Signal<
    readonly { command: Held; until: number; seconds: number }[]
  > = signal([]);
  readonly undone: Signal<Held | null> = signal(null);
  readonly full: Signal<boolean> = signal(false);
  readonly #session: ClassSession;
  #fullUntil: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ClassSession) {
    this.#session = session;
  }

  /** False: the outbox is full. */
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

  undo(id: string): void {
    const found = this.waiting.peek().find((it) => it.command.id === id);
    if (!found) return;
    this.undone.value = found.command;
    this.waiting.value = this.waiting.peek().filter((it) => it !== found);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fullUntil);
    this.waiting.value = [];
  }

  #look = () => {
    const now = Date.now();
    const rest = this.waiting.peek().flatMap((it) => {
      // In a full outbox it waits for room.
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
