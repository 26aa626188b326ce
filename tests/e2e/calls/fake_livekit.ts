/** A made-up LiveKit server, which admits everyone and records requests. */
import { Buffer } from "node:buffer";
import { AccessToken } from "livekit-server-sdk";

const decode = (part: string) =>
  JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));

export interface AdmittedPage {
  readonly socket: WebSocket;
  /** Claims of the page's token. */
  readonly claims: Record<string, unknown>;
  readonly token: string;
  readonly query: URLSearchParams;
  readonly heard: Uint8Array[];
  readonly closed: Promise<void>;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly body: Record<string, unknown>;
}

/** A `SignalResponse` with one field, in protobuf. */
export function signalResponse(field: number, content: string): Uint8Array {
  const bytes = new TextEncoder().encode(content);
  const tag = field * 8 + 2;
  const number = (n: number): number[] =>
    n < 128 ? [n] : [n % 128 + 128, ...number(Math.floor(n / 128))];
  return Uint8Array.from([...number(tag), ...number(bytes.length), ...bytes]);
}

export class FakeLiveKit implements AsyncDisposable {
  readonly letIn: AdmittedPage[] = [];
  readonly told: ReceivedRequest[] = [];
  /** The identities it lists, by room. */
  readonly present = new Map<string, string[]>();
  /** Numbers of tracks, by identity. */
  readonly tracks = new Map<string, number>();
  /** Returns an HTTP status to fail a request. */
  fails: (told: ReceivedRequest) => number | undefined = () => undefined;
  readonly #looks = new Set<() => void>();
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (req) => this.#answer(req),
  );

  get settings(): Record<string, string> {
    return {
      LIVEKIT_URL: `ws://127.0.0.1:${this.#server.addr.port}`,
      LIVEKIT_API_KEY: "key",
      LIVEKIT_API_SECRET: "a secret of the tests, which is long enough",
    };
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve();
      };
      const timer = setTimeout(
        () => reject(new Error(`waited in vain until ${what}`)),
        60_000,
      );
      this.#looks.add(look);
      look();
    });
  }

  requestsOf(method: string): Record<string, unknown>[] {
    return this.told.filter((it) => it.method === method)
      .map(({ body }) => body);
  }

  /** Sends a webhook, signed for the body `signed`; resolves to the response's status. */
  async sendWebhook(
    url: string,
    event: object,
    { signed = event, secret = this.settings.LIVEKIT_API_SECRET } = {},
  ): Promise<number> {
    const bytes = new TextEncoder().encode(JSON.stringify(signed));
    const token = new AccessToken(this.settings.LIVEKIT_API_KEY, secret);
    token.sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", bytes))
      .toString("base64");
    const answer = await fetch(`${url}/calls/livekit`, {
      method: "POST",
      headers: { authorization: await token.toJwt() },
      body: JSON.stringify(event),
    });
    await answer.body?.cancel();
    return answer.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.letIn) socket.close();
    await this.#server.shutdown();
  }

  async #answer(req: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(req.url);
    if (pathname !== "/rtc") {
      const method = pathname.split("/").at(-1)!;
      const body = await req.json();
      this.told.push({ method, body });
      this.#look();
      const status = this.fails({ method, body });
      if (status !== undefined) {
        return Response.json({ code: "no", msg: "not now" }, { status });
      }
      return Response.json(this.#said(method, body));
    }
    const token = req.headers.get("authorization")!.replace("Bearer ", "");
    const { socket, response } = Deno.upgradeWebSocket(req);
    const heard: Uint8Array[] = [];
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      heard.push(new Uint8Array(data));
      this.#look();
    };
    const closed = new Promise<void>((resolve) => {
      socket.onclose = () => resolve();
    });
    socket.onopen = () => {
      const claims = decode(token.split(".")[1]);
      this.letIn.push({
        socket,
        claims,
        token,
        query: searchParams,
        heard,
        closed,
      });
      this.#look();
    };
    return response;
  }

  #said(method: string, { room }: Record<string, unknown>): unknown {
    if (method === "ListRooms") {
      return { rooms: [...this.present.keys()].map((name) => ({ name })) };
    }
    if (method === "ListParticipants") {
      const here = this.present.get(String(room)) ?? [];
      const tracks = (identity: string) =>
        Array.from({ length: this.tracks.get(identity) ?? 0 }, () => ({}));
      return {
        participants: here.map((identity) => ({
          identity,
          tracks: tracks(identity),
        })),
      };
    }
    return {};
  }

  #look(): void {
    for (const look of [...this.#looks]) look();
  }
}
