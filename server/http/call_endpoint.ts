/**
 * Signaling between pages and a LiveKit server, at `/calls/<s>/<room>/<page>/rtc`. Tokens are made here (K-2). Frames
 * are filtered by their kind (`call_frames.ts`), never stored or logged (K-4). LiveKit's webhooks arrive at
 * `/calls/livekit`.
 */
import { minuteMs } from "../../formats/times.ts";
import { costOfFrame, hasToken } from "./call_frames.ts";
import type { App } from "../../classroom/app.ts";
import type {
  LiveKitCalls,
  PageInCall,
} from "../../classroom/calls/livekit_calls.ts";
import { deleteOldest } from "../../formats/memoize.ts";
import {
  RateLimiter,
  tooOftenRefusal,
} from "../../classroom/limits/rate_limiter.ts";
import { isId } from "../../classroom/model/ids.ts";
import { readText } from "../../routes/(http)/_body.ts";
import {
  problemFromError,
  problemResponse,
} from "../../routes/(http)/_problem.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { TokenBucket } from "../../sync/token_bucket.ts";
import { isRole, type RequestedRole } from "./cookie_holder.ts";
import { type SocketGate, upgradedResponse } from "./socket_gate.ts";
import { limits } from "../../sync/limits.ts";

/** Query parameters passed on to LiveKit: facts about the connection and the browser, no rights. */
const passedOn = [
  ...["auto_subscribe", "adaptive_stream", "disable_ice_lite"],
  ...["subscriber_allow_pause", "reconnect", "reconnect_reason", "sid"],
  ...["sdk", "version", "protocol", "client_protocol", "network"],
  ...["os", "os_version", "browser", "browser_version", "device_model"],
];

const maxBudgets = 20_000;
/** Bytes of an event of LiveKit. */
const maxEventBytes = 256 * 1024;

export function isCallRequest(req: Request): boolean {
  return new URL(req.url).pathname.startsWith("/calls/");
}

export class CallEndpoint {
  readonly #pipes = new Set<CallPipe>();
  readonly #limiter = new RateLimiter(() => performance.now());
  /** Message budgets by person, for all sockets together. */
  readonly #budgets = new Map<string, TokenBucket>();
  #toldAt = -Infinity;

  constructor(readonly app: App, readonly gate: SocketGate) {}

  /** Upgrades or answers the request, or refuses it. Refusals count by `address`. */
  async answer(req: Request, address: string): Promise<Response> {
    const { livekit } = this.app;
    const url = new URL(req.url);
    if (livekit && url.pathname === "/calls/livekit") {
      return await this.#handleWebhook(livekit, req, address);
    }
    const target = parse(url);
    if (!livekit || !target) return problemResponse(refusal("not-found"));
    switch (target.path) {
      case "":
        // LiveKit's client checks the network with this request.
        return new Response(null, { status: 204 });
      case "/rtc/validate":
        return await this.#validate(livekit, req, target, address);
      case "/rtc":
        return await this.#open(livekit, req, target, address);
    }
  }

  close(): void {
    for (const pipe of this.#pipes) pipe.close(1012, "restart");
  }

  async #handleWebhook(
    livekit: LiveKitCalls,
    req: Request,
    address: string,
  ): Promise<Response> {
    const signature = req.headers.get("authorization");
    if (req.method !== "POST" || signature === null) {
      return this.gate.refuse(address);
    }
    const event = await livekit.livekit.verifyEvent(
      await readText({ req, holder: address }, maxEventBytes, {
        within: 5_000,
      }),
      signature,
    );
    if (!event) return this.gate.refuse(address);
    livekit.handleEvent(event);
    return new Response(null, { status: 204 });
  }

  async #validate(
    livekit: LiveKitCalls,
    req: Request,
    target: Asked,
    address: string,
  ): Promise<Response> {
    const holder = this.gate.cookieHolderOf(req, target.session, address);
    const who = await holder.identifyRole(target.role);
    if (!who) return this.gate.refuse(address);
    try {
      await livekit.checkPage(inCall(who, target));
    } catch (error) {
      if (isRefusal(error)) return problemFromError(error);
      throw error;
    }
    return new Response("success");
  }

  async #open(
    livekit: LiveKitCalls,
    req: Request,
    target: Asked,
    address: string,
  ): Promise<Response> {
    const coming = this.gate.admit(req, address);
    if (coming instanceof Response) return coming;
    const holder = this.gate.cookieHolderOf(req, target.session, address);
    const who = await holder.identifyRole(target.role);
    if (!who) return this.gate.refuse(address);
    const asking = inCall(who, target);
    // The page is checked before the upgrade, because LiveKit's client understands the status of a refusal.
    await livekit.checkPage(asking);
    const key = `${who.session} ${who.member}`;
    const wait = this.#limiter.takeTry(["callSocketOfMember", key]);
    if (wait > 0) return problemResponse(tooOftenRefusal(wait));
    const socket = await this.gate.open(coming, who);
    if (socket instanceof Response) return socket;
    const pipe = new CallPipe(
      socket,
      this.#budgetOf(key),
      () => this.#away(),
    );
    this.#pipes.add(pipe);
    void this.#pass(livekit, pipe, asking, target.query);
    return upgradedResponse;
  }

  /** A person's budget of messages; each KiB of a message counts as one more. */
  #budgetOf(key: string): TokenBucket {
    const budget = this.#budgets.get(key) ??
      new TokenBucket(
        limits.signalsPerSecond,
        limits.signalsBurst,
        () => performance.now(),
      );
    this.#budgets.delete(key);
    this.#budgets.set(key, budget);
    deleteOldest(this.#budgets, maxBudgets);
    return budget;
  }

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
      this.app.report("a call could not be connected", error);
      pipe.close(1011, "failed");
    }
  }

  /** Reports at most once a minute that LiveKit is silent, without its error, whose message contains addresses. */
  #away(): void {
    const now = Date.now();
    if (now - this.#toldAt < minuteMs) return;
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
  role: RequestedRole;
  path: "" | "/rtc" | "/rtc/validate";
  query: URLSearchParams;
}

function parse({ pathname, searchParams }: URL): Asked | null {
  const [, , session, room, page, ...rest] = pathname.split("/");
  const path = rest.map((it) => `/${it}`).join("");
  const role = searchParams.get("as") ?? undefined;
  const isWhole = isId(session) && (room === "main" || isId(room)) &&
    isId(page) && (role === undefined || isRole(role));
  if (!isWhole) return null;
  if (path !== "" && path !== "/rtc" && path !== "/rtc/validate") return null;
  const query = new URLSearchParams();
  for (const name of passedOn) {
    const value = searchParams.get(name);
    if (value !== null && /^[\w .,()+-]{1,64}$/.test(value)) {
      query.set(name, value);
    }
  }
  return { session, room, page, role, path, query };
}

function inCall(who: PageInCall["who"], { room, page }: Asked): PageInCall {
  return { who, room, peer: `${who.member}.${page}` };
}

/** Maximum number of messages held before LiveKit's socket opens. */
const mostEarly = 16;

class CallPipe {
  readonly over: Promise<void>;
  readonly #page: WebSocket;
  #livekit: WebSocket | null = null;
  #early: ArrayBuffer[] = [];
  #closed = false;
  readonly #end: () => void;

  /**
   * @param budget the person's, so that reconnecting does not renew it
   * @param failed called if LiveKit's socket does not open, or breaks
   */
  constructor(
    page: WebSocket,
    readonly budget: TokenBucket,
    readonly failed: () => void,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#end = resolve;
    this.#page = page;
    page.binaryType = "arraybuffer";
    page.onmessage = ({ data }) => this.#fromPage(data);
    page.onerror = () => {};
    page.onclose = () => this.close(1000, "");
  }

  /**
   * Connects to LiveKit. The token goes in a header, never in an address. `joined` is called once LiveKit's socket is
   * open.
   */
  connect(url: URL, token: string, joined: () => void): void {
    if (this.#closed) return;
    const headers = { authorization: `Bearer ${token}` };
    // An option of Deno's, which the browser's types lack.
    const livekit = new WebSocket(url, { headers } as unknown as string[]);
    this.#livekit = livekit;
    livekit.binaryType = "arraybuffer";
    let isOpen = false;
    livekit.onopen = () => {
      isOpen = true;
      joined();
      for (const frame of this.#early.splice(0)) this.#send(livekit, frame);
    };
    livekit.onmessage = ({ data }) => this.#fromLiveKit(data);
    // Suppresses Deno's report of the error, whose message contains the address.
    livekit.onerror = (event) => event.preventDefault();
    livekit.onclose = ({ wasClean }) => {
      if (!this.#closed && !(isOpen && wasClean)) this.failed();
      this.close(1013, "call-server-away");
    };
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#early = [];
    // Without code 1000, which would tell LiveKit that the page has left for good.
    this.#livekit?.close();
    const page = this.#page;
    if (page.readyState === WebSocket.OPEN) page.close(code, reason);
    this.#end();
  }

  #fromPage(data: unknown): void {
    if (this.#closed) return;
    if (!(data instanceof ArrayBuffer)) return this.close(4400, "malformed");
    if (data.byteLength > limits.frame) return this.close(4413, "too-large");
    if (!this.budget.take(1 + Math.floor(data.byteLength / 1024))) {
      return this.close(4429, "too-often");
    }
    const cost = costOfFrame(new Uint8Array(data));
    if (cost === null) return;
    if (cost > 0 && !this.budget.take(cost)) {
      return this.close(4429, "too-often");
    }
    if (this.#livekit?.readyState === WebSocket.OPEN) {
      this.#send(this.#livekit, data);
    } else if (this.#early.push(data) > mostEarly) {
      this.close(4429, "too-often");
    }
  }

  #fromLiveKit(data: unknown): void {
    if (this.#closed || !(data instanceof ArrayBuffer)) return;
    if (hasToken(new Uint8Array(data, 0, Math.min(2, data.byteLength)))) {
      return;
    }
    this.#send(this.#page, data);
  }

  /** SYNC-11: a slow receiver closes both sockets. */
  #send(end: WebSocket | null, frame: ArrayBuffer): void {
    if (end?.readyState !== WebSocket.OPEN) return;
    if (end.bufferedAmount > limits.buffered) {
      return this.close(1013, "fell-behind");
    }
    end.send(frame);
  }
}
