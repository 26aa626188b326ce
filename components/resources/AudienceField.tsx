import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { share as t } from "texts/sharing_live.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import { roomsInOrder, type RoomWithEmblem } from "../client/group_emblems.ts";
import "../ui/forms.css";
import "./live/live.css";

export function AudienceField({ rooms, chosen }: {
  rooms: Readonly<Record<string, RoomWithEmblem>>;
  chosen: Signal<ReadonlySet<string> | null>;
}) {
  const id = useId();
  const roomList = roomsInOrder(rooms);
  if (roomList.length === 0) return null;
  const toggle = (room: string, isChosen: boolean) => {
    const next = new Set(chosen.value);
    if (isChosen) next.add(room);
    else next.delete(room);
    chosen.value = next;
  };
  return (
    <fieldset class="choice-rows stack tight share-choice">
      <legend>{t.to}</legend>
      <label>
        <input
          type="radio"
          name={id}
          checked={chosen.value === null}
          onChange={() => chosen.value = null}
        />
        {t.wholeClass}
      </label>
      <label>
        <input
          type="radio"
          name={id}
          checked={chosen.value !== null}
          onChange={() => chosen.value = new Set()}
        />
        {t.someGroups}
      </label>
      {chosen.value !== null && (
        <div class="grid share-choice-rooms">
          {roomList.map((room) => (
            <label key={room.id}>
              <input
                type="checkbox"
                checked={chosen.value?.has(room.id)}
                onChange={(event) =>
                  toggle(room.id, event.currentTarget.checked)}
              />
              <GroupEmblem room={room} />
              {room.name}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
