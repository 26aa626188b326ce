/** What a teacher does with what is shared: requests to the public interface, and what has been done. */
import { type Signal, signal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import type { Done } from "../../people/student_actions.ts";
import { type Saying, SessionApi } from "../../client/session_api.ts";

export type ShareAsk = Saying<"POST /resources">;

export type ChangeAsk = Omit<Saying<"PATCH /resources/:id">, "id">;

/** Whether a press is the second one of a quick hand: it was meant for what was there before, and counts for nothing. */
export function isSecondPress({ detail }: MouseEvent): boolean {
  return detail > 1;
}

export class LiveActions extends SessionApi {
  /** What was done last, with the way back; null: nothing yet, or it was put aside. */
  readonly done: Signal<Done | null>;

  /** @param done where it is said, if elsewhere too */
  constructor(session: string, done: Signal<Done | null> = signal(null)) {
    super(session);
    this.done = done;
  }

  /** Shares something; its id, or null where it was refused. */
  async share(ask: ShareAsk): Promise<string | null> {
    const answer = await this.make("POST /resources", ask);
    return answer.ok ? answer.body.resource.id : null;
  }

  /** Changes something; false where it was refused. */
  async change(id: string, ask: ChangeAsk): Promise<boolean> {
    return await this.act("PATCH /resources/:id", { id, ...ask }) !== null;
  }

  /** Takes something back, with **Undo**. */
  async takeBack(id: string, name: string): Promise<void> {
    if (!await this.act("DELETE /resources/:id", { id })) return;
    this.done.value = {
      text: t.takenBack({ name }),
      undo: () => this.act("POST /resources/:id/undo", { id }),
    };
  }
}
