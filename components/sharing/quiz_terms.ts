/** On which terms a quiz is given to a class: at which pace, for how long, for whom. */
import { type Signal, signal } from "@preact/signals";
import { typedNumber } from "../checks/questions/typed_number.ts";

type Pace = "own" | "together";

/** How long there may be, and how many of it make a minute. */
export const quizTimes = {
  own: { least: 1, most: 24 * 60, minute: 1 },
  together: { least: 15, most: 60 * 60, minute: 60 },
};

export class QuizTerms {
  readonly pace: Signal<Pace> = signal("own");
  /** The limit as it was typed: minutes for all, or seconds for each question. */
  readonly time: Signal<string> = signal("");
  /** Null: the whole class. */
  readonly rooms: Signal<ReadonlySet<string> | null> = signal(null);
  /** What cannot be taken as it stands. */
  readonly wrong: Signal<"rooms" | "time" | null> = signal(null);

  /** What a request says of them; null where something is wrong, which is then told. */
  given(): { pace: Pace; minutes?: number; rooms?: string[] } | null {
    const pace = this.pace.value, rooms = this.rooms.value;
    const minutes = minutesOf(pace, this.time.value);
    this.wrong.value = rooms?.size === 0
      ? "rooms"
      : minutes === null
      ? "time"
      : null;
    if (this.wrong.value || minutes === null) return null;
    return {
      pace,
      ...(minutes !== undefined && { minutes }),
      ...(rooms && { rooms: [...rooms] }),
    };
  }
}

/** Undefined: without a limit; null: it is none that may be. */
function minutesOf(pace: Pace, typed: string): number | null | undefined {
  // Nobody means an exponent here.
  const units = /e/i.test(typed) ? null : typedNumber(typed);
  if (units === null || units === undefined) return units;
  const { least, most, minute } = quizTimes[pace];
  return units >= least && units <= most ? units / minute : null;
}
