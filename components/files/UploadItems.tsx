/**
 * Uploads to a room (C-5). `toEnd` scrolls to a new one. Loaded when there are
 * some.
 */
import type { RoomChat } from "../chat/room.ts";
import { useLoaded } from "../ui/use_loaded.ts";
import { loadUploadItem } from "./file_parts.ts";
import { Uploads } from "./upload.ts";

export function UploadItems(
  { room, toEnd }: { room: RoomChat; toEnd: () => void },
) {
  const { rooms, session } = room;
  const uploads = session.part(Uploads);
  const items = uploads.items.value.filter(({ record, stage }) => {
    const { is } = stage.value;
    const to = record.value.room;
    const there = is === "failed" ? rooms.refusedIn(to) : rooms.shownIn(to);
    return there === room.id && is !== "said";
  });
  const part = useLoaded(items.length > 0, loadUploadItem);
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
