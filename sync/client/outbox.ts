/**
 * The outbox of a member's own document: commands go in and are on screen at once; the server takes
 * them out, in order, in the commit that has their effect, or leaves a receipt (S3, S4). Full, it
 * says so and takes nothing (S12).
 */
import { batch, type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import { limits } from "../limits.ts";

/** A command as the member gives it; its id is made by the caller. */
export interface OutgoingCommand {
  readonly id: string;
  readonly kind: string;
}

/** A command that was refused, as its receipt tells it. */
export interface RefusedCommand<C extends OutgoingCommand> {
  readonly id: string;
  readonly at: number;
  readonly refused: string;
  /** The reason, or the kind where it has none; in receipts of old a sentence. */
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** As it was sent; missing where it was too large to come back. */
  readonly command?: C;
}

/** The outbox and the receipts of one document, as signals. */
export class Outbox<C extends OutgoingCommand> {
  /** What has not had its effect, in order. */
  readonly pending: Signal<readonly C[]>;
  /**
   * What has left the outbox, on this page, and was not refused: its effect may come over another
   * connection a moment later. Kept until {@link settle}.
   */
  readonly awaitingEffect: Signal<readonly C[]>;
  /** What was refused and is not discarded yet, oldest first. */
  readonly refused: Signal<readonly RefusedCommand<C>[]>;
  readonly #commands: Y.Array<C>;
  readonly #receipts: Y.Map<Omit<RefusedCommand<C>, "id">>;

  constructor(readonly doc: Y.Doc) {
    this.#commands = doc.getArray("outbox");
    this.#receipts = doc.getMap("receipts");
    this.pending = signal(this.#commands.toArray());
    this.awaitingEffect = signal([]);
    this.refused = signal(this.#readReceipts());
    // After the whole transaction: a command's removal and its receipt are seen as one.
    doc.on("afterTransaction", (transaction: Y.Transaction) => {
      const commands = transaction.changed.has(this.#commands as never);
      const receipts = transaction.changed.has(this.#receipts as never);
      if (commands || receipts) this.#update(receipts);
    });
  }

  /** Takes a command, or returns false: the outbox is full. */
  push(command: C): boolean {
    if (this.isFull(command)) return false;
    this.#commands.push([command]);
    return true;
  }

  /** Whether the outbox has no room, for this command where one is given. */
  isFull(command?: C): boolean {
    const waiting = this.pending.value;
    if (waiting.length >= limits.outboxCommands) return true;
    const all = command ? [...waiting, command] : waiting;
    return size(all) >= limits.outboxBytes;
  }

  /** Forgets a refused command. */
  discard(id: string): void {
    this.#receipts.delete(id);
  }

  /**
   * Sends a refused command again, as a new one with a new id; false where the outbox is full.
   *
   * @param change what is different this time; undefined takes a field away
   */
  tryAgain(
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

  /** Forgets the commands whose effect is there, or is waited for no more. */
  settle(isSettled: (command: C) => boolean): void {
    const rest = this.awaitingEffect.value.filter((it) => !isSettled(it));
    if (rest.length < this.awaitingEffect.value.length) {
      this.awaitingEffect.value = rest;
    }
  }

  /** The receipts stay the same object where none has changed: who shows them does nothing then. */
  #update(receipts: boolean) {
    const before = this.pending.value;
    const now = this.#commands.toArray();
    const still = new Set(now.map(({ id }) => id));
    const left = before.filter(({ id }) =>
      !still.has(id) && !this.#receipts.has(id)
    );
    // At once: there is no moment in which a command is nowhere.
    batch(() => {
      if (left.length) {
        this.awaitingEffect.value = [...this.awaitingEffect.value, ...left];
      }
      this.pending.value = now;
      if (receipts) this.refused.value = this.#readReceipts();
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
