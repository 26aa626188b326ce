import { theApp } from "../../../../classroom/app.ts";
import type { RunningClass } from "../../../../components/sharing/class_rooms.ts";
import { sessionRecord } from "../../../../classroom/storage/session_keys.ts";
import type { DeskProps } from "../../_desk.tsx";

/** The teacher's running class, to which a quiz can be given immediately; null if there is none. */
export async function runningNamed(
  { chat }: DeskProps,
): Promise<RunningClass | null> {
  if (!chat) return null;
  const record = await sessionRecord(theApp().kv, chat.session);
  return record?.state === "active"
    ? { id: record.id, name: record.name }
    : null;
}
