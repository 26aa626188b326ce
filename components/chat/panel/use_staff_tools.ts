/** The teacher's tools for groups, loaded only for teachers. */
import type { Chat } from "../chat.ts";
import { useLoaded } from "../../ui/use_loaded.ts";

/** What is loaded; null until it is there. */
export function useStaffTools(chat: Chat | null) {
  return useLoaded(
    chat?.seat.role === "teacher",
    () => import("../../groups/desk/StaffTools.tsx"),
  );
}
