/** Asking the server's API, as any program would. */
import type { Place } from "./people.ts";
import { startServer, type TestServer } from "./server.ts";

/** What goes with a request. */
export interface Asked {
  body?: unknown;
  cookie?: string;
  headers?: Record<string, string>;
}

/** What came back. */
export interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- tests read answers of every shape
  json: any;
  headers: Headers;
  /** The `set-cookie` lines. */
  cookies: string[];
  /** The same as a `cookie` header. */
  cookie: string;
}

/** Sends JSON and reads JSON. */
export async function ask(
  server: Place,
  method: string,
  path: string,
  { body, cookie, headers }: Asked = {},
): Promise<Answer> {
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
  const cookies = response.headers.getSetCookie();
  return {
    status: response.status,
    json: text ? JSON.parse(text) : null,
    headers: response.headers,
    cookies,
    cookie: cookies.map((one) => one.split(";")[0]).join("; "),
  };
}

/** Runs a test against a server of its own. */
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
