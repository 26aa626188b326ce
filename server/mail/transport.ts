/** Connections to the SMTP server. The package is loaded on demand. */
import net from "node:net";
import type { Transporter } from "nodemailer";
import { Undeliverable } from "../../classroom/storage/delivery_queue.ts";
import type { SmtpServer } from "../../classroom/mail_settings.ts";

type Opened = (
  error: Error | null,
  opened?: { connection: net.Socket },
) => void;

const answersWithinMs = {
  connection: 15_000,
  greeting: 15_000,
  socket: 30_000,
};

class NotTaken extends Error {
  override name = "NotTaken";
}

/**
 * @param name under which this machine greets the server
 * @param ca certificate authority of the server, for tests
 */
export async function openTransport(
  { host, port, tls, login }: SmtpServer,
  name: string,
  ca?: string,
): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    pool: true,
    maxConnections: 2,
    host,
    port,
    secure: tls === "wrapped",
    requireTLS: tls === "upgraded",
    ignoreTLS: tls === "none",
    ...login && { auth: { user: login.user, pass: login.password } },
    // Given, because by default nodemailer asks the system for this machine's name.
    name,
    connectionTimeout: answersWithinMs.connection,
    greetingTimeout: answersWithinMs.greeting,
    socketTimeout: answersWithinMs.socket,
    tls: { minVersion: "TLSv1.2", ...ca && { ca } },
    // nodemailer's own way resolves addresses, but Deno's permission covers only the name.
    getSocket: (_: unknown, callback: Opened) => open(host, port, callback),
  });
}

function open(host: string, port: number, callback: Opened): void {
  const connection = net.connect({ host, port });
  const failed = (error: Error) => {
    connection.destroy();
    callback(error);
  };
  connection.setTimeout(
    answersWithinMs.connection,
    () => failed(new NotTaken("ETIMEDOUT")),
  );
  connection.once("error", failed);
  connection.once("connect", () => {
    connection.setTimeout(0);
    connection.removeAllListeners("timeout");
    connection.off("error", failed);
    callback(null, { connection });
  });
}

/** The kind of an SMTP or network error, without the server's words, which quote addresses. */
export function inCodes(error: unknown): Error {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const words = [code, command, responseCode]
    .filter((it) => typeof it === "number" || /^[A-Z_ ]+$/.test(String(it)));
  const reason = words.join(" ") || "unknown";
  // The operator can mend a wrong login or sender, so the mail waits.
  const isForGood = typeof responseCode === "number" && responseCode >= 500 &&
    (command === "RCPT TO" || command === "DATA");
  return isForGood ? new Undeliverable(reason) : new NotTaken(reason);
}
