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
 * A request that is repeated after a lost reply keeps its key for this long (ms); shorter than the server remembers it.
 */
const keyLastsMs = 10 * 60_000;
/** For acts that add something, a request keeps its key for this long (ms): a later one is meant to add more. */
export const addKeyMs = 60_000;

/** Gives a request that is repeated after a lost reply the same key, so that the server acts once (SYNC-3). */
export class IdempotencyKeys {
  readonly #lost = new Map<string, { id: string; at: number }>();

  constructor(
    readonly lasting = keyLastsMs,
    readonly now: () => number = Date.now,
  ) {}

  async send<T>(
    request: unknown,
    send: (idempotencyKey: string) => Promise<Reply<T>>,
  ): Promise<Reply<T>> {
    const key = JSON.stringify(request);
    const lostKey = this.#lost.get(key);
    this.#lost.delete(key);
    const isSame = lostKey !== undefined &&
      this.now() - lostKey.at < this.lasting;
    const id = isSame ? lostKey.id : newId();
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
type RepeatableAct = {
  [At in ActName]: "press" extends keyof ActInput<At> ? At : never;
}[ActName];
export type ActFields<At extends ActName> = ActInput<At> extends infer Given
  ? Given extends unknown ? Omit<Given, "press"> : never
  : never;
export type ActArguments<At extends ActName> = Partial<ActFields<At>> extends
  ActFields<At> ? [fields?: ActFields<At>, options?: Sending]
  : [fields: ActFields<At>, options?: Sending];

interface Sending {
  as?: Seat["cookieRole"];
  keepalive?: boolean;
}

export function requestAct<At extends ActName>(
  session: string,
  act: At,
  ...[fields = {} as ActFields<At>, options]: ActArguments<At>
): Promise<Reply<ActResult<At>>> {
  const body: Record<string, unknown> = { ...fields };
  const [method, named] = act.split(" ") as [HttpMethod | "GET", string];
  const address = named.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = String(body[name]);
    delete body[name];
    return value;
  }).replace(/\/$/, "");
  const searchParams = new URLSearchParams(
    method === "GET" ? body as Record<string, string> : {},
  );
  if (options?.as) searchParams.set("as", options.as);
  const queryText = searchParams.size > 0 ? `?${searchParams}` : "";
  const path = `/api/sessions/${session}${address}${queryText}`;
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
    act: At,
    ...actArguments: ActArguments<At>
  ): Promise<Reply<ActResult<At>>> {
    const answer = await requestAct(this.session, act, ...actArguments);
    if (!answer.ok) this.refusal.value = answer.problem;
    return answer;
  }

  async request<At extends ActName>(
    act: At,
    ...actArguments: ActArguments<At>
  ): Promise<Reply<ActResult<At>>> {
    const answer = await requestAct(this.session, act, ...actArguments);
    this.refusal.value = answer.ok ? null : answer.problem;
    return answer;
  }

  /** Like `request`, but returns only the body; null if refused. */
  async act<At extends ActName>(
    act: At,
    ...actArguments: ActArguments<At>
  ): Promise<NonNullable<ActResult<At>> | null> {
    const answer = await this.request(act, ...actArguments);
    return answer.ok ? answer.body ?? {} as NonNullable<ActResult<At>> : null;
  }

  /** Makes something once, even if the reply is lost and the request repeated (SYNC-3). */
  createOnce<At extends RepeatableAct>(
    act: At,
    fields: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    return this.#sendOnce(this.#made, act, fields);
  }

  /**
   * For acts that may be meant twice, such as adding time: a request repeated after a lost reply counts once only
   * within `addKeyMs`.
   */
  add<At extends RepeatableAct>(
    act: At,
    fields: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    return this.#sendOnce(this.#added, act, fields);
  }

  #sendOnce<At extends RepeatableAct>(
    idempotencyKeys: IdempotencyKeys,
    act: At,
    fields: ActFields<At>,
  ): Promise<Reply<ActResult<At>>> {
    const send = (idempotencyKey: string) => {
      const body: ActFields<At> = { ...fields, press: idempotencyKey };
      return this.request(act, ...[body] as unknown as ActArguments<At>);
    };
    return idempotencyKeys.send([act, fields], send);
  }
}
