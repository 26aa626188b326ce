/** What the teacher does with groups: requests to the public interface, and what has been done. */
import { type Signal, signal } from "@preact/signals";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";

/** The requests of one place where groups are handled. */
export class GroupsApi extends SessionApi {
  /** What has been done, for those who do not see it. */
  readonly said: Signal<string> = signal("");

  /** Moves students to a group, or to none. */
  async move(members: readonly string[], room: string | null) {
    const moves = members.map((member) => ({ member, room }));
    const done = await this.act("POST /breakouts/moves", { moves });
    return done?.moved ?? null;
  }
}

/** What each of the teacher's dialogs about groups is given. */
export interface DialogProps {
  session: ClassSession;
  api: GroupsApi;
  onClose: () => void;
}
