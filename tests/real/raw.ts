/** Requests as no browser sends them: byte by byte over TLS, held back, or broken off. */
import { request } from "node:https";
import { host } from "./authority.ts";
import type { Front } from "./front.ts";

const encoder = new TextEncoder();

/** Opens a connection to a front, for HTTP/1.1 or for what is named. */
export async function connect(
  front: Front,
  protocol = "http/1.1",
): Promise<Deno.TlsConn> {
  const connection = await Deno.connectTls({
    hostname: host,
    port: front.port,
    alpnProtocols: [protocol],
  });
  const { alpnProtocol } = await connection.handshake();
  if (alpnProtocol === protocol) return connection;
  connection.close();
  throw new Error(`${front.name} speaks ${alpnProtocol}, not ${protocol}`);
}

/** The first lines of a request of HTTP/1.1, without the empty one that ends them. */
export function head(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  const all = { host, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, ""].join("\r\n");
}

/**
 * Sends the beginning of something and then, once a second, what `drip` says, if anything; gives after how many ms the
 * other side has ended the connection, and the beginning of its answer.
 */
export async function held(
  connection: Deno.TlsConn,
  beginning: string | Uint8Array<ArrayBuffer>,
  drip = "",
): Promise<{ ms: number; answer: string }> {
  const began = performance.now();
  const bytes = typeof beginning === "string"
    ? encoder.encode(beginning)
    : beginning;
  const dripping = drip && setInterval(() => {
    // Once it is closed the reading below says so.
    connection.write(encoder.encode(drip)).catch(() => {});
  }, 1000);
  let answer = "";
  try {
    await connection.write(bytes);
    const buffer = new Uint8Array(4096), decoder = new TextDecoder();
    for (let n; (n = await connection.read(buffer)) !== null;) {
      answer += decoder.decode(buffer.subarray(0, n));
    }
  } catch {
    // Closed without a farewell, or in the midst of a drop.
  } finally {
    if (dripping) clearInterval(dripping);
    connection.close();
  }
  return { ms: performance.now() - began, answer };
}

/** Sends a request whose body breaks off after these bytes: the connection is gone then. */
export async function brokenOff(
  front: Front,
  beginning: string,
  bytes: Uint8Array,
): Promise<void> {
  const connection = await connect(front);
  await connection.write(encoder.encode(`${beginning}\r\n`));
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
  }
  connection.close();
}

/** Asks from another address of this machine, `POST` where there is a body for it; gives the status. */
export function askFrom(
  address: string,
  front: Front,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(front.url + path, {
      method: body === undefined ? "GET" : "POST",
      localAddress: address,
      headers: {
        ...body !== undefined && { "content-type": "application/json" },
        ...headers,
      },
    }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    asking.on("error", reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The beginning of HTTP/2, and of a request whose headers never come to their end. */
export function halfOfHeaders(): Uint8Array<ArrayBuffer> {
  const preface = encoder.encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  // HEADERS of stream 1, of 64 bytes without END_HEADERS, of which two come: `:method: GET` and `:path: /`.
  const headers = [0, 0, 64, 1, 0, 0, 0, 0, 1, 0x82, 0x84];
  return new Uint8Array([...preface, ...settings, ...headers]);
}
