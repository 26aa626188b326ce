/** What can be done with a message that was refused: where it can be sent, and how what was refused is called now (C-3). */

/** Whether a message goes on without its writer: when the teacher allows it, or ends the pause. */
export function waitsForTeacher(refused: string): boolean {
  return refused === "held" || refused === "chat-paused";
}

/** What it depends on. */
interface RefusedMessage {
  /** Why it was refused. */
  readonly refused: string;
  /** The room that it was written to. */
  readonly room: string;
  /** The groups in which one can write now. */
  readonly groups: readonly string[];
}

/** The ways that are open. */
interface RetryOptions {
  /** The room that **Try again**, or **Send to Group C**, sends it to; null: that would be of no use. */
  readonly to: string | null;
  /** Whether the room was closed, or left, so that the main room is offered too. */
  readonly left: boolean;
  /** Whether what was the reason then has passed. */
  readonly passed: boolean;
}

/** The ways out for one message. */
export function retryOptions(
  { refused, room, groups }: RefusedMessage,
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
