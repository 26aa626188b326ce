/** Where one is told of one's group, and how an open chat goes along with it (B-7, B-9). */
import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../../chat/chat.ts";
import { useLoaded } from "../../ui/use_loaded.ts";
import { isWriting } from "./is_writing.ts";
import "./joining.css";

/** After so long an open chat goes there by itself, unless one is writing (ms). */
const goesByItselfAfterMs = 8_000;

export function ArrivalPlace(
  { chat, onFollow }: { chat: Chat; onFollow: () => void },
) {
  const place = useRef<HTMLDivElement>(null);
  const notice = useLoaded(
    chat.arrival.value !== null,
    () => import("./ArrivalNotice.tsx"),
  );
  return (
    <div class="arrival-place" ref={place}>
      {notice && (
        <notice.ArrivalNotice chat={chat} place={place} onFollow={onFollow} />
      )}
    </div>
  );
}

/**
 * Goes to the group by itself after a while, where the chat is open; whoever is writing is left in peace until they have
 * done. Nothing that is closed opens.
 */
export function useFollowing(chat: Chat | null, isOpen: boolean) {
  const arrival = chat?.arrival.value;
  useEffect(() => {
    if (!chat || !arrival?.follow || !arrival.room || !isOpen) return;
    const { room } = arrival;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      if (!isWriting(true)) return chat.show(room);
      timer = setTimeout(look, 2_000);
    };
    timer = setTimeout(look, goesByItselfAfterMs);
    return () => clearTimeout(timer);
  }, [arrival, isOpen]);
}
