/** The teacher's tools for groups, loaded only for teachers. */
import type { ClassSession } from "../../session/class_session.ts";
import { useLoaded } from "../../ui/use_loaded.ts";

/** What is loaded; null until it is there. */
export function useStaffTools(session: ClassSession | undefined) {
  return useLoaded(
    session?.seat.role === "teacher",
    () => import("../../groups/desk/StaffTools.tsx"),
  );
}
