/** Requests about one session over HTTP, as one place of a page makes them: it says why the last one was refused. */
import { type Signal, signal } from "@preact/signals";
import { type Answer, ask, type Method, type Problem } from "./ask.ts";

/** The requests of one place. */
export class SessionApi {
  /** Why the last one was refused; null: it was not. */
  readonly trouble: Signal<Pick<Problem, "detail"> | null> = signal(null);

  constructor(readonly session: string) {}

  /** Asks how something stands. */
  async get<T>(path: string): Promise<Answer<T>> {
    const answer = await ask<T>("GET", `/api/sessions/${this.session}${path}`);
    if (!answer.ok) this.trouble.value = answer.problem;
    return answer;
  }

  /** Asks for something. `keepalive`: the request outlives the page. */
  async ask<T>(
    method: Method,
    path: string,
    body: unknown = {},
    options: { keepalive?: boolean } = {},
  ): Promise<Answer<T>> {
    const api = `/api/sessions/${this.session}${path}`;
    const answer = await ask<T>(method, api, body, options);
    this.trouble.value = answer.ok ? null : answer.problem;
    return answer;
  }

  /** The same; null where it was refused. */
  async act<T = unknown>(
    method: Method,
    path: string,
    body: unknown = {},
  ): Promise<T | null> {
    const answer = await this.ask<T>(method, path, body);
    return answer.ok ? answer.body ?? ({} as T) : null;
  }
}
