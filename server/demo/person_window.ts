/**
 * A small reverse proxy on this machine through which a browser is one person of the demonstration: it adds that
 * person's cookies to what the browser asks, and keeps from it any that would make it somebody else. The demonstration's
 * page may frame what it answers; a foreign host or origin gets nothing.
 */

/** Cookies that pages set themselves, or the server as a choice: they identify nobody. */
const harmless = /^(theme|zone|chat|language|older)=/;
const mostHeadBytes = 64 * 1024;

/** A request or an answer up to its body: the first line, the headers, and the bytes that came behind them. */
interface Head {
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly rest: Uint8Array;
}

/** Where a person is shown. */
interface Shown {
  /** The origin of the server. */
  readonly server: string;
  /** The person's cookies. */
  readonly cookie: string;
  /** The person's page of the class; `/` leads there. */
  readonly home: string;
  /** What the browser remembers before it comes there, in its local storage. */
  readonly remembers: Readonly<Record<string, string>>;
  /** The origins that may frame it. */
  readonly framedBy: readonly string[];
}

/** The hosts that a listener on this machine has in a browser. */
export function localHosts(port: number): string[] {
  return [`localhost:${port}`, `127.0.0.1:${port}`];
}

/** Opens a person's window on a free port of this machine, for as long as the process runs. Returns the port. */
export function openWindow(shown: Shown): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  void (async () => {
    for await (const browser of listener) {
      // A connection that breaks off is no matter: browsers ask again.
      void serve(browser, shown, port).catch(() => {})
        .finally(() => close(browser));
    }
  })();
  return port;
}

async function serve(
  browser: Deno.TcpConn,
  shown: Shown,
  port: number,
): Promise<void> {
  const asked = await readHead(browser);
  const host = asked && valueOf(asked, "host");
  if (!asked || !host) return;
  const origin = valueOf(asked, "origin");
  if (
    !localHosts(port).includes(host) ||
    origin !== undefined && origin !== `http://${host}`
  ) {
    return await write(browser, answer("403 Forbidden"));
  }
  if (/^GET \/ /.test(asked.start)) {
    return await write(browser, answer("200 OK", beginning(shown)));
  }
  const { hostname, port: to } = new URL(shown.server);
  const server = await Deno.connect({ hostname, port: Number(to) });
  try {
    await write(server, toServer(asked, shown, `http://${host}`));
    const sending = pass(browser, server);
    const answered = await readHead(server);
    if (!answered) return;
    await write(browser, toBrowser(answered, shown, `http://${host}`));
    await Promise.race([sending, pass(server, browser)]);
  } finally {
    close(server);
  }
}

/** The request as this person's, on a connection that ends with its answer unless it becomes a socket. */
function toServer(asked: Head, { server, cookie }: Shown, own: string): Head {
  const cookies = (valueOf(asked, "cookie") ?? "").split("; ")
    .filter((it) => harmless.test(it));
  const becomesSocket = valueOf(asked, "upgrade") !== undefined;
  const headers = asked.headers.flatMap(([name, value]) => {
    switch (name.toLowerCase()) {
      case "host":
      case "cookie":
      case "connection":
      case "keep-alive":
        return [];
      case "origin":
      case "referer":
        return [[name, value.replace(own, server)] as const];
      default:
        return [[name, value] as const];
    }
  });
  return {
    ...asked,
    headers: [
      ["host", new URL(server).host],
      ["connection", becomesSocket ? "Upgrade" : "close"],
      ["cookie", [cookie, ...cookies].join("; ")],
      ...headers,
    ],
  };
}

/** The answer as the demonstration's page may frame it, without cookies that identify somebody. */
function toBrowser(answered: Head, { server, framedBy }: Shown, own: string) {
  const headers = answered.headers.flatMap(([name, value]) => {
    switch (name.toLowerCase()) {
      case "x-frame-options":
        return [];
      case "set-cookie":
        return harmless.test(value) ? [[name, value] as const] : [];
      case "content-security-policy": {
        const framing = `frame-ancestors ${framedBy.join(" ")}`;
        const policy = value.replace(/frame-ancestors [^;]+/, framing);
        return [[name, policy] as const];
      }
      case "location":
        return [[name, value.replace(server, own)] as const];
      default:
        return [[name, value] as const];
    }
  });
  return { ...answered, headers };
}

/** A page that has the browser remember something, and goes to the person's page. */
function beginning({ home, remembers }: Shown): string {
  const data = JSON.stringify(remembers);
  return `<!doctype html><script>Object.assign(localStorage, ${data}); location.replace("${home}")</script>`;
}

function answer(status: string, html = ""): Head {
  const rest = new TextEncoder().encode(html);
  const headers = [
    ["content-type", "text/html; charset=utf-8"],
    ["content-length", String(rest.length)],
    ["cache-control", "no-store"],
    ["connection", "close"],
  ] as const;
  return { start: `HTTP/1.1 ${status}`, headers, rest };
}

/** Reads up to the empty line behind the headers; null where none comes. */
async function readHead(connection: Deno.TcpConn): Promise<Head | null> {
  let bytes = new Uint8Array();
  const buffer = new Uint8Array(16 * 1024);
  while (bytes.length < mostHeadBytes) {
    const count = await connection.read(buffer);
    if (count === null) return null;
    const longer = new Uint8Array(bytes.length + count);
    longer.set(bytes);
    longer.set(buffer.subarray(0, count), bytes.length);
    bytes = longer;
    // Each byte is one character: what is no ASCII comes out as it came in.
    const text = latin1(bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const [start, ...lines] = text.slice(0, end).split("\r\n");
    const headers = lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    return { start, headers, rest: bytes.slice(end + 4) };
  }
  return null;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

async function write(to: Deno.TcpConn, { start, headers, rest }: Head) {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `${start}\r\n${lines.join("")}\r\n`;
  const head = Uint8Array.from(text, (it) => it.charCodeAt(0));
  await writeAll(to, head);
  await writeAll(to, rest);
}

/** Passes on what comes, until the other side ends. */
async function pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let count; (count = await from.read(buffer)) !== null;) {
      await writeAll(to, buffer.subarray(0, count));
    }
  } catch {
    // One of the two is gone, and so is the connection.
  }
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await to.write(bytes.subarray(sent));
  }
}

function valueOf({ headers }: Head, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
