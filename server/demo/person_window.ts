/**
 * A local reverse proxy through which a browser acts as one person of the demonstration: it adds the person's cookies
 * and removes identifying cookies from answers. Only the demonstration's page may frame them.
 */
import http from "node:http";
import { type AddressInfo, connect } from "node:net";

/** Cookies that identify no one. */
const harmless = /^(theme|zone|chat|language|older)=/;

/** Signing out leads back to the person's page. */
const signOut = /^(\/\w+)?\/teacher\/sign-out$/;

interface Shown {
  readonly server: string;
  readonly cookie: string;
  readonly home: string;
  /** Items put into the browser's local storage first. */
  readonly remembers: Readonly<Record<string, string>>;
  readonly framedBy: readonly string[];
  /** Called when a browser opens `/`. */
  readonly onOpen: () => void;
}

export function localHosts(port: number): string[] {
  return [`localhost:${port}`, `127.0.0.1:${port}`];
}

/** Opens a person's window on a free local port, until the process ends. Resolves to the port. */
export async function servePersonWindow(options: Shown): Promise<number> {
  const { server } = options;
  const window = http.createServer((request, answer) => {
    if (!isOwn(request)) return answer.writeHead(403).end();
    if (request.url === "/") {
      options.onOpen();
      const headers = {
        "content-type": "text/html",
        "cache-control": "no-store",
      };
      return answer.writeHead(200, headers).end(beginning(options));
    }
    if (signOut.test(request.url!)) {
      return answer.writeHead(303, { location: "/" }).end();
    }
    const { method } = request;
    const headers = toServer(request, options);
    const passed = http.request(
      server + request.url,
      { method, headers, agent: false },
      (response) => {
        const headers = toBrowser(response.headers, options, request);
        answer.writeHead(response.statusCode!, headers);
        response.pipe(answer);
      },
    );
    // Either side may disconnect; browsers retry.
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    request.pipe(passed);
  });
  window.on("upgrade", (request, browser, head) => {
    if (!isOwn(request)) {
      return browser.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    }
    const { hostname, port } = new URL(server);
    const passed = connect(Number(port), hostname, () => {
      const headers = { ...toServer(request, options), connection: "Upgrade" };
      const lines = Object.entries(headers).map((pair) => pair.join(": "));
      passed.write(
        [`GET ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"),
      );
      passed.write(head);
      browser.pipe(passed).pipe(browser);
    });
    for (const [side, otherSide] of [[browser, passed], [passed, browser]]) {
      side.on("error", () => otherSide.destroy());
      side.on("close", () => otherSide.destroy());
    }
  });
  await new Promise<void>((go) => window.listen(0, "127.0.0.1", go));
  return (window.address() as AddressInfo).port;
}

/** Whether a request names this machine, and comes from no foreign page. */
function isOwn(
  { headers: { host = "", origin }, socket }: http.IncomingMessage,
) {
  return localHosts(socket.localPort!).includes(host) &&
    (origin === undefined || origin === `http://${host}`);
}

function toServer(
  { headers }: http.IncomingMessage,
  { server, cookie }: Shown,
): http.OutgoingHttpHeaders {
  const ownOrigin = `http://${headers.host}`;
  const cookies = (headers.cookie ?? "").split("; ")
    .filter((it) => harmless.test(it));
  return {
    ...headers,
    host: new URL(server).host,
    connection: "close",
    cookie: [cookie, ...cookies].join("; "),
    ...headers.origin && { origin: server },
    ...headers.referer &&
      { referer: headers.referer.replace(ownOrigin, server) },
  };
}

/** Allows framing, and removes identifying cookies. */
function toBrowser(
  { "x-frame-options": _, connection: __, ...headers }:
    http.IncomingHttpHeaders,
  { server, framedBy }: Shown,
  request: http.IncomingMessage,
): http.OutgoingHttpHeaders {
  const framing = `frame-ancestors ${framedBy.join(" ")}`;
  const policy = headers["content-security-policy"];
  const ownOrigin = `http://${request.headers.host}`;
  return {
    ...headers,
    "set-cookie": (headers["set-cookie"] ?? []).filter((cookie) =>
      harmless.test(cookie)
    ),
    ...policy && {
      "content-security-policy": String(policy).replace(
        /frame-ancestors [^;]+/,
        framing,
      ),
    },
    ...headers.location && {
      location: headers.location.replace(server, ownOrigin),
    },
  };
}

function beginning({ home, remembers }: Shown): string {
  const data = JSON.stringify(remembers);
  return `<!doctype html><script>Object.assign(localStorage, ${data}); location.replace("${home}")</script>`;
}
