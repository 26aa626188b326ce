/**
 * The counts of anonymous polls that are not shown yet. They stand in the KV beside the documents, and whatever
 * tells them tells the same: from two counts with one vote between them that vote could be told.
 */
import { type ClassDocuments, isRunning, members } from "../layout.ts";
import type { Parts } from "../parts.ts";
import { seatIn } from "../people/persons.ts";
import { fewest } from "../schema/resources/shared.ts";
import { keys } from "../sessions/session_keys.ts";
import { sharedNow, sheetKey, sheets } from "./resources_layout.ts";
import { countToTell, votesIn } from "./results.ts";

/** How often each answer to an anonymous poll was given. */
export type PollCount = Readonly<Record<string, number>>;

/** Reads the counts of anonymous polls, and says which may be told. */
export class PollCounts {
  readonly #parts: Pick<Parts, "kv" | "clock">;
  /** What was told last, by poll. */
  readonly #told = new Map<string, PollCount>();

  constructor(parts: Pick<Parts, "kv" | "clock">) {
    this.#parts = parts;
  }

  /** The count as it is, which nobody is told while the poll is open; null: there is none. */
  async read(s: string, poll: string): Promise<PollCount | null> {
    return (await this.#parts.kv.get<PollCount>(keys.tally(s, poll))).value;
  }

  /**
   * The count as it is told now; null: there is none.
   *
   * @param counts as {@link read} gave it
   * @param online who is here
   */
  toTell(
    { session, staff }: ClassDocuments,
    id: string,
    counts: PollCount | null,
    online: ReadonlySet<string>,
  ): PollCount | null {
    if (counts === null) return null;
    // By now there may be five ballots: what was read before them is not told by that.
    if (votesIn(counts) < fewest) return {};
    const poll = sharedNow(session, id);
    const isOpen = poll?.kind === "poll" && !poll.closed && !poll.results &&
      isRunning(session, this.#parts.clock());
    const left =
      [...online].filter((member) =>
        members(session).get(member)?.role === "student" &&
        !sheets(staff).has(sheetKey(id, seatIn(session, member)))
      ).length;
    const told = countToTell(counts, this.#told.get(id), isOpen ? left : 0);
    this.#told.set(id, told);
    return told;
  }

  /** Its count is kept here no more. */
  forget(poll: string): void {
    this.#told.delete(poll);
  }
}
