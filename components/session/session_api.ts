/** Requests about one session over HTTP, as one place of a page makes them: it says why the last one was refused. */
import { type Signal, signal } from "@preact/signals";
import { newId } from "../../classroom/model/ids.ts";
import { type Answer, ask, type Method, type Problem } from "./ask.ts";

/** So long after a lost reply the same is the same press, in ms; the server remembers it longer. */
const lasts = 10 * 60_000;
/** The same for what adds to what there is, in ms: whoever wants it later wants more of it. */
export const addsLasts = 60_000;

/**
 * Presses that make something (S3): where the reply was lost, the same pressed again has the same id, and the server makes
 * nothing twice.
 */
export class Presses {
  /** Those without a reply, by what they ask for. */
  readonly #lost = new Map<string, { id: string; at: number }>();

  constructor(
    readonly lasting = lasts,
    readonly now: () => number = Date.now,
  ) {}

  /** Sends a press, with the id that it has. */
  async send<T>(
    of: unknown,
    send: (press: string) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const key = JSON.stringify(of);
    const before = this.#lost.get(key);
    this.#lost.delete(key);
    const isSame = before !== undefined &&
      this.now() - before.at < this.lasting;
    const id = isSame ? before.id : newId();
    const answer = await send(id);
    if (isUncertain(answer)) this.#lost.set(key, { id, at: this.now() });
    return answer;
  }
}

/** Whether it may have been done all the same: no reply, or that of something in between. */
function isUncertain(answer: Answer<unknown>): boolean {
  return !answer.ok &&
    (answer.problem.status === 0 || answer.problem.status >= 500);
}

/** The requests of one place. */
export class SessionApi {
  /** Why the last one was refused; null: it was not. */
  readonly trouble: Signal<Pick<Problem, "detail"> | null> = signal(null);

  readonly #made = new Presses();
  readonly #added = new Presses(addsLasts);

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

  /** Has something made by POST: once, also where the reply is lost and the same is asked again (S3). */
  make<T>(path: string, body: object): Promise<Answer<T>> {
    return this.#press(this.#made, path, body);
  }

  /** Has something added that is soon wanted once more: time, groups, a broadcast. */
  add<T>(path: string, body: object): Promise<Answer<T>> {
    return this.#press(this.#added, path, body);
  }

  #press<T>(
    presses: Presses,
    path: string,
    body: object,
  ): Promise<Answer<T>> {
    return presses.send(
      [path, body],
      (press) => this.ask<T>("POST", path, { ...body, press }),
    );
  }
}
