/**
 * Uploads to a room (C-5), loaded when there are some.
 *
 * @param toEnd scrolls to a new upload
 */
import type { RoomChat } from "../room_chat.ts";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { loadUploadItem } from "./lazy_parts.ts";
import { Uploads } from "../../files/uploads.ts";

export function UploadItems(
  { room, toEnd }: { room: RoomChat; toEnd: () => void },
) {
  const { rooms, session } = room;
  const uploads = session.part(Uploads);
  const items = uploads.outgoingFiles.value.filter(({ record, stage }) => {
    const { is } = stage.value;
    const to = record.value.room;
    const shownRoom = is === "failed"
      ? rooms.roomForRefusals(to)
      : rooms.roomShowing(to);
    return shownRoom === room.id && is !== "said";
  });
  const part = useLazyPart(items.length > 0, loadUploadItem);
  return part && (
    <>
      {items.map((item) => (
        <part.UploadItem
          key={item.id}
          item={item}
          uploads={uploads}
          toEnd={toEnd}
        />
      ))}
    </>
  );
}
