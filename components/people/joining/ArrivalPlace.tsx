import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../../chat/chat.ts";
import { useLoaded } from "../../ui/use_loaded.ts";
import { isWriting } from "./is_writing.ts";
import "./joining.css";

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
 * Opens the group in an open chat after a while, once the student has stopped writing. Opens nothing that is closed.
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
