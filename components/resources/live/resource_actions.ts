/** A teacher's requests about resources. `notice`: what the last one did, with **Undo**. */
import { type Signal, signal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import type { ActionNotice } from "../../people/student_actions.ts";
import { type ActFields, SessionApi } from "../../client/session_api.ts";

export type ShareArguments = ActFields<"POST /resources">;

export type ResourceChange = Omit<ActFields<"PATCH /resources/:id">, "id">;

/** Whether a click is the second of a double click, which was meant for what was here before. */
export function isSecondClick({ detail }: MouseEvent): boolean {
  return detail > 1;
}

export class ResourceActions extends SessionApi {
  readonly notice: Signal<ActionNotice | null>;

  /** @param notice a signal that other requests also set */
  constructor(
    session: string,
    notice: Signal<ActionNotice | null> = signal(null),
  ) {
    super(session);
    this.notice = notice;
  }

  async share(ask: ShareArguments): Promise<string | null> {
    const answer = await this.createOnce("POST /resources", ask);
    return answer.ok ? answer.body.resource.id : null;
  }

  /** Resolves to false if refused. */
  async change(id: string, ask: ResourceChange): Promise<boolean> {
    return await this.act("PATCH /resources/:id", { id, ...ask }) !== null;
  }

  async takeBack(id: string, name: string): Promise<void> {
    if (!await this.act("DELETE /resources/:id", { id })) return;
    this.notice.value = {
      text: t.takenBack({ name }),
      undo: () => this.act("POST /resources/:id/undo", { id }),
    };
  }
}
