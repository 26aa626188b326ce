/**
 * A small reverse proxy on this machine through which a browser is one person of the demonstration: it adds that
 * person's cookies to what the browser asks, and keeps from it any that would make it somebody else. The demonstration's
 * page may frame what it answers; a foreign host or origin gets nothing.
 */
import http from "node:http";
import { type AddressInfo, connect } from "node:net";

/** Cookies that pages set themselves, or the server as a choice: they identify nobody. */
const harmless = /^(theme|zone|chat|language|older)=/;

/** A person is who they are for as long as the demonstration lasts: signing out leads back to their page. */
const signOut = /^(\/\w+)?\/teacher\/sign-out$/;

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
  /** Called when a browser comes in by `/`. */
  readonly onOpen: () => void;
}

/** The hosts that a listener on this machine has in a browser. */
export function localHosts(port: number): string[] {
  return [`localhost:${port}`, `127.0.0.1:${port}`];
}

/** Opens a person's window on a free port of this machine, for as long as the process runs. Resolves to the port. */
export async function openWindow(shown: Shown): Promise<number> {
  const { server } = shown;
  const window = http.createServer((asked, answer) => {
    if (!isOwn(asked)) return answer.writeHead(403).end();
    if (asked.url === "/") {
      shown.onOpen();
      const headers = {
        "content-type": "text/html",
        "cache-control": "no-store",
      };
      return answer.writeHead(200, headers).end(beginning(shown));
    }
    if (signOut.test(asked.url!)) {
      return answer.writeHead(303, { location: "/" }).end();
    }
    const { method } = asked;
    const headers = toServer(asked, shown);
    const passed = http.request(
      server + asked.url,
      { method, headers, agent: false },
      (answered) => {
        const headers = toBrowser(answered.headers, shown, asked);
        answer.writeHead(answered.statusCode!, headers);
        answered.pipe(answer);
      },
    );
    // Either side may break off: browsers ask again.
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  window.on("upgrade", (asked, browser, head) => {
    if (!isOwn(asked)) {
      return browser.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    }
    const { hostname, port } = new URL(server);
    const passed = connect(Number(port), hostname, () => {
      const headers = { ...toServer(asked, shown), connection: "Upgrade" };
      const lines = Object.entries(headers).map((pair) => pair.join(": "));
      passed.write(
        [`GET ${asked.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"),
      );
      passed.write(head);
      browser.pipe(passed).pipe(browser);
    });
    for (const [one, other] of [[browser, passed], [passed, browser]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((go) => window.listen(0, "127.0.0.1", go));
  return (window.address() as AddressInfo).port;
}

/** Whether a request was sent to this machine by name, and by no foreign page. */
function isOwn(
  { headers: { host = "", origin }, socket }: http.IncomingMessage,
) {
  return localHosts(socket.localPort!).includes(host) &&
    (origin === undefined || origin === `http://${host}`);
}

/** The request's headers as this person's. */
function toServer(
  { headers }: http.IncomingMessage,
  { server, cookie }: Shown,
): http.OutgoingHttpHeaders {
  const own = `http://${headers.host}`;
  const cookies = (headers.cookie ?? "").split("; ")
    .filter((it) => harmless.test(it));
  return {
    ...headers,
    host: new URL(server).host,
    connection: "close",
    cookie: [cookie, ...cookies].join("; "),
    ...headers.origin && { origin: server },
    ...headers.referer && { referer: headers.referer.replace(own, server) },
  };
}

/** The answer's headers as the demonstration's page may frame it, without cookies that identify somebody. */
function toBrowser(
  { "x-frame-options": _, connection: __, ...headers }:
    http.IncomingHttpHeaders,
  { server, framedBy }: Shown,
  asked: http.IncomingMessage,
): http.OutgoingHttpHeaders {
  const framing = `frame-ancestors ${framedBy.join(" ")}`;
  const policy = headers["content-security-policy"];
  const own = `http://${asked.headers.host}`;
  return {
    ...headers,
    "set-cookie": (headers["set-cookie"] ?? []).filter((it) =>
      harmless.test(it)
    ),
    ...policy && {
      "content-security-policy": String(policy).replace(
        /frame-ancestors [^;]+/,
        framing,
      ),
    },
    ...headers.location && {
      location: headers.location.replace(server, own),
    },
  };
}

/** A page that has the browser remember something, and goes to the person's page. */
function beginning({ home, remembers }: Shown): string {
  const data = JSON.stringify(remembers);
  return `<!doctype html><script>Object.assign(localStorage, ${data}); location.replace("${home}")</script>`;
}
