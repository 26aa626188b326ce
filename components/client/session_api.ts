import { type Signal, signal } from "@preact/signals";
import type { ActInput, ActName, ActResult } from "../../classroom/acts.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  type HttpMethod,
  type Problem,
  type Reply,
  sendRequest,
} from "./send_request.ts";
import type { Seat } from "./seat.ts";

/**
 * A press that is repeated after a lost reply keeps its id for this long (ms); shorter than the server remembers it.
 */
const keyLastsMs = 10 * 60_000;
/** For acts that add something, a press keeps its id for this long (ms): a later press is meant to add more. */
export const addKeyMs = 60_000;

/** Gives a press that is repeated after a lost reply the same id, so that the server acts once (SYNC-3). */
export class IdempotencyKeys {
  readonly #lost = new Map<string, { id: string; at: number }>();

  constructor(
    readonly lasting = keyLastsMs,
    readonly now: () => number = Date.now,
  ) {}

  async send<T>(
    of: unknown,
    send: (press: string) => Promise<Reply<T>>,
  ): Promise<Reply<T>> {
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

/** Whether the act may have happened although there is no answer of the server. */
function isUncertain(answer: Reply<unknown>): boolean {
  return !answer.ok &&
    (answer.problem.status === 0 || answer.problem.status >= 500);
}

type View = Extract<ActName, `GET ${string}`>;
type Pressed = {
  [At in ActName]: "press" extends keyof ActInput<At> ? At : never;
}[ActName];
export type ActFields<At extends ActName> = ActInput<At> extends infer Given
  ? Given extends unknown ? Omit<Given, "press"> : never
  : never;
export type ActArguments<At extends ActName> = Partial<ActFields<At>> extends
  ActFields<At> ? [given?: ActFields<At>, options?: Sending]
  : [given: ActFields<At>, options?: Sending];

interface Sending {
  as?: Seat["as"];
  keepalive?: boolean;
}

export function requestAct<At extends ActName>(
  session: string,
  at: At,
  ...[given = {} as ActFields<At>, options]: ActArguments<At>
): Promise<Reply<ActResult<At>>> {
  const body: Record<string, unknown> = { ...given };
  const [method, named] = at.split(" ") as [HttpMethod | "GET", string];
  const address = named.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = String(body[name]);
    delete body[name];
    return value;
  }).replace(/\/$/, "");
  const asked = new URLSearchParams(
    method === "GET" ? body as Record<string, string> : {},
  );
  if (options?.as) asked.set("as", options.as);
  const query = asked.size > 0 ? `?${asked}` : "";
  const path = `/api/sessions/${session}${address}${query}`;
  return sendRequest(method, path, body, options);
}

export class SessionApi {
  /** The last request's refusal; null: none. A successful `get` does not reset it. */
  readonly refusal: Signal<Pick<Problem, "detail" | "errors"> | null> = signal(
    null,
  );

  readonly #made = new IdempotencyKeys();
  readonly #added = new IdempotencyKeys(addKeyMs);

  constructor(readonly session: string) {}

  async get<At extends View>(
    at: At,
    ...says: ActArguments<At>
  ): Promise<Reply<ActResult<At>>> {
    const answer = await requestAct(this.session, at, ...says);
    if (!answer.ok) this.refusal.value = answer.problem;
    return answer;
  }

  async request<At extends ActName>(
    at: At,
    ...says: ActArguments<At>
  ): Promise<Reply<ActResult<At>>> {
    const answer = await requestAct(this.session, at, ...says);
    this.refusal.value = answer.ok ? null : answer.problem;
    return answer;
  }

  /** Like `request`, but returns only the body; null if refused. */
  async act<At extends ActName>(
    at: At,
    ...says: ActArguments<At>
  ): Promise<NonNullable<ActResult<At>> | null> {
    const answer = await this.request(at, ...says);
    return answer.ok ? answer.body ?? {} as NonNullable<ActResult<At>> : null;
  }

  /** Makes something once, even if the reply is lost and the request repeated (SYNC-3). */
  createOnce<At extends Pressed>(
    at: At,
    given: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    return this.#press(this.#made, at, given);
  }

  /**
   * For acts that may be meant twice, such as adding time: a press repeated after a lost reply counts once only within
   * `addKeyMs`.
   */
  add<At extends Pressed>(
    at: At,
    given: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    return this.#press(this.#added, at, given);
  }

  #press<At extends Pressed>(
    presses: IdempotencyKeys,
    at: At,
    given: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    const send = (press: string) => {
      const pressed: ActFields<At> = { ...given, press };
      return this.request(at, ...[pressed] as unknown as ActArguments<At>);
    };
    return presses.send([at, given], send);
  }
}
