/**
 * The hostile pupil of `hostile.ts`, in a process of its own so that those who measure do not wait for it. Its order
 * is its only argument; it attacks until its input ends, and then tells what it was answered.
 */
import {
  type Attack,
  sitDown,
  type Target,
} from "../../tests/hostile_pupil.ts";

/** Whom to attack, and how. */
export interface AttackOrder {
  url: string;
  target: Target;
  attacks: readonly Attack[];
}

/** What came of it. */
export interface Attacked {
  answers: Record<string, number>;
  seats: number;
}

const { url, target, attacks }: AttackOrder = JSON.parse(Deno.args[0]);
const place = { url, wsUrl: url.replace("http", "ws") };
const pupil = await sitDown(place, target);
console.log(JSON.stringify({ member: pupil.seats[0].member }));
const over = new AbortController();
void (async () => {
  for await (const _ of Deno.stdin.readable);
  over.abort();
})();
await pupil.attack(attacks, over.signal);
const attacked: Attacked = {
  answers: Object.fromEntries([...pupil.answers].sort()),
  seats: pupil.seats.length,
};
console.log(JSON.stringify(attacked));
// The stock client leaves timers behind.
Deno.exit(0);
