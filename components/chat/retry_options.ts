/** Whether a refused message is sent later by itself: once the teacher allows it or ends the pause. */
export function waitsForTeacher(refused: string): boolean {
  return refused === "held" || refused === "chat-paused";
}

interface RetryOptions {
  /** The room for **Try again** or **Send to Group C**; null: neither would help. */
  readonly to: string | null;
  /** The room was closed or left, so the main room is offered too. */
  readonly isRoomGone: boolean;
  readonly hasPassed: boolean;
}

/**
 * The ways to send a refused message (C-3).
 *
 * @param refused the name of the refusal
 * @param groups groups in which the member can write now
 */
export function retryOptions(
  { refused, room, groups }: {
    refused: string;
    room: string;
    groups: readonly string[];
  },
): RetryOptions {
  // In a closed or left room, trying again helps only once the member can write there.
  const isRoomGone = refused === "not-in-room" || refused === "rooms-closed";
  if (!isRoomGone) {
    const to = refused === "not-allowed" ? null : room;
    return { to, isRoomGone, hasPassed: false };
  }
  const isOpenToMember = groups.includes(room);
  const to = isOpenToMember ? room : groups[0] ?? null;
  const isOpened = refused === "rooms-closed" && to !== null;
  return { to, isRoomGone, hasPassed: isOpenToMember || isOpened };
}
