/** What the teacher's dialogs about groups are given. */
import type { ClassSession } from "../../session/class_session.ts";
import type { GroupsApi } from "./groups_api.ts";

/** The props of each dialog. */
export interface DialogProps {
  session: ClassSession;
  api: GroupsApi;
  onClose: () => void;
}
