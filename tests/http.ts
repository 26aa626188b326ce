import { compareWithDescription } from "./described_answers.ts";
import type { ServerAddress } from "./people.ts";
import { startServer, type TestServer } from "./server.ts";

export interface RequestOptions {
  body?: unknown;
  cookie?: string;
  headers?: Record<string, string>;
}

export interface HttpAnswer {
  status: number;
  // deno-lint-ignore no-explicit-any -- tests read answers of every shape
  json: any;
  headers: Headers;
  cookies: string[];
  /** The cookies as a `cookie` header. */
  cookie: string;
}

export async function sendRequest(
  server: ServerAddress,
  method: string,
  path: string,
  { body, cookie, headers }: RequestOptions = {},
): Promise<HttpAnswer> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(method !== "GET" && { "content-type": "application/json" }),
      ...(cookie && { cookie }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const { status, headers: answered } = response;
  await compareWithDescription(method, path, {
    status,
    headers: answered,
    text,
  });
  const cookies = response.headers.getSetCookie();
  return {
    status,
    json: text ? JSON.parse(text) : null,
    headers: answered,
    cookies,
    cookie: cookies.map((one) => one.split(";")[0]).join("; "),
  };
}

/** Sends a request as it stands, with paths and methods that `fetch` would mend or refuse. */
export async function sendRaw(
  { url }: ServerAddress,
  request: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({
    host,
    connection: "close",
    ...body !== "" && { "content-length": `${body.length}` },
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const whole = `${request} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
  await connection.write(new TextEncoder().encode(whole));
  const text = await new Response(connection.readable).text();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}

export async function withServer(
  env: Record<string, string>,
  test: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startServer(env);
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}
