/** Why the teacher's last request about groups was refused. */
import { Notice } from "../../ui/Notice.tsx";
import type { GroupsApi } from "./groups_api.ts";

/** The notice; nothing where it was not. */
export function RefusedNotice({ api }: { api: GroupsApi }) {
  const { value } = api.trouble;
  return value && <Notice tone="stop">{value.detail}</Notice>;
}
