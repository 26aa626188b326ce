import { useEffect, useRef } from "preact/hooks";
import type { Chat } from "../chat/chat.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { isStudentWriting } from "../people/joining/is_writing.ts";
import "../people/joining/joining.css";

const followDelayMs = 8_000;

export function GroupArrivalPlace(
  { chat, onFollow }: { chat: Chat; onFollow: () => void },
) {
  const place = useRef<HTMLDivElement>(null);
  const notice = useLazyPart(
    chat.arrival.value !== null,
    () => import("./GroupArrivalNotice.tsx"),
  );
  return (
    <div class="arrival-place" ref={place}>
      {notice && (
        <notice.GroupArrivalNotice
          chat={chat}
          place={place}
          onFollow={onFollow}
        />
      )}
    </div>
  );
}

/** Moves an open chat to the student's group after a while, once they have stopped writing. */
export function useFollowToGroup(chat: Chat | null, isOpen: boolean) {
  const arrival = chat?.arrival.value;
  useEffect(() => {
    if (!chat || !arrival?.shouldFollow || !arrival.room || !isOpen) return;
    const { room } = arrival;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      if (!isStudentWriting(true)) return chat.showRoom(room);
      timer = setTimeout(look, 2_000);
    };
    timer = setTimeout(look, followDelayMs);
    return () => clearTimeout(timer);
  }, [arrival, isOpen]);
}
