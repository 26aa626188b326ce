/** The class to which a quiz can be given at once. */
import { theApp } from "../../../../classroom/app.ts";
import type { RunningClass } from "../../../../components/sharing/class_rooms.ts";
import { sessionRecord } from "../../../../classroom/storage/session_keys.ts";
import type { DeskProps } from "../../_desk.tsx";

/** The teacher's class that runs, with its name; null: none does. */
export async function runningNamed(
  { chat }: DeskProps,
): Promise<RunningClass | null> {
  if (!chat) return null;
  const record = await sessionRecord(theApp().kv, chat.session);
  return record?.state === "active"
    ? { id: record.id, name: record.name }
    : null;
}
