import { getApp } from "../../../../classroom/app.ts";
import type { RunningClass } from "../../../../components/resources/class_rooms.ts";
import { readSessionRecord } from "../../../../classroom/storage/kv_keys.ts";
import type { TeacherDeskProps } from "../../_desk.tsx";

/** The teacher's running class, to which a quiz can be given immediately; null if there is none. */
export async function runningClassWithName(
  { chat }: TeacherDeskProps,
): Promise<RunningClass | null> {
  if (!chat) return null;
  const record = await readSessionRecord(getApp().kv, chat.session);
  return record?.state === "active"
    ? { id: record.id, name: record.name }
    : null;
}
