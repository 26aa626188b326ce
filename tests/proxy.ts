/** A TCP proxy as a network that can be cut. A browser's offline switch leaves sockets open; this closes them. */

/** A filter's reply to a WebSocket: a status, or none. */
export type BlockedReply = 302 | 403 | "silence";

export interface TestProxy {
  readonly url: string;
  readonly wsUrl: string;
  /** Closes every open connection and refuses new ones. */
  cut(): void;
  restore(): void;
  /** Like `cut`, but open WebSockets stay. */
  refuse(): void;
  /**
   * Closes every open connection, then lets through all but WebSockets, like a school's filter. Ends a cut.
   *
   * @param requests the fate of the requests that replace sockets
   */
  block(how: BlockedReply, requests?: "pass" | "hold" | "refuse"): void;
  /** Drops all bytes both ways and closes nothing, like lost wifi. */
  freeze(): void;
  stop(): Promise<void>;
}

/** @param pause runs before each piece of an answer */
export function startProxy(
  url: string,
  pause: () => Promise<void> = async () => {},
): TestProxy {
  const target = { hostname: "127.0.0.1", port: Number(new URL(url).port) };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  /** Connections with a WebSocket. */
  const upgraded = new Set<Deno.Conn>();
  let state: "open" | "cut" | "refusing" | "frozen" = "open";
  let blocking: BlockedReply | null = null;
  let requests: "pass" | "hold" | "refuse" = "pass";
  /** Connections whose answers never pass, as with a filter that reads each to its end. */
  const held = new Set<Deno.Conn>();

  const close = (connection: Deno.Conn) => {
    if (open.delete(connection)) connection.close();
  };
  const cut = () => {
    state = "cut";
    [...open].forEach(close);
  };
  const refuse = () => {
    state = "refusing";
    [...open].filter((it) => !upgraded.has(it)).forEach(close);
  };

  async function pass(
    from: Deno.Conn,
    to: Deno.Conn,
    pause: () => Promise<void> = async () => {},
  ) {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let n; (n = await from.read(buffer)) !== null;) {
        if (state === "frozen" || held.has(from)) continue;
        if (requests !== "pass") {
          const [, target = ""] = /^POST (\/sync\/\S*)/
            .exec(new TextDecoder().decode(buffer.subarray(0, n))) ?? [];
          if (target && requests === "refuse") {
            await from.write(refusal(403));
            return close(from);
          }
          if (target.includes("over=stream")) held.add(to);
        }
        if (isUpgrade(buffer.subarray(0, n))) {
          if (blocking === "silence") continue;
          if (blocking !== null) {
            await from.write(refusal(blocking));
            return close(from);
          }
          upgraded.add(from).add(to);
        }
        await pause();
        for (let sent = 0; sent < n;) {
          sent += await to.write(buffer.subarray(sent, n));
        }
      }
      await to.closeWrite();
    } catch {
      // One side closed.
      close(from);
      close(to);
    }
    for (const connections of [upgraded, held]) {
      connections.delete(from);
      connections.delete(to);
    }
  }

  async function serve(client: Deno.Conn) {
    open.add(client);
    // Never closed: the client has to time out.
    if (state === "frozen") return;
    if (state !== "open") return close(client);
    try {
      const server = await Deno.connect(target);
      open.add(server);
      if ((state as string) === "cut") cut();
      await Promise.all([pass(client, server), pass(server, client, pause)]);
      close(server);
    } catch {
      // The server may be restarting.
    }
    close(client);
  }

  const running = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const client of listener) {
      const one = serve(client).finally(() => running.delete(one));
      running.add(one);
    }
  })();

  const { port } = listener.addr as Deno.NetAddr;
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    cut,
    refuse,
    restore() {
      state = "open";
      blocking = null;
      requests = "pass";
    },
    block(how, others = "pass") {
      state = "open";
      [...open].forEach(close);
      blocking = how;
      requests = others;
    },
    freeze: () => void (state = "frozen"),
    async stop() {
      listener.close();
      cut();
      await Promise.all([accepting, ...running]);
    },
  };
}

function refusal(status: Exclude<BlockedReply, "silence">): Uint8Array {
  const lines = [
    `HTTP/1.1 ${status} Blocked`,
    "Location: http://filter.example/",
    "Content-Length: 0",
    "Connection: close",
  ];
  return new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n");
}

/** Browsers open a new connection for each WebSocket. */
function isUpgrade(bytes: Uint8Array): boolean {
  if (bytes[0] !== "G".charCodeAt(0)) return false;
  return /^upgrade: websocket\r$/im.test(new TextDecoder().decode(bytes));
}
