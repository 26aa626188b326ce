/**
 * Paces of students' commands (SYNC-12): five messages at once, then one per second, and similar rates for all that
 * others see. Further commands wait in the outbox, in order. Staff have no pace; the assistant has its own limits
 * (A-5). Lanes keep independent commands from waiting for each other.
 */
import type { Command, Pace } from "../sync/authority.ts";

/** Default messages per minute of a student. */
export const usualMessagesPerMinute = 60;

/** Token bucket at the default pace: its size, and how fast it fills. */
interface Rate {
  burst: number;
  perSecond: number;
}

const rates = {
  messages: { burst: 5, perSecond: 1 },
  /** Far more than anybody types; but with long messages each second, newcomers would have to load megabytes. */
  characters: { burst: 100_000, perSecond: 100 },
  reactions: { burst: 10, perSecond: 2 },
  choices: { burst: 5, perSecond: 1 },
  flags: { burst: 5, perSecond: 1 },
  submissions: { burst: 5, perSecond: 1 },
  /** Notes to staff: a child in need writes several short ones. */
  notes: { burst: 5, perSecond: 0.1 },
  /** Each rewrites the whole answer sheet. The burst is for a quiz answered offline. */
  answers: { burst: 60, perSecond: 2 },
  /** Questions on the wall. */
  wishes: { burst: 5, perSecond: 0.2 },
  votes: { burst: 10, perSecond: 2 },
  /** Pieces of strokes; the burst is for what was drawn offline. */
  marks: { burst: 150, perSecond: 5 },
} satisfies Record<string, Rate>;

export interface CommandPace {
  /**
   * Commands of a lane keep their order. `rooms` has those that may depend on each other, such as moving and
   * writing.
   */
  lane:
    | "rooms"
    | "help"
    | "notes"
    | "submissions"
    | "answers"
    | "wall"
    | "drawing";
  /** A command's use of each rate, or a function that computes it from the unvalidated command. */
  uses: Partial<
    Record<keyof typeof rates, number | ((command: Command) => number)>
  >;
}

export function textLength({ text }: Command): number {
  return typeof text === "string" ? text.length : 0;
}

/**
 * The pace of a student's command.
 * @param bucketKey key of the buckets, the same for all devices that count together
 * @param perMinute messages per minute; other rates scale with it
 */
export function computePace(
  { lane, uses }: CommandPace,
  command: Command,
  bucketKey: string,
  perMinute: number = usualMessagesPerMinute,
): Pace {
  const times = perMinute / usualMessagesPerMinute;
  const allowances = Object.entries(uses).map(([rateName, amount]) => {
    const rate: Rate = rates[rateName as keyof typeof rates];
    return {
      key: `${bucketKey} ${rateName}`,
      amount: typeof amount === "number" ? amount : amount(command),
      perSecond: rate.perSecond * times,
      // A lower pace keeps the burst.
      burst: rate.burst * Math.max(1, times),
    };
  });
  return { lane, uses: allowances };
}
