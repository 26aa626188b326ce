import { chat as chatText } from "texts/chat.ts";
import { groups as t } from "texts/groups.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import { roomsInOrder } from "../client/group_emblems.ts";
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
  const refusedChoice = outbox.refused.value
    .findLast(({ command }) => command?.kind === "choose-room");
  const pendingChoice = chat.status.value.state === "online"
    ? undefined
    : outbox.pending.value.findLast((command): command is Choice =>
      command.kind === "choose-room"
    );
  if (seat.role !== "student" || auto || entry !== "free" || !open) return null;
  const members = facts.members.value;
  const ownRoom = members[seat.member]?.room ?? null;
  const rank = (room: string, isFull: boolean) =>
    room === ownRoom ? 0 : isFull ? 2 : 1;
  // Own group first, full groups last.
  const rooms = roomsInOrder(facts.rooms.value).map((room) => {
    const size = studentsOfGroup(members, room.id).length;
    return { room, size, isFull: capacity != null && size >= capacity };
  }).sort((a, b) => rank(a.room.id, a.isFull) - rank(b.room.id, b.isFull));
  const choose = (room: string | null) => {
    for (const { id, command } of outbox.refused.peek()) {
      if (command?.kind === "choose-room") outbox.discard(id);
    }
    chat.chooseGroup(room);
  };
  return (
    <details class="scroll choose-room" open={ownRoom === null}>
      <summary>
        {ownRoom === null ? t.choose : t.chooseOther}
      </summary>
      <p class="small choose-why" data-waits={!!pendingChoice} role="status">
        {pendingChoice
          ? pendingChoice.room === null ? t.chosenNone : removeDoubledStops(
            t.chosen({
              name: facts.rooms.value[pendingChoice.room]?.name ?? "",
            }),
          )
          : refusedChoice &&
            ((t.choiceRefused as Record<string, string>)[
              refusedChoice.refused
            ] ??
              chatText.refusedOther)}
      </p>
      <ul class="stack snug">
        {rooms.map(({ room, size, isFull }) => {
          return (
            <li key={room.id} class="row">
              <GroupEmblem room={room} />
              <span class="grow choose-name">{room.name}</span>
              <span class="quiet small figures">
                {capacity ? t.size({ size, most: capacity }) : size}
              </span>
              {room.id === ownRoom
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
                    aria-label={isFull
                      ? t.fullName({ name: room.name })
                      : t.joinName({ name: room.name })}
                    disabled={isFull}
                    onClick={() => choose(room.id)}
                  >
                    {isFull ? t.full : t.join}
                  </Button>
                )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
