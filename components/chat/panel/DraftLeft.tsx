/**
 * Says above the box that a draft is left from a group in which one cannot write any more: it was meant for those who
 * are there, so it comes to another room only by a press (C-3).
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { groups as t } from "texts/groups.ts";
import { GroupMark } from "../../groups/GroupMark.tsx";
import {
  carryDraft,
  draftsLeft,
  leaveDraft,
  readDraft,
} from "../../client/drafts.ts";
import { settle } from "../../desk/settle.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import type { Chat } from "../chat.ts";
import type { RoomChat } from "../room.ts";
import "../chat.css";

/** One line for one draft; the next one comes with the next look, so that a second press meets nothing new. */
export function DraftLeft({ chat, room }: { chat: Chat; room: RoomChat }) {
  const place = useRef<HTMLDivElement>(null);
  const done = useSignal(false);
  const isOpen = chat.isOpen.value;
  useLayoutEffect(() => {
    done.value = false;
  }, [room.id, isOpen]);
  const { facts, seat } = room.session;
  const from = done.value ? undefined : roomOfDraft(chat, room);
  const group = from === undefined ? undefined : facts.rooms.value[from];
  const follows = chat.arrival.value === null;
  // In a low panel it stands where the notice of the arrival was, which may just have been pressed away.
  useLayoutEffect(
    () => place.current && from ? settle(place.current) : undefined,
    [from, follows],
  );
  return (
    <div class="draft-place" role="status" ref={place}>
      {from !== undefined && group && (
        <div class="draft-left small">
          <p title={readDraft(seat, from).slice(0, 200)}>
            <GroupMark room={group} />
            {t.draftLeft({ name: group.name })}
          </p>
          <Button
            look="small"
            onClick={() => {
              done.value = true;
              // It was begun before what stands here.
              carryDraft(seat, from, room.id, true);
              room.doing.draftPut.value = true;
            }}
          >
            {t.putHere}
          </Button>
          <CloseButton
            look="small"
            label={t.leaveThere}
            onClick={() => {
              done.value = true;
              leaveDraft(seat, from);
            }}
          />
        </div>
      )}
    </div>
  );
}

/** The first room with a draft in which a student cannot write, while they can write in this one. */
function roomOfDraft(chat: Chat, { session, silence }: RoomChat) {
  const { facts, seat } = session;
  if (seat.role !== "student" || !chat.placed.value) return undefined;
  if (silence.value !== null) return undefined;
  const here = facts.breakouts.value.open
    ? chat.groups.value.map(({ id }) => id)
    : [];
  const left = draftsLeft(seat);
  return Object.keys(facts.rooms.value).find((id) =>
    !here.includes(id) && !left.includes(id) && readDraft(seat, id).trim()
  );
}
