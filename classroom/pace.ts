/**
 * How fast a student's commands are taken (S12): five messages at once, then one a second, and the same for all else
 * that makes something appear for others. What is over waits in the outbox, in order, and nothing is lost. Staff keep
 * no pace. Nothing here waits for messages but what may depend on them: asking for help, stopping an answer and asking
 * the assistant go by. What is asked of the assistant is bounded elsewhere. Pure.
 */
import type { Allowance, Command, Pace } from "../sync/authority.ts";

/** Messages a minute of a student, where nothing else is set. */
export const usualPace = 60;

/** A lane: on it order holds. In a room one thing may be about another; going to a room decides where one speaks. */
const inRooms = "rooms";

/** What may be done at once, and how much of it comes back a second, at the usual pace. */
interface Rate {
  burst: number;
  perSecond: number;
}

const rates = {
  messages: { burst: 5, perSecond: 1 },
  /**
   * Characters. Nobody writes so much; but one message a second of the greatest length would make everybody who comes
   * later load megabytes.
   */
  characters: { burst: 100_000, perSecond: 100 },
  /** They are short, and a press each. */
  reactions: { burst: 10, perSecond: 2 },
  choices: { burst: 5, perSecond: 1 },
  flags: { burst: 5, perSecond: 1 },
  submissions: { burst: 5, perSecond: 1 },
} satisfies Record<string, Rate>;

/** An answer that is shared is not in its command: it counts as one that is rather long. */
const sharedAnswer = 8_000;

/**
 * The pace that a student's command keeps; null: none.
 *
 * @param of whose it is: all that is counted under one name is counted together
 * @param perMinute messages a minute; all else follows from it
 */
export function paceOf(
  command: Command,
  of: string,
  perMinute: number = usualPace,
): Pace | null {
  const times = perMinute / usualPace;
  const use = (what: keyof typeof rates, amount = 1): Allowance => ({
    key: `${of} ${what}`,
    amount,
    perSecond: rates[what].perSecond * times,
    // Whatever the pace, five go at once.
    burst: rates[what].burst * Math.max(1, times),
  });
  switch (command.kind) {
    case "say":
    case "edit": {
      const { text } = command;
      const length = typeof text === "string" ? text.length : 0;
      const uses = [use("messages"), use("characters", length)];
      return { lane: inRooms, uses };
    }
    case "share":
      return {
        lane: inRooms,
        uses: [use("messages"), use("characters", sharedAnswer)],
      };
    case "retract":
    case "bring-back":
      return { lane: inRooms, uses: [use("messages")] };
    case "react":
      return { lane: inRooms, uses: [use("reactions")] };
    case "choose-room":
      return { lane: inRooms, uses: [use("choices")] };
    case "help":
      return { lane: "help", uses: [use("flags")] };
    case "submit":
      return { lane: "submissions", uses: [use("submissions")] };
    default:
      return null;
  }
}
