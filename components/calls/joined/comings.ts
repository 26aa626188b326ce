/** Who comes to a call and goes, as a screen reader says it: nobody has themselves said all the time by coming and going. */
import { calls as t } from "texts/calls.ts";
import type { Caller } from "../caller.ts";

/** Somebody who was said is not said again for so long (ms). */
const rests = 60_000;

/** What is said of those who come and go. */
export class Comings {
  #before: readonly Caller[];
  /** When each was said last. */
  readonly #said = new Map<string, number>();

  constructor(first: readonly Caller[]) {
    this.#before = first;
  }

  /** What is new since it was asked last; null: nothing. `at` in ms. */
  words(now: readonly Caller[], at: number): string | null {
    const before = this.#before;
    this.#before = now;
    const all = [
      ...words(this.#fresh(now, before, at), t.said.came, t.said.manyCame),
      ...words(this.#fresh(before, now, at), t.said.went, t.said.manyWent),
    ];
    return all.length > 0 ? all.join(" ") : null;
  }

  /** Of these who are not among those, whoever was not said a moment ago. */
  #fresh(these: readonly Caller[], those: readonly Caller[], at: number) {
    const fresh = these.filter(({ isMe, member }) =>
      !isMe && !those.some((it) => it.member === member) &&
      at - (this.#said.get(member) ?? -Infinity) >= rests
    );
    for (const { member } of fresh) this.#said.set(member, at);
    return fresh;
  }
}

function words(
  who: readonly Caller[],
  one: (its: { name: string }) => string,
  many: (its: { count: number }) => string,
): string[] {
  if (who.length === 0) return [];
  return [who.length === 1 ? one(who[0]) : many({ count: who.length })];
}
