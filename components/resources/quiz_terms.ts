import { type Signal, signal } from "@preact/signals";
import { parsePlainNumber } from "../../formats/typed_number.ts";

type Pace = "own" | "together";

/** Limits of the time in the unit of each pace, and units per minute. */
export const quizTimeBounds = {
  own: { least: 1, most: 24 * 60, minute: 1 },
  together: { least: 15, most: 60 * 60, minute: 60 },
};

export class QuizTerms {
  readonly pace: Signal<Pace> = signal("own");
  /** The time limit as typed: minutes for the quiz, or seconds per question. */
  readonly time: Signal<string> = signal("");
  /** Ids of groups; null: the whole class. */
  readonly rooms: Signal<ReadonlySet<string> | null> = signal(null);
  readonly invalidField: Signal<"rooms" | "time" | null> = signal(null);

  /** The fields of a request; null: a field is invalid, which `invalidField` names. */
  toRequest(): { pace: Pace; minutes?: number; rooms?: string[] } | null {
    const pace = this.pace.value, rooms = this.rooms.value;
    const minutes = minutesOf(pace, this.time.value);
    this.invalidField.value = rooms?.size === 0
      ? "rooms"
      : minutes === null
      ? "time"
      : null;
    if (this.invalidField.value || minutes === null) return null;
    return {
      pace,
      ...(minutes !== undefined && { minutes }),
      ...(rooms && { rooms: [...rooms] }),
    };
  }
}

/** The typed limit in minutes; undefined: no limit; null: invalid. */
function minutesOf(pace: Pace, typed: string): number | null | undefined {
  // "1e2" is a number, but must be a typing mistake.
  const units = /e/i.test(typed) ? null : parsePlainNumber(typed);
  if (units === null || units === undefined) return units;
  const { least, most, minute } = quizTimeBounds[pace];
  return units >= least && units <= most ? units / minute : null;
}
