/**
 * Rows of the list of people. While it is open no row is removed or moved, so that no button moves just before a
 * press.
 */
import type { Caller } from "../caller.ts";

export interface CallerRow {
  readonly person: Caller;
  /** `out`: removed by staff; `back`: was removed and may join again; `gone`: left. */
  readonly status: "in" | "out" | "back" | "gone";
  readonly wasIn: boolean;
}

/**
 * New people are added at the end.
 *
 * @param previousRows the rows of the open list
 * @param out removed people
 */
export function updateCallerRows(
  previousRows: readonly CallerRow[],
  people: readonly Caller[],
  out: readonly Caller[],
): CallerRow[] {
  const isOf = (member: string) => (it: Caller) => it.member === member;
  const keptRows = previousRows.map((row): CallerRow => {
    const isPerson = isOf(row.person.member);
    const person = people.find(isPerson);
    if (person) return { person, status: "in", wasIn: true };
    if (out.some(isPerson)) return { ...row, status: "out" };
    return {
      ...row,
      status: row.status === "in" ? "gone" : afterOut(row.status),
    };
  });
  // A removed person is still in `people` for a moment.
  const isNotIn = ({ member }: Caller) => !people.some(isOf(member));
  const makeNewRows = (callers: readonly Caller[], status: "in" | "out") =>
    callers.filter(({ member }) =>
      !previousRows.some(({ person }) => person.member === member)
    ).map((person): CallerRow => ({
      person,
      status,
      wasIn: status === "in",
    }));
  return [
    ...keptRows,
    ...makeNewRows(people, "in"),
    ...makeNewRows(out.filter(isNotIn), "out"),
  ];
}

const afterOut = (status: "out" | "back" | "gone") =>
  status === "out" ? "back" : status;

/**
 * The state of a request to unmute: not answered yet, or declined; null: there is none, or it was accepted.
 *
 * @param askedAt time of the request (ms)
 */
export function readUnmuteAnswer(
  askedAt: number | undefined,
  { answered = 0, declined }: Pick<Caller, "answered" | "declined">,
): "isAsked" | "declines" | null {
  if (askedAt === undefined) return null;
  if (askedAt > answered) return "isAsked";
  return declined ? "declines" : null;
}
