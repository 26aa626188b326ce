/** The rows in the list of who is in a call. While it is open each row stays, so that no button moves under a press. */
import type { Caller } from "../caller.ts";

export interface CallerRow {
  /** Their last state in the call. */
  readonly person: Caller;
  /** `out`: staff took them out; `back`: they may join again; `gone`: they have left by themselves. */
  readonly now: "in" | "out" | "back" | "gone";
  /** They were in the call since the list was opened. */
  readonly wasIn: boolean;
}

/**
 * The places as they are now: who is new comes last.
 *
 * @param before as they were while the list has been open
 * @param out who was taken out of the call
 */
export function callerRows(
  before: readonly CallerRow[],
  people: readonly Caller[],
  out: readonly Caller[],
): CallerRow[] {
  const isOf = (member: string) => (it: Caller) => it.member === member;
  const held = before.map((row): CallerRow => {
    const is = isOf(row.person.member);
    const person = people.find(is);
    if (person) return { person, now: "in", wasIn: true };
    if (out.some(is)) return { ...row, now: "out" };
    return { ...row, now: row.now === "in" ? "gone" : afterOut(row.now) };
  });
  // Presence takes a moment to drop somebody who was taken out.
  const isNotIn = ({ member }: Caller) => !people.some(isOf(member));
  const fresh = (all: readonly Caller[], now: "in" | "out") =>
    all.filter(({ member }) =>
      !before.some(({ person }) => person.member === member)
    ).map((person): CallerRow => ({ person, now, wasIn: now === "in" }));
  return [
    ...held,
    ...fresh(people, "in"),
    ...fresh(out.filter(isNotIn), "out"),
  ];
}

const afterOut = (now: "out" | "back" | "gone") => now === "out" ? "back" : now;

/**
 * What somebody says to the wish that they unmute, as presence has it; null: there is none, or they have unmuted, or joined,
 * since.
 *
 * @param askedAt when it was made (ms)
 */
export function answerTo(
  askedAt: number | undefined,
  { answered = 0, declined }: Pick<Caller, "answered" | "declined">,
): "isAsked" | "declines" | null {
  if (askedAt === undefined) return null;
  if (askedAt > answered) return "isAsked";
  return declined ? "declines" : null;
}
