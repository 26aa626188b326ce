/** What the teacher does with groups: requests to the public interface, and what went wrong with the last one. */
import { type Signal, signal } from "@preact/signals";
import type { Moved } from "../../../classroom/schema/views.ts";
import { ask } from "../../session/ask.ts";

/** Something that was refused: the refusal's name, and a sentence. */
export interface Trouble {
  readonly type: string;
  readonly detail: string;
}

/** Requests about groups, and how the last one ended. */
export class GroupsApi {
  /** Why the last request was refused; null: it was not. */
  readonly trouble: Signal<Trouble | null> = signal(null);
  /** What has been done, for those who do not see it. */
  readonly said: Signal<string> = signal("");
  readonly #api: string;

  constructor(session: string) {
    this.#api = `/api/sessions/${session}`;
  }

  /** Asks for something; null where it was refused. */
  async act<T = unknown>(
    method: "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body: unknown = {},
  ): Promise<T | null> {
    const answer = await ask<T>(method, this.#api + path, body);
    this.trouble.value = answer.ok ? null : answer.problem;
    return answer.ok ? answer.body ?? ({} as T) : null;
  }

  /** Moves students to a group, or to none. */
  async move(members: readonly string[], room: string | null) {
    const moves = members.map((member) => ({ member, room }));
    const path = "/breakouts/moves";
    const done = await this.act<{ moved: Moved[] }>("POST", path, { moves });
    return done?.moved ?? null;
  }
}
