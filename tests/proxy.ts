/**
 * A network that can be cut: a TCP proxy in front of a server. A browser's own offline switch leaves open
 * sockets open, and so does a lot of real wifi until a packet is missed; this closes them.
 */

/** How a filter answers a WebSocket: with a status, or not at all. */
export type Blocking = 302 | 403 | "silence";

/** A proxy and its switch. */
export interface Proxy {
  /** The address to use in place of the server's. */
  readonly url: string;
  readonly wsUrl: string;
  /** Closes every open connection and refuses new ones. */
  cut(): void;
  /** Lets connections through again. */
  restore(): void;
  /** Leaves open WebSockets alone, closes every other connection and refuses new ones. */
  refuse(): void;
  /**
   * Closes every open connection, and lets pages through, but no WebSocket: as a school's filter does. A network that was
   * cut comes back so.
   *
   * @param requests what becomes of those that stand in for sockets
   */
  block(how: Blocking, requests?: "pass" | "hold" | "refuse"): void;
  /** Lets nothing pass any more, either way, without a word to anyone: wifi that is gone. */
  freeze(): void;
  stop(): Promise<void>;
}

/**
 * Starts a proxy to the server at `url`, on a port of its own.
 *
 * @param pause called before each piece of an answer is passed on
 */
export function startProxy(
  url: string,
  pause: () => Promise<void> = async () => {},
): Proxy {
  const target = { hostname: "127.0.0.1", port: Number(new URL(url).port) };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  /** Those that carry a WebSocket. */
  const upgraded = new Set<Deno.Conn>();
  let state: "open" | "cut" | "refusing" | "frozen" = "open";
  let blocking: Blocking | null = null;
  let requests: "pass" | "hold" | "refuse" = "pass";
  /** Those whose answers are held up for good, as by a filter that reads each to its end. */
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
      // Either side is gone: so is the connection.
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
    // Nobody refuses it there: it hears nothing until it gives up.
    if (state === "frozen") return;
    if (state !== "open") return close(client);
    try {
      const server = await Deno.connect(target);
      open.add(server);
      if ((state as string) === "cut") cut();
      await Promise.all([pass(client, server), pass(server, client, pause)]);
      close(server);
    } catch {
      // The server is not there (it may be restarting).
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

/** What a filter answers. */
function refusal(status: Exclude<Blocking, "silence">): Uint8Array {
  const lines = [
    `HTTP/1.1 ${status} Blocked`,
    "Location: http://filter.example/",
    "Content-Length: 0",
    "Connection: close",
  ];
  return new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n");
}

/** A browser asks for a WebSocket on a connection of its own. */
function isUpgrade(bytes: Uint8Array): boolean {
  if (bytes[0] !== "G".charCodeAt(0)) return false;
  return /^upgrade: websocket\r$/im.test(new TextDecoder().decode(bytes));
}
