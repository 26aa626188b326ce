/**
 * What calls a teacher: worrying words (M-4), a hand or a call for help (B-12), somebody at the door (J-2, J-9, S-8). With
 * several teachers in a class one of them takes it (S-9). Read from the staff's document by server and browser alike.
 */
import type { Help } from "../groups.ts";
import type { CameByName, Waiting } from "../members.ts";
import type { StudentActivity } from "./activity.ts";

/** An entry of `taken` of `<s>/staff`, by the key of what was taken. Times in ms. */
export interface Taken {
  /** The member who has taken it. */
  by: string;
  at: number;
  /** Since when it calls: another hand of the same student is nobody's yet. */
  of: number;
  /** Since when they are offline. */
  away?: number;
}

/** The answer to who takes something: who has it. */
export interface TakenView {
  by: string;
  name: string;
  at: string;
}

/** What may call, as the staff's document has it. */
export interface AttentionSources {
  help: readonly Help[];
  /** Who is at the door, by the ids of their requests. */
  waiting: Readonly<Record<string, Waiting>>;
  /** Who is in by a name alone. */
  byName: Readonly<Record<string, CameByName>>;
  students: Readonly<Record<string, Pick<StudentActivity, "signals">>>;
}

/** The key of a kind of call; its id is a member's, or that of a request. */
export type AttentionKey = `${"hand" | "door" | "words"}-${string}`;

/** Who waits for a teacher, and not for the class to begin. */
const asking: ReadonlySet<string> = new Set<Waiting["kind"]>([
  "rejoin",
  "return",
  "new",
  "observe",
]);

/** All that calls: since when, by key. */
export function attentionOf(
  { help, waiting, byName, students }: AttentionSources,
): Map<AttentionKey, number> {
  const attention = new Map<AttentionKey, number>();
  for (const [id, { signals }] of Object.entries(students)) {
    const words = signals.filter(({ kind }) => kind === "worrying");
    if (words.length > 0) {
      attention.set(`words-${id}`, Math.min(...words.map(({ at }) => at)));
    }
  }
  for (const { member, at } of help) attention.set(`hand-${member}`, at);
  for (const [id, { at }] of Object.entries(byName)) {
    attention.set(`door-${id}`, at);
  }
  for (const [id, { at, kind }] of Object.entries(waiting)) {
    if (asking.has(kind)) attention.set(`door-${id}`, at);
  }
  return attention;
}

/** Who has taken what calls under this key; undefined: nobody. */
export function takenBy(
  taken: Taken | undefined,
  since: number | undefined,
): string | undefined {
  return taken?.of === since ? taken?.by : undefined;
}
