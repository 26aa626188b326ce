/**
 * A teacher's requests about shared things. `done` holds the notice and undo of
 * the last.
 */
import { type Signal, signal } from "@preact/signals";
import { live as t } from "texts/sharing_live.ts";
import type { Done } from "../../people/student_actions.ts";
import { type Saying, SessionApi } from "../../client/session_api.ts";

export type ShareAsk = Saying<"POST /resources">;

export type ChangeAsk = Omit<Saying<"PATCH /resources/:id">, "id">;

/**
 * True for the second click of a double click, which was meant for what was
 * there before.
 */
export function isSecondPress({ detail }: MouseEvent): boolean {
  return detail > 1;
}

export class LiveActions extends SessionApi {
  readonly done: Signal<Done | null>;

  /**
   * @param done a signal shared with other notices
   */
  constructor(session: string, done: Signal<Done | null> = signal(null)) {
    super(session);
    this.done = done;
  }

  async share(ask: ShareAsk): Promise<string | null> {
    const answer = await this.make("POST /resources", ask);
    return answer.ok ? answer.body.resource.id : null;
  }

  /** False if refused. */
  async change(id: string, ask: ChangeAsk): Promise<boolean> {
    return await this.act("PATCH /resources/:id", { id, ...ask }) !== null;
  }

  async takeBack(id: string, name: string): Promise<void> {
    if (!await this.act("DELETE /resources/:id", { id })) return;
    this.done.value = {
      text: t.takenBack({ name }),
      undo: () => this.act("POST /resources/:id/undo", { id }),
    };
  }
}
