/**
 * The gate that every socket of Homeroom comes through, whatever it is for: a foreign Origin, or no good cookie, is refused
 * before the upgrade (A4); nobody has more sockets than they may, nor tries more often without a cookie than they may (S12).
 */
import type { App } from "../../classroom/app.ts";
import type { Who } from "../../classroom/model/who.ts";
import { RateLimiter, tooOften } from "../../classroom/limits/rate_limiter.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { cookieNames, readCookies } from "../../routes/(http)/_cookies.ts";
import { isSameOrigin } from "../../routes/(http)/_origin.ts";
import { problem } from "../../routes/(http)/_problem.ts";
import { Refusal } from "../../sync/refusal.ts";
import { CookieHolder } from "./cookie_holder.ts";
import { asksForSocket, upgrade } from "./listener.ts";

/** S12: how many sockets that are turned away an address has at once: whoever takes a close for an answer has none. */
const turnedAway = 200;

/** What stands for the answer to a request that has become a socket, which has had its own. */
export const upgraded = new Response(null, { status: 204 });

/** A socket as the gate counts it. */
interface GateSocket {
  holder: string;
  onclosing: (code: number | undefined) => void;
  once(event: "close", listener: () => void): unknown;
}

/** Somebody's wish for a socket, from when it came. */
interface Coming {
  readonly req: Request;
  readonly address: string;
  /** Makes the socket. */
  readonly make: () => GateSocket;
}

/** With what a socket is closed for what its client sent: an honest one does not come back by itself. */
const abuses = [4400, 4413, 4429];

/** Lets sockets in, and counts them. */
export class SocketGate {
  readonly #limiter = new RateLimiter(Date.now);
  readonly #open = new Set<WebSocket>();
  /** How many sockets somebody has, each until its connection is over. */
  readonly #held = new Map<string, number>();
  #onAllClosed = () => {};

  constructor(readonly app: App) {}

  /**
   * Takes a request in, or says why it is none for a socket. Limits count by `address`.
   *
   * @param made what stands for an upgrade; null: the request must ask for one
   */
  meet(
    req: Request,
    address: string,
    made: GateSocket | null = null,
  ): Coming | Response {
    if (!made && !asksForSocket(req)) {
      return problem(refusal("socket-only"), 426);
    }
    if (!isSameOrigin(req, this.app.settings)) {
      return problem(refusal("foreign-origin"));
    }
    if (this.app.stopping) return problem(new Refusal("storage-unavailable"));
    return { req, address, make: () => made ?? upgrade(req) };
  }

  /** Whoever came with a request's cookies, for one session. */
  holder(req: Request, session: string, address: string): CookieHolder {
    const cookies = readCookies(req.headers.get("cookie"));
    const held = {
      teacher: cookies.get(cookieNames.teacher),
      member: cookies.get(cookieNames.member(session)),
    };
    return new CookieHolder(this.app, session, held, address);
  }

  /**
   * Upgrades, or says why not. Who is nobody in the session, and somebody elsewhere, is let in to be turned away there.
   * No await between it and what hears the socket: one that opens meanwhile would be heard by nobody.
   */
  async open(
    { req, address, make }: Coming,
    who: Who | null,
  ): Promise<WebSocket | Response> {
    const cookies = readCookies(req.headers.get("cookie"));
    if (!who && !await this.app.identities.holdsAny(cookies)) {
      return this.refuse(address);
    }
    if (who) {
      this.app.spending.noteAddress(who.session, who.member, address);
    }
    const { holder: of, most } = this.#boundOf(who, address);
    // M1: who was closed for abuse as often as they may hold sockets gets none. Who has one too many of each, as on a
    // network that loses them, stays below.
    const abuse = ["abuseOfHolder", of, most] as const;
    const held = this.#held.get(of) ?? 0;
    if (held >= most || this.#limiter.isUsedUp(abuse)) {
      return problem(tooOften(30_000));
    }
    const socket = make();
    socket.holder = of;
    socket.onclosing = (code) => {
      if (abuses.includes(code!)) this.#limiter.take(abuse);
    };
    this.#held.set(of, held + 1);
    this.#open.add(socket as unknown as WebSocket);
    socket.once("close", () => {
      const left = this.#held.get(of)! - 1;
      if (left > 0) this.#held.set(of, left);
      else this.#held.delete(of);
      this.#open.delete(socket as unknown as WebSocket);
      if (this.#open.size === 0) this.#onAllClosed();
    });
    return socket as unknown as WebSocket;
  }

  /** Closes with a code that says why: only that stops a client that would come back. */
  turnAway(socket: WebSocket, code: number, reason: string): void {
    this.app.meter?.closed(code, reason, "server");
    socket.close(code, reason);
  }

  /** Refuses somebody without a good cookie. */
  refuse(address: string): Response {
    const wait = this.#limiter.take(["upgradeOfAddress", address]);
    return problem(wait > 0 ? tooOften(wait) : new Refusal("not-signed-in"));
  }

  /** Resolves when no socket is open any more. */
  allClosed(): Promise<void> {
    return new Promise((done) => {
      if (this.#open.size === 0) done();
      else this.#onAllClosed = done;
    });
  }

  /**
   * As whose a socket counts, and how many they may have that are not over: twice as many as they may use, so that one
   * too many is told so, and honest clients come back before all that they have lost is given up.
   */
  #boundOf(
    who: Who | null,
    address: string,
  ): { holder: string; most: number } {
    if (!who) return { holder: address, most: turnedAway };
    const { key, most } = this.app.authority.sockets(who);
    return { holder: `${who.session} ${key}`, most: 2 * most };
  }
}
