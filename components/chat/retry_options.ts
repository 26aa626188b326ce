/** What can be done with a message that was refused: where it can be sent, and how what was refused is called now (C-3). */

/** Whether a message goes on without its writer: when the teacher allows it, or ends the pause. */
export function waitsForTeacher(refused: string): boolean {
  return refused === "held" || refused === "chat-paused";
}

/** The ways that are open for a message. */
interface RetryOptions {
  /** The room that **Try again**, or **Send to Group C**, sends it to; null: that would be of no use. */
  readonly to: string | null;
  /** Whether the room was closed, or left, so that the main room is offered too. */
  readonly left: boolean;
  /** Whether what was the reason then has passed. */
  readonly passed: boolean;
}

/**
 * What can be done with a message that was refused.
 *
 * @param refused the name of the refusal
 * @param room the room that it was written to
 * @param groups those in which one can write now
 */
export function retryOptions(
  { refused, room, groups }: {
    refused: string;
    room: string;
    groups: readonly string[];
  },
): RetryOptions {
  // A room that one is not in any more, or that is closed, does not take it, however often one tries.
  const left = refused === "not-in-room" || refused === "rooms-closed";
  if (!left) {
    const to = refused === "not-allowed" ? null : room;
    return { to, left, passed: false };
  }
  const inAgain = groups.includes(room);
  const to = inAgain ? room : groups[0] ?? null;
  const opened = refused === "rooms-closed" && to !== null;
  return { to, left, passed: inAgain || opened };
}
