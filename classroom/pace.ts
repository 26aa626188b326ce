/**
 * How fast a student's commands are taken (S12): five messages at once, then one a second, and the same for all else
 * that makes something appear for others. What is over waits in the outbox, in order, and nothing is lost. Staff keep
 * no pace. Nothing here waits for messages but what may depend on them: asking for help, stopping an answer and asking
 * the assistant go by. What is asked of the assistant is bounded elsewhere. Pure.
 */
import type { Command, Pace } from "../sync/authority.ts";

/** Messages a minute of a student, where nothing else is set. */
export const usualPace = 60;

/** What may be done at once, and how much of it comes back a second, at the usual pace. */
interface Rate {
  burst: number;
  perSecond: number;
}

const rates = {
  messages: { burst: 5, perSecond: 1 },
  /**
   * Characters. Nobody writes this much; but one message of the greatest length each second would make everybody who
   * comes later load megabytes.
   */
  characters: { burst: 100_000, perSecond: 100 },
  /** They are short, and a press each. */
  reactions: { burst: 10, perSecond: 2 },
  choices: { burst: 5, perSecond: 1 },
  flags: { burst: 5, perSecond: 1 },
  submissions: { burst: 5, perSecond: 1 },
  /**
   * Each writes all that somebody has answered anew. A whole quiz goes at once, as from a device that was offline; nobody
   * is faster then.
   */
  answers: { burst: 60, perSecond: 2 },
  /** Questions on the wall: everybody reads them. */
  wishes: { burst: 5, perSecond: 0.2 },
  votes: { burst: 10, perSecond: 2 },
  /** Pieces of strokes; what was drawn without a connection comes at once. */
  marks: { burst: 150, perSecond: 5 },
} satisfies Record<string, Rate>;

/** What a command takes of a student's pace. */
export interface CommandPace {
  /**
   * Where order holds, and what waits holds up what is behind it. In `rooms` one thing may be about another; going to a
   * room decides where one speaks.
   */
  lane: "rooms" | "help" | "submissions" | "answers" | "wall" | "drawing";
  /** How much of each, or how that follows from the command, which has not been read yet. */
  uses: Partial<
    Record<keyof typeof rates, number | ((command: Command) => number)>
  >;
}

/** The characters of a command's text. */
export function lengthOf({ text }: Command): number {
  return typeof text === "string" ? text.length : 0;
}

/**
 * The pace that a student's command keeps.
 *
 * @param of whose it is: all that is counted under one name is counted together
 * @param perMinute messages a minute; all else follows from it
 */
export function paceOf(
  { lane, uses }: CommandPace,
  command: Command,
  of: string,
  perMinute: number = usualPace,
): Pace {
  const times = perMinute / usualPace;
  const allowances = Object.entries(uses).map(([what, amount]) => {
    const rate: Rate = rates[what as keyof typeof rates];
    return {
      key: `${of} ${what}`,
      amount: typeof amount === "number" ? amount : amount(command),
      perSecond: rate.perSecond * times,
      // Whatever the pace, five go at once.
      burst: rate.burst * Math.max(1, times),
    };
  });
  return { lane, uses: allowances };
}
