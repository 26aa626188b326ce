/**
 * The way of a page's signalling with a LiveKit server: `/calls/<s>/<room>/<page>/rtc`, which Homeroom passes on. The page
 * never has a token that LiveKit would take: who may be in the room's call has one made here, for the moment, and what
 * LiveKit sends of tokens stays here (K-2). None of what passes is kept or told (K-4).
 */
import type { App } from "../../classroom/app.ts";
import type {
  LiveKitCalls,
  PageInCall,
} from "../../classroom/calls/livekit_calls.ts";
import { forgetOldest } from "../../classroom/model/forget_oldest.ts";
import {
  Throttle,
  tooOften,
  type TryAllowance,
} from "../../classroom/limits/throttle.ts";
import { isId } from "../../classroom/model/ids.ts";
import { problem, problemOf } from "../../routes/(http)/_problem.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { TokenBucket } from "../../sync/token_bucket.ts";
import { CallPipe, pipeBudget } from "./call_pipe.ts";
import { type As, isAs } from "./cookie_holder.ts";
import { type SocketGate, upgraded } from "./socket_gate.ts";

/** What of a page's wishes is passed on to LiveKit: how it connects and what its browser is, nothing that gives rights. */
const passedOn = [
  ...["auto_subscribe", "adaptive_stream", "disable_ice_lite"],
  ...["subscriber_allow_pause", "reconnect", "reconnect_reason", "sid"],
  ...["sdk", "version", "protocol", "client_protocol", "network"],
  ...["os", "os_version", "browser", "browser_version", "device_model"],
];

/** How often somebody may open a call's socket: a token is made each time, and LiveKit takes somebody in. */
const openings: TryAllowance = { free: 10, window: 20_000, pace: 1000 };

/** How many tracks somebody may begin to send: everybody in the room is told of each. */
const tracks: TryAllowance = { free: 30, window: 60_000, pace: 3000 };

/** Of so many people it is remembered what they have said of late. */
const mostBudgets = 20_000;

/** Whether a request is for a call's address. */
export function isCalls(req: Request): boolean {
  return new URL(req.url).pathname.startsWith("/calls/");
}

/** Answers requests under `/calls/`. */
export class CallEndpoint {
  readonly #pipes = new Set<CallPipe>();
  readonly #openings = new Throttle();
  readonly #tracks = new Throttle();
  /** What each person may still say, whichever sockets they have. */
  readonly #budgets = new Map<string, TokenBucket>();
  /** When it was last told that LiveKit does not answer. */
  #toldAt = -Infinity;

  constructor(readonly app: App, readonly gate: SocketGate) {}

  /** Upgrades, or says why not. Limits count by `address`. */
  async answer(req: Request, address: string): Promise<Response> {
    const { livekit } = this.app;
    const asked = parse(new URL(req.url));
    if (!livekit || !asked) return problem(new Refusal("not-found"));
    switch (asked.what) {
      case "":
        // The client asks whether there is a network.
        return new Response(null, { status: 204 });
      case "/rtc/validate":
        return await this.#validate(livekit, req, asked, address);
      case "/rtc":
        return await this.#open(livekit, req, asked, address);
    }
  }

  /** Closes every socket; their clients go on once the server is there again. */
  close(): void {
    for (const pipe of this.#pipes) pipe.close(1012, "restart");
  }

  /** Says why a socket did not open. */
  async #validate(
    livekit: LiveKitCalls,
    req: Request,
    asked: Asked,
    address: string,
  ): Promise<Response> {
    const holder = this.gate.holder(req, asked.session, address);
    const who = await holder.who(asked.as);
    if (!who) return this.gate.refuse(address);
    try {
      await livekit.check(inCall(who, asked));
    } catch (error) {
      if (isRefusal(error)) return problemOf(error);
      throw error;
    }
    return new Response("success");
  }

  async #open(
    livekit: LiveKitCalls,
    req: Request,
    asked: Asked,
    address: string,
  ): Promise<Response> {
    const coming = this.gate.meet(req, address);
    if (coming instanceof Response) return coming;
    const holder = this.gate.holder(req, asked.session, address);
    const who = await holder.who(asked.as);
    if (!who) return this.gate.refuse(address);
    const asking = inCall(who, asked);
    // Before the upgrade, for its client takes an answer for what it is.
    await livekit.check(asking);
    const key = `${who.session} ${who.member}`;
    const wait = this.#openings.take([[key, openings]], performance.now());
    if (wait > 0) return problem(tooOften(wait));
    const socket = await this.gate.open(coming, who);
    if (socket instanceof Response) return socket;
    const pipe = new CallPipe(
      socket,
      this.#budgetOf(key),
      () => this.#away(),
      () => this.#tracks.take([[key, tracks]], performance.now()) === 0,
    );
    this.#pipes.add(pipe);
    void this.#pass(livekit, pipe, asking, asked.query);
    return upgraded;
  }

  #budgetOf(key: string): TokenBucket {
    const budget = this.#budgets.get(key) ?? pipeBudget();
    this.#budgets.delete(key);
    this.#budgets.set(key, budget);
    forgetOldest(this.#budgets, mostBudgets);
    return budget;
  }

  /** Lets a page's socket through to LiveKit, for as long as the page may be in the call. */
  async #pass(
    livekit: LiveKitCalls,
    pipe: CallPipe,
    asking: PageInCall,
    query: URLSearchParams,
  ): Promise<void> {
    const over = pipe.over.finally(() => this.#pipes.delete(pipe));
    try {
      const { token, joined, left } = await livekit.admit(
        asking,
        () => pipe.close(4403, "not-in-room"),
      );
      void over.then(left);
      const url = new URL(livekit.livekit.url);
      url.pathname = url.pathname.replace(/\/*$/, "/rtc");
      url.search = query.toString();
      pipe.connect(url, token, joined);
    } catch (error) {
      if (isRefusal(error)) return pipe.close(4403, "not-in-room");
      this.app.report("a call was not let through", error);
      pipe.close(1011, "failed");
    }
  }

  /** Told once a minute. Nothing of why: that has addresses in it. */
  #away(): void {
    const now = Date.now();
    if (now - this.#toldAt < 60_000) return;
    this.#toldAt = now;
    this.app.report(
      "LiveKit does not answer",
      new Error("The socket to LIVEKIT_URL did not open, or broke."),
    );
  }
}

interface Asked {
  session: string;
  room: string;
  page: string;
  as: As;
  what: "" | "/rtc" | "/rtc/validate";
  query: URLSearchParams;
}

/** Null: there is nothing at such an address. */
function parse({ pathname, searchParams }: URL): Asked | null {
  const [, , session, room, page, ...rest] = pathname.split("/");
  const what = rest.map((it) => `/${it}`).join("");
  const as = searchParams.get("as") ?? undefined;
  const isWhole = isId(session) && (room === "main" || isId(room)) &&
    isId(page) && (as === undefined || isAs(as));
  if (!isWhole) return null;
  if (what !== "" && what !== "/rtc" && what !== "/rtc/validate") return null;
  const query = new URLSearchParams();
  for (const name of passedOn) {
    const value = searchParams.get(name);
    if (value !== null && /^[\w .,()+-]{1,64}$/.test(value)) {
      query.set(name, value);
    }
  }
  return { session, room, page, as, what, query };
}

function inCall(who: PageInCall["who"], { room, page }: Asked): PageInCall {
  return { who, room, peer: `${who.member}.${page}` };
}
