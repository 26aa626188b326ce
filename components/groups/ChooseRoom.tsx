import { chat as chatText } from "texts/chat.ts";
import { groups as t } from "texts/groups.ts";
import { GroupMark } from "../client/GroupMark.tsx";
import { roomsInOrder } from "../client/group_marks.ts";
import type { Chat } from "../chat/chat.ts";
import type { CommandOf } from "../../classroom/commands.ts";
import { studentsOfGroup } from "./group_members.ts";
import { Button } from "../ui/Button.tsx";
import "./groups.css";
import { removeDoubledStops } from "../../locales/doubled_stops.ts";

type Choice = CommandOf<"choose-room">;

/** **Let participants choose** (B-6): shows students the open groups with their sizes, to join one. */
export function ChooseRoom({ chat }: { chat: Chat }) {
  const { facts, outbox, seat } = chat.session;
  const { auto, entry, open, capacity } = facts.breakouts.value;
  const refused = outbox.refused.value
    .findLast(({ command }) => command?.kind === "choose-room");
  const waiting = chat.status.value.state === "online"
    ? undefined
    : outbox.pending.value.findLast((command): command is Choice =>
      command.kind === "choose-room"
    );
  if (seat.role !== "student" || auto || entry !== "free" || !open) return null;
  const members = facts.members.value;
  const mine = members[seat.member]?.room ?? null;
  const rank = (room: string, full: boolean) =>
    room === mine ? 0 : full ? 2 : 1;
  // Own group first, full groups last.
  const rooms = roomsInOrder(facts.rooms.value).map((room) => {
    const size = studentsOfGroup(members, room.id).length;
    return { room, size, full: capacity != null && size >= capacity };
  }).sort((a, b) => rank(a.room.id, a.full) - rank(b.room.id, b.full));
  const choose = (room: string | null) => {
    for (const { id, command } of outbox.refused.peek()) {
      if (command?.kind === "choose-room") outbox.discard(id);
    }
    chat.chooseGroup(room);
  };
  return (
    <details class="scroll choose-room" open={mine === null}>
      <summary>
        {mine === null ? t.choose : t.chooseOther}
      </summary>
      <p class="small choose-why" data-waits={!!waiting} role="status">
        {waiting
          ? waiting.room === null ? t.chosenNone : removeDoubledStops(
            t.chosen({ name: facts.rooms.value[waiting.room]?.name ?? "" }),
          )
          : refused &&
            ((t.choiceRefused as Record<string, string>)[refused.refused] ??
              chatText.refusedOther)}
      </p>
      <ul class="stack snug">
        {rooms.map(({ room, size, full }) => {
          return (
            <li key={room.id} class="row">
              <GroupMark room={room} />
              <span class="grow choose-name">{room.name}</span>
              <span class="quiet small figures">
                {capacity ? t.size({ size, most: capacity }) : size}
              </span>
              {room.id === mine
                ? (
                  <Button
                    look="bare small"
                    aria-label={t.leaveName({ name: room.name })}
                    onClick={() => choose(null)}
                  >
                    {t.leave}
                  </Button>
                )
                : (
                  <Button
                    look="small"
                    aria-label={full
                      ? t.fullName({ name: room.name })
                      : t.joinName({ name: room.name })}
                    disabled={full}
                    onClick={() => choose(room.id)}
                  >
                    {full ? t.full : t.join}
                  </Button>
                )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
