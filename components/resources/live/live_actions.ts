/** What a teacher does with what is shared: requests to the public interface, and what has been done. */
import { type Signal, signal } from "@preact/signals";
import { live as t } from "texts/resources_live.ts";
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import type { Done } from "../../people/student_actions.ts";
import { SessionApi } from "../../session/session_api.ts";

/** What is shared, as it is asked for; see `POST /api/sessions/:s/resources`. */
export type ShareAsk =
  & { rooms?: readonly string[] }
  & (
    | { template: string }
    | { quiz: string; pace: "own" | "together"; minutes?: number }
    | {
      poll: {
        kind: string;
        question: string;
        anonymous: boolean;
        words: readonly [yes: string, no: string];
      };
    }
    | { wall: Record<never, never> }
  );

/** What changes of a resource; see `PATCH /api/sessions/:s/resources/:id`. */
export interface ChangeAsk {
  showResults?: true;
  closed?: boolean;
  step?: number;
  present?: boolean;
  presentsAll?: boolean;
  words?: { text: string; hidden: boolean }[];
  marks?: { question: string; text: string; right: boolean | null }[];
}

/** Whether a press is the second one of a quick hand: it was meant for what was there before, and counts for nothing. */
export function isSecondPress({ detail }: MouseEvent): boolean {
  return detail > 1;
}

/** What one page does. */
export class LiveActions extends SessionApi {
  /** What was done last, with the way back; null: nothing yet, or it was put aside. */
  readonly done: Signal<Done | null> = signal(null);

  /** Shares something; its id, or null where it was refused. */
  async share(ask: ShareAsk): Promise<string | null> {
    const answer = await this.make<{ resource: Shared }>("/resources", ask);
    return answer.ok ? answer.body.resource.id : null;
  }

  /** Changes something; false where it was refused. */
  async change(id: string, ask: ChangeAsk): Promise<boolean> {
    return await this.act("PATCH", `/resources/${id}`, ask) !== null;
  }

  /** Takes something back, with **Undo**. */
  async takeBack(id: string, name: string): Promise<void> {
    const path = `/resources/${id}`;
    if (!await this.act("DELETE", path)) return;
    this.done.value = {
      text: t.takenBack({ name }),
      undo: () => this.act("POST", `${path}/undo`),
    };
  }
}
