import { type Signal, signal } from "@preact/signals";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";

export class GroupsApi extends SessionApi {
  readonly announcement: Signal<string> = signal("");

  /** Moves members to a group, or (null) out of their groups. Resolves to null if refused. */
  async moveMembers(members: readonly string[], room: string | null) {
    const moves = members.map((member) => ({ member, room }));
    const result = await this.act("POST /breakouts/moves", { moves });
    return result?.moved ?? null;
  }
}

export interface GroupsDialogProps {
  session: ClassSession;
  api: GroupsApi;
  onClose: () => void;
}
