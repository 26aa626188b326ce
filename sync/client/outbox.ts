/**
 * The outbox of a member's own document. The page shows a command immediately. The server removes a command in the
 * commit with its effect, or with a receipt that says why it was refused (SYNC-3, SYNC-4). A full outbox accepts
 * nothing (SYNC-12).
 */
import { batch, type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import { limits } from "../limits.ts";

export interface OutgoingCommand {
  readonly id: string;
  readonly kind: string;
}

export interface RefusedCommand<C extends OutgoingCommand> {
  readonly id: string;
  readonly at: number;
  readonly refused: string;
  /** The reason of the refusal, or its kind if it has none; a sentence in receipts of older versions. */
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** The command as sent; missing if it was too large. */
  readonly command?: C;
}

export class Outbox<C extends OutgoingCommand> {
  readonly pending: Signal<readonly C[]>;
  /**
   * Commands that left the outbox and were not refused: their effect may arrive a moment later over another connection.
   * Kept until {@link forgetSettled}.
   */
  readonly awaitingEffect: Signal<readonly C[]>;
  readonly refused: Signal<readonly RefusedCommand<C>[]>;
  readonly #commands: Y.Array<C>;
  readonly #receipts: Y.Map<Omit<RefusedCommand<C>, "id">>;

  constructor(readonly doc: Y.Doc) {
    this.#commands = doc.getArray("outbox");
    this.#receipts = doc.getMap("receipts");
    this.pending = signal(this.#commands.toArray());
    this.awaitingEffect = signal([]);
    this.refused = signal(this.#readReceipts());
    // `afterTransaction`, so that a removal and its receipt are seen together.
    doc.on("afterTransaction", (transaction: Y.Transaction) => {
      const hasCommandChanges = transaction.changed.has(
        this.#commands as never,
      );
      const hasReceiptChanges = transaction.changed.has(
        this.#receipts as never,
      );
      if (hasCommandChanges || hasReceiptChanges) {
        this.#update(hasReceiptChanges);
      }
    });
  }

  push(command: C): boolean {
    if (this.isFull(command)) return false;
    this.#commands.push([command]);
    return true;
  }

  /** Adds a command in place of waiting ones; changes nothing and returns false if the outbox is full. */
  replace(isReplaced: (waiting: C) => boolean, command: C): boolean {
    return this.doc.transact(() => {
      const waiting = this.#commands.toArray();
      if (!this.push(command)) return false;
      for (let index = waiting.length - 1; index >= 0; index--) {
        if (isReplaced(waiting[index])) this.#commands.delete(index);
      }
      return true;
    });
  }

  isFull(command?: C): boolean {
    const waiting = this.pending.value;
    if (waiting.length >= limits.outboxCommands) return true;
    const commands = command ? [...waiting, command] : waiting;
    return size(commands) >= limits.outboxBytes;
  }

  discard(id: string): void {
    this.#receipts.delete(id);
  }

  /**
   * Sends a refused command again under a new id. False if the outbox is full, or if the receipt is gone or lacks the
   * command.
   * @param change fields that differ; undefined removes a field
   */
  resend(
    id: string,
    newId: string,
    change: Readonly<Record<string, unknown>> = {},
  ): boolean {
    const command = this.#receipts.get(id)?.command;
    if (!command || this.isFull(command)) return false;
    const next: C = { ...command, ...change, id: newId };
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) delete next[key as keyof C];
    }
    this.doc.transact(() => {
      this.#receipts.delete(id);
      this.#commands.push([next]);
    });
    return true;
  }

  forgetSettled(isSettled: (command: C) => boolean): void {
    const unsettled = this.awaitingEffect.value.filter((it) => !isSettled(it));
    if (unsettled.length < this.awaitingEffect.value.length) {
      this.awaitingEffect.value = unsettled;
    }
  }

  #update(hasReceiptChanges: boolean) {
    const oldCommands = this.pending.value;
    const newCommands = this.#commands.toArray();
    const pendingIds = new Set(newCommands.map(({ id }) => id));
    const goneCommands = oldCommands.filter(({ id }) =>
      !pendingIds.has(id) && !this.#receipts.has(id)
    );
    // One `batch`, so that a command is always in one of the lists.
    batch(() => {
      if (goneCommands.length) {
        this.awaitingEffect.value = [
          ...this.awaitingEffect.value,
          ...goneCommands,
        ];
      }
      this.pending.value = newCommands;
      if (hasReceiptChanges) this.refused.value = this.#readReceipts();
    });
  }

  #readReceipts(): RefusedCommand<C>[] {
    return [...this.#receipts]
      .map(([id, receipt]) => ({ ...receipt, id }))
      .sort((a, b) => a.at - b.at);
  }
}

function size(commands: readonly unknown[]): number {
  return new TextEncoder().encode(JSON.stringify(commands)).length;
}
