/**
 * What one is told when one's group opens, closes or changes: with whom one is now, and the way there (B-7, B-9). Loaded
 * with the first such news.
 */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { groups as t } from "texts/groups.ts";
import { GroupMark } from "../../groups/GroupMark.tsx";
import type { Chat } from "../../chat/chat.ts";
import { isWriting } from "./is_writing.ts";
import type { RoomArrival } from "../../chat/room_navigation.ts";
import { studentsOfGroup } from "../../groups/group_members.ts";
import { announce } from "../../ui/announce.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import "./joining.css";
import { writeList } from "../../ui/list.ts";
import { sentence } from "../../../locales/sentence.ts";

/** So long it has been seen before it goes by itself, and how often one looks whether it is (ms). */
const seenFor = 10_000, looks = 1_000;

/** What was told last: the notice moves with the room that one looks at. */
let told: RoomArrival | null = null;

export function ArrivalNotice(
  { chat, place, onFollow }: {
    chat: Chat;
    /** Where it stands. */
    place: RefObject<HTMLElement>;
    onFollow: () => void;
  },
) {
  useGoing(chat, place);
  const arrival = chat.arrival.value;
  useEffect(() => {
    const before = told;
    told = arrival;
    if (!arrival) return;
    if (arrival.kind === before?.kind && arrival.room === before.room) return;
    announce(() => notice(chat, arrival), { topic: "arrival" });
  }, [arrival]);
  const room = arrival?.room
    ? chat.session.facts.rooms.value[arrival.room]
    : undefined;
  return (
    <>
      {arrival && (
        <div class="arrival" data-over={arrival.room === null || undefined}>
          <div class="arrival-text">
            <p title={notice(chat, arrival)}>
              {room && <GroupMark room={room} />}
              {notice(chat, arrival)}
            </p>
            {arrival.follow && room && (
              <Button
                look="main small"
                onClick={() => {
                  chat.show(arrival.room!);
                  onFollow();
                }}
              >
                <span>{t.goTo({ name: room.name })}</span>
              </Button>
            )}
          </div>
          <CloseButton
            look="small"
            onClick={() =>
              chat.arrival.value = null}
          />
        </div>
      )}
    </>
  );
}

/**
 * The notice goes by itself once it has been on screen for a while, but not while one points at it or is in it, nor
 * from under a press. One that waits to be followed stays as long as whoever writes elsewhere is left in peace.
 */
function useGoing(chat: Chat, place: RefObject<HTMLElement>) {
  const arrival = chat.arrival.value;
  useEffect(() => {
    if (!arrival) return;
    let seen = 0;
    const timer = setInterval(() => {
      const it = place.current;
      if (!it?.checkVisibility() || document.visibilityState === "hidden") {
        return;
      }
      if (it.matches(":focus-within") || points(it)) return;
      if (arrival.follow && isWriting(chat.isOpen.peek())) return;
      seen += looks;
      if (seen >= seenFor && !isPressing()) chat.arrival.value = null;
    }, looks);
    return () => clearInterval(timer);
  }, [arrival]);
}

/** Whether the mouse rests on an element; a finger that has left the screen points at nothing. */
function points(element: Element): boolean {
  return matchMedia("(hover: hover)").matches && element.matches(":hover");
}

/** Whether something that the notice moves is being pressed, or is under the mouse. */
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
  const others = studentsOfGroup(chat.session.facts.members.value, room)
    .filter(({ id }) => id !== chat.session.seat.member)
    .map((one) => one.name);
  const isAlone = others.length === 0;
  const who = { name, others: writeList(others) };
  if (kind === "back") {
    return sentence(isAlone ? t.backAlone({ name }) : t.backInGroup(who));
  }
  return isAlone ? t.youAreFirst({ name }) : sentence(t.youAreIn(who));
}
