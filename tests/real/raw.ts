/** Requests that no browser sends: raw bytes over TLS, stalled or cut off. */
import { request } from "node:https";
import { testHost } from "./authority.ts";
import type { RunningProxy } from "./front.ts";

const encoder = new TextEncoder();

/** Connects with HTTP/1.1 or the given protocol. */
export async function connectTls(
  front: RunningProxy,
  protocol = "http/1.1",
): Promise<Deno.TlsConn> {
  const connection = await Deno.connectTls({
    hostname: testHost,
    port: front.port,
    alpnProtocols: [protocol],
  });
  const { alpnProtocol } = await connection.handshake();
  if (alpnProtocol === protocol) return connection;
  connection.close();
  throw new Error(`${front.name} speaks ${alpnProtocol}, not ${protocol}`);
}

/** An HTTP/1.1 request's head, without the final empty line. */
export function requestHead(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  const all = { host: testHost, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, ""].join("\r\n");
}

/**
 * Sends `beginning`, then `drip` every second. Returns the ms until the other side closes, and the start of its answer.
 */
export async function holdConnection(
  connection: Deno.TlsConn,
  beginning: string | Uint8Array<ArrayBuffer>,
  drip = "",
): Promise<{ ms: number; answer: string }> {
  const began = performance.now();
  const bytes = typeof beginning === "string"
    ? encoder.encode(beginning)
    : beginning;
  const dripping = drip && setInterval(() => {
    // The read below reports a closed connection.
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
    // Closed abruptly, or during a write.
  } finally {
    if (dripping) clearInterval(dripping);
    connection.close();
  }
  return { ms: performance.now() - began, answer };
}

export async function sendAndBreakOff(
  front: RunningProxy,
  beginning: string,
  bytes: Uint8Array,
): Promise<void> {
  const connection = await connectTls(front);
  await connection.write(encoder.encode(`${beginning}\r\n`));
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
  }
  connection.close();
}

/** Sends a request from another local address, `POST` if it has a body. Returns the status. */
export function requestFrom(
  address: string,
  front: RunningProxy,
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

export function incompleteHttp2Headers(): Uint8Array<ArrayBuffer> {
  const preface = encoder.encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  // HEADERS of stream 1 declare 64 bytes without END_HEADERS; two follow: `:method: GET` and `:path: /`.
  const headers = [0, 0, 64, 1, 0, 0, 0, 0, 1, 0x82, 0x84];
  return new Uint8Array([...preface, ...settings, ...headers]);
}
