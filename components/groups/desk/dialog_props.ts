/** What the teacher's dialogs about groups are given. */
import type { Chat } from "../../chat/chat.ts";
import type { GroupsApi } from "./groups_api.ts";

/** The props of each dialog. */
export interface DialogProps {
  chat: Chat;
  api: GroupsApi;
  onClose: () => void;
}
