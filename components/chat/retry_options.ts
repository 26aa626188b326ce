/** Whether the message is sent later without its author: the teacher allows it, or ends the pause. */
export function waitsForTeacher(refused: string): boolean {
  return refused === "held" || refused === "chat-paused";
}

interface RetryOptions {
  /** The room for **Try again**, or **Send to Group C**; null: neither would help. */
  readonly to: string | null;
  /** True if the room was closed or left, so that the main room is offered too. */
  readonly left: boolean;
  /** True if the reason of the refusal no longer holds. */
  readonly passed: boolean;
}

/**
 * The ways to send a refused message (C-3).
 * @param refused the name of the refusal
 * @param room the message's room
 * @param groups those in which the member can write now
 */
export function retryOptions(
  { refused, room, groups }: {
    refused: string;
    room: string;
    groups: readonly string[];
  },
): RetryOptions {
  // Trying again in such a room would not help.
  const left = refused === "not-in-room" || refused === "rooms-closed";
  if (!left) {
    const to = refused === "not-allowed" ? null : room;
    return { to, left, passed: false };
  }
  const isOpenToMember = groups.includes(room);
  const to = isOpenToMember ? room : groups[0] ?? null;
  const opened = refused === "rooms-closed" && to !== null;
  return { to, left, passed: isOpenToMember || opened };
}
