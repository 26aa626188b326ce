/** Notifies a student that groups open, close or change (B-7, B-9). */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { groups as t } from "texts/groups.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import type { Chat } from "../chat/chat.ts";
import { isStudentWriting } from "../people/joining/is_writing.ts";
import type { RoomArrival } from "../chat/room_navigation.ts";
import { studentsOfGroup } from "./group_members.ts";
import { announce } from "../ui/announce.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import "../people/joining/joining.css";
import { formatList } from "../../formats/format_list.ts";
import { removeDoubledStops } from "../../locales/doubled_stops.ts";

/** Visible time (ms) after which the notice closes, and the interval of checks (ms). */
const noticeMs = 10_000, checkEveryMs = 1_000;

/** The notice announced last: it moves with the open room, but is announced once. */
let seenArrival: RoomArrival | null = null;

export function GroupArrivalNotice(
  { chat, place, onFollow }: {
    chat: Chat;
    place: RefObject<HTMLElement>;
    onFollow: () => void;
  },
) {
  useAutoClose(chat, place);
  const arrival = chat.arrival.value;
  useEffect(() => {
    const previousArrival = seenArrival;
    seenArrival = arrival;
    if (!arrival) return;
    if (
      arrival.kind === previousArrival?.kind &&
      arrival.room === previousArrival.room
    ) return;
    announce(() => notice(chat, arrival), { topic: "arrival" });
  }, [arrival]);
  const room = arrival?.room
    ? chat.session.facts.rooms.value[arrival.room]
    : undefined;
  return (
    <>
      {arrival && (
        <div
          class="row top arrival"
          data-over={arrival.room === null || undefined}
        >
          <div class="spread grow arrival-text">
            <p title={notice(chat, arrival)}>
              {room && <GroupEmblem room={room} />}
              {notice(chat, arrival)}
            </p>
            {arrival.shouldFollow && room && (
              <Button
                look="main small"
                onClick={() => {
                  chat.showRoom(arrival.room!);
                  onFollow();
                }}
              >
                <span>{t.goTo({ name: room.name })}</span>
              </Button>
            )}
          </div>
          <CloseButton
            look="small"
            onClick={() => chat.arrival.value = null}
          />
        </div>
      )}
    </>
  );
}

/**
 * Closes the notice once it was visible long enough, but not under the pointer, with focus in it, or during a press or
 * writing.
 */
function useAutoClose(chat: Chat, place: RefObject<HTMLElement>) {
  const arrival = chat.arrival.value;
  useEffect(() => {
    if (!arrival) return;
    let visibleMs = 0;
    const timer = setInterval(() => {
      const element = place.current;
      if (
        !element?.checkVisibility() || document.visibilityState === "hidden"
      ) {
        return;
      }
      if (element.matches(":focus-within") || points(element)) return;
      if (arrival.shouldFollow && isStudentWriting(chat.isOpen.peek())) return;
      visibleMs += checkEveryMs;
      if (visibleMs >= noticeMs && !isPressing()) chat.arrival.value = null;
    }, checkEveryMs);
    return () => clearInterval(timer);
  }, [arrival]);
}

/** Whether a mouse points at an element. A finger lifted from the screen does not. */
function points(element: Element): boolean {
  return matchMedia("(hover: hover)").matches && element.matches(":hover");
}

/** Whether a control that the notice would move is being pressed, or is under the mouse. */
function isPressing(): boolean {
  const controls = globalThis.document.querySelectorAll(
    ":is(main, .chat-room) :is(button, a, summary, label):is(:hover, :active)",
  );
  return [...controls].some((it) => it.matches(":active") || points(it));
}

function notice(chat: Chat, { kind, room }: RoomArrival): string {
  if (kind === "over") return t.over;
  if (kind === "choose") return t.mayChoose;
  if (kind === "out" || room === null) return t.out;
  const name = chat.session.facts.rooms.value[room]?.name ?? "";
  const otherNames = studentsOfGroup(chat.session.facts.members.value, room)
    .filter(({ id }) => id !== chat.session.seat.member)
    .map((student) => student.name);
  const isAlone = otherNames.length === 0;
  const who = { name, others: formatList(otherNames) };
  if (kind === "back") {
    return removeDoubledStops(
      isAlone ? t.backAlone({ name }) : t.backInGroup(who),
    );
  }
  return isAlone
    ? t.youAreFirst({ name })
    : removeDoubledStops(t.youAreIn(who));
}
