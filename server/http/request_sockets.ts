import { z } from "zod";
import type { App } from "../../classroom/app.ts";
import type { CookieTokens } from "../../classroom/identity.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { tooOftenRefusal } from "../../classroom/limits/rate_limiter.ts";
import { readBytes } from "../../routes/(http)/_bytes.ts";
import { isSameOrigin } from "../../routes/(http)/_origin.ts";
import {
  problemFromError,
  problemResponse,
} from "../../routes/(http)/_problem.ts";
import { limits } from "../../sync/limits.ts";
import { socketIdHeader } from "../../sync/client/request_protocol.ts";
import type { CookieHolder } from "./cookie_holder.ts";
import { type PollAnswer, ServerRequestSocket } from "./request_socket.ts";

const bodyWithinMs = 30_000;
const mostBytes = limits.message + 8;
/** Bodies of one socket that may arrive at once. Two, because the body of a lost request may never end. */
const mostBodies = 2;

const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const openQuery = z.union([
  z.strictObject({ up: number }),
  z.strictObject({ down: number }),
  z.strictObject({ end: number }),
]);

interface Held {
  readonly socket: ServerRequestSocket;
  readonly session: string;
  readonly tokens: CookieTokens;
  bodies: number;
}

export class RequestSockets {
  readonly #open = new Map<string, Held>();

  constructor(readonly app: App) {}

  /** The socket that a request asks for; null if it asks for none. */
  static requestedSocket(req: Request): ServerRequestSocket | null {
    const over = new URL(req.url).searchParams.get("over");
    const isWay = over === "stream" || over === "poll";
    return req.method === "POST" && isWay
      ? new ServerRequestSocket(over)
      : null;
  }

  static isSocketRequest(req: Request): boolean {
    return req.method === "POST" && req.headers.has(socketIdHeader);
  }

  async begin(
    socket: ServerRequestSocket,
    { session, tokens }: CookieHolder,
  ): Promise<Response> {
    this.#open.set(socket.id, { socket, session, tokens, bodies: 0 });
    socket.once("close", () => this.#open.delete(socket.id));
    return socket.mode === "stream"
      ? events(socket.openStream())
      : polled(socket, await socket.answerPoll(1));
  }

  async answer(req: Request, holder: CookieHolder): Promise<Response> {
    if (!isSameOrigin(req, this.app.settings)) {
      return problemResponse(refusal("foreign-origin"));
    }
    const opened = this.#open.get(req.headers.get(socketIdHeader) ?? "");
    if (!opened || !isOf(opened, holder)) {
      return problemResponse(refusal("not-found"));
    }
    const { socket } = opened;
    const query = Object.fromEntries(new URL(req.url).searchParams);
    const { data } = openQuery.safeParse(query);
    if (!data) return problemResponse(refusal("malformed"));
    if ("up" in data) return await this.#take(opened, data.up, req);
    if ("end" in data) {
      return await this.#take(opened, data.end, req, true)
        .finally(() => socket.end(1001));
    }
    return polled(
      socket,
      socket.mode === "poll" ? await socket.answerPoll(data.down) : null,
    );
  }

  async #take(
    opened: Held,
    number: number,
    req: Request,
    isLast = false,
  ): Promise<Response> {
    const { socket } = opened;
    if (opened.bodies >= mostBodies) {
      return problemResponse(tooOftenRefusal(1_000));
    }
    socket.noteRequest();
    opened.bodies++;
    const stop = new AbortController();
    const onClose = () => stop.abort();
    socket.once("close", onClose);
    try {
      const body = await readBytes(
        { req, holder: socket.holder },
        mostBytes + 1,
        {
          within: bodyWithinMs,
          onEnded: () => socket.close(4429, "too-often"),
          signal: stop.signal,
          arriving: this.app.arriving,
        },
      );
      if (body.length > mostBytes) socket.close(4413, "too-large");
      else socket.takeFrames(number, body, isLast);
      return new Response(null, { status: 204 });
    } catch (error) {
      return problemFromError(error);
    } finally {
      opened.bodies--;
      socket.off("close", onClose);
    }
  }
}

function isOf({ session, tokens }: Held, holder: CookieHolder): boolean {
  return session === holder.session &&
    tokens.teacher === holder.tokens.teacher &&
    tokens.member === holder.tokens.member;
}

/** The answer to a poll. Its `Content-Length` shows if a proxy has cut it. */
function polled(
  socket: ServerRequestSocket,
  answer: PollAnswer | null,
): Response {
  if (answer) {
    return events(answer.body, { "content-length": `${answer.length}` });
  }
  const isOver = socket.readyState === WebSocket.CLOSED;
  return problemResponse(refusal(isOver ? "not-found" : "malformed"));
}

/** An event stream that proxies neither store nor buffer. */
function events(
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Response {
  return new Response(body as ReadableStream<BufferSource>, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      ...headers,
    },
  });
}
