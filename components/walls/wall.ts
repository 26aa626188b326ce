/**
 * The question walls of a class as one student's page has them: what stands there, what is theirs, and what is on
 * its way.
 */
import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { OwnWish, Wish } from "../../classroom/model/resources/shared.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { follow } from "../client/follow.ts";

export interface WallItem {
  readonly id: string;
  readonly resource: string;
  readonly text: string;
  readonly at: number;
  /** With their own, also where it is on its way. */
  readonly votes: number;
  readonly answered: boolean;
  readonly own: boolean;
  /** They want it answered too. */
  readonly voted: boolean;
  /** Posted, and not on the wall yet. */
  readonly unsent: boolean;
  /** Their own, which the teacher has taken off the wall. */
  readonly hidden?: true;
}

/** A student's own question that is not on the wall: on its way there, or taken off. */
const notOnWall = {
  at: 0,
  votes: 0,
  answered: false,
  own: true,
  voted: false,
  unsent: false,
};

type WallCommand = CommandOf<"wish" | "vote">;

export class ClassWalls implements SessionPart {
  /** What stands on all of them, and what is on its way there. */
  readonly items: ReadonlySignal<readonly WallItem[]>;
  /** What was refused, and is not discarded. */
  readonly refused: ReadonlySignal<readonly RefusedCommand<WallCommand>[]>;
  readonly #session: ClassSession;
  readonly #wishes: Signal<Readonly<Record<string, Wish>>>;
  readonly #votes: Signal<Readonly<Record<string, number>>>;
  readonly #own: Signal<Readonly<Record<string, OwnWish>>>;

  constructor(session: ClassSession) {
    this.#session = session;
    const { facts: { document: { doc } }, own, outbox } = session;
    this.#wishes = follow(doc.getMap<Wish>("wishes"), (map) => map.toJSON());
    this.#votes = follow(
      doc.getMap<number>("wishVotes"),
      (map) => map.toJSON(),
    );
    this.#own = follow(
      own.doc.getMap<OwnWish>("wishes"),
      (map) => map.toJSON(),
    );
    this.items = computed(() => this.#items());
    this.refused = computed(() =>
      outbox.refused.value.filter((it) =>
        it.command?.kind === "wish" || it.command?.kind === "vote"
      ) as RefusedCommand<WallCommand>[]
    );
  }

  /** Posts a question; false where the outbox is full. */
  ask(resource: string, text: string): boolean {
    return this.#session.outbox.push({
      id: newId(),
      kind: "wish",
      resource,
      text,
    });
  }

  /** Wants a question answered too, or no more; false where the outbox is full. What waits there about it goes. */
  vote({ id: wish, resource, voted }: WallItem): boolean {
    const { own, outbox } = this.#session;
    const commands = own.doc.getArray<MemberCommand>("outbox");
    return own.doc.transact(() => {
      const before = commands.toArray();
      const on = !voted;
      const command = {
        id: newId(),
        kind: "vote",
        resource,
        wish,
        on,
      } as const;
      if (!outbox.push(command)) return false;
      for (let at = before.length - 1; at >= 0; at--) {
        const it = before[at];
        if (it.kind === "vote" && it.wish === wish) commands.delete(at);
      }
      return true;
    });
  }

  /** Whether a question has left the outbox and is not on the wall yet. */
  awaits(command: MemberCommand): boolean {
    if (command.kind === "wish") {
      return this.#wishes.value[command.id] === undefined &&
        this.#own.value[command.id] === undefined;
    }
    return command.kind === "vote" &&
      (this.#own.value[command.wish]?.voted ?? false) !== command.on;
  }

  discard(id: string): void {
    this.#session.outbox.discard(id);
  }

  close(): void {}

  #items(): WallItem[] {
    const { outbox } = this.#session;
    const pending = outbox.pending.value;
    const all = [...outbox.awaitingEffect.value, ...pending];
    const votes = new Map(
      all.flatMap((it) => it.kind === "vote" ? [[it.wish, it.on]] : []),
    );
    const known = Object.entries(this.#wishes.value).map(([id, wish]) => {
      const { own = false, voted = false } = this.#own.value[id] ?? {};
      const asked = votes.get(id) ?? voted;
      const count = this.#votes.value[id] ?? 0;
      return {
        id,
        resource: wish.resource,
        text: wish.text,
        at: wish.at,
        votes: Math.max(0, count + Number(asked) - Number(voted)),
        answered: wish.answered === true,
        own,
        voted: asked,
        unsent: false,
      };
    });
    const mine = all.flatMap((it, n) =>
      it.kind === "wish" && !this.#wishes.value[it.id] &&
        !this.#own.value[it.id]
        ? [{
          id: it.id,
          resource: it.resource,
          text: it.text,
          ...notOnWall,
          // After all that is there.
          at: Number.MAX_SAFE_INTEGER - all.length + n,
          unsent: pending.includes(it),
        }]
        : []
    );
    const hidden = Object.entries(this.#own.value).flatMap(
      ([id, { resource, text }]) =>
        resource === undefined || text === undefined || this.#wishes.value[id]
          ? []
          : { id, resource, text, ...notOnWall, hidden: true as const },
    );
    return [...known, ...mine, ...hidden];
  }
}
