/** What of a room has been read (C-13). */
import { effect, type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { Scrolling } from "../messages/scrolling.ts";
import type { RoomChat } from "../room.ts";

/**
 * What has been on screen, in a page that one sees, is read. Who opens the room, or comes back to the page,
 * is at the first message that they have not read (C-13).
 */
export function useReading(
  room: RoomChat,
  scrolling: Scrolling,
  reading: Signal<boolean>,
  open: boolean,
): void {
  const looking = useSignal(false);
  const here = open && room.known.value;
  useLayoutEffect(() => {
    const { document } = globalThis;
    const look = () =>
      looking.value = here && document.visibilityState === "visible";
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [here]);
  useLayoutEffect(() => {
    if (!looking.value) return;
    const first = room.firstUnread();
    room.firstNew.value = first;
    // What of one's own is on its way, or refused and waits for an answer, stands at the end.
    const own = [...room.sending.peek(), ...room.refused.peek()];
    if (first && own.length === 0) scrolling.toMessage(first, 8);
    else if (scrolling.atEnd.peek()) scrolling.toEnd();
    return () => {
      room.markRead(scrolling.seen.peek());
      room.storeRead();
    };
  }, [looking.value, room]);
  // Nothing of the panel is rendered anew for it: it is at each message.
  useEffect(() =>
    effect(() => {
      const seen = scrolling.seen.value;
      void room.messages.value;
      reading.value = looking.value && scrolling.atEnd.value;
      if (!looking.value || seen < 0) return;
      const timer = setTimeout(() => room.markRead(seen), 400);
      return () => clearTimeout(timer);
    }), [room, scrolling]);
}
