/**
 * Hands mails to the mail server (D-2). Loaded and connected when the first one goes out. What goes wrong is told in
 * codes: an SMTP server's own words quote addresses.
 */
import net from "node:net";
import type { Transporter } from "nodemailer";
import type { Letter } from "../../classroom/accounts/mail/letters.ts";
import { Undeliverable } from "../../classroom/accounts/mail/letters.ts";
import {
  isDeliverable,
  mailSender,
  type Sender,
  type SmtpServer,
  smtpServer,
} from "../../classroom/mail_settings.ts";
import type { Settings } from "../../classroom/settings.ts";
import { written } from "./written.ts";

/** Told of a connection, or why there is none. */
type Opened = (
  error: Error | null,
  opened?: { connection: net.Socket },
) => void;

/** How long the server may take, in ms: for a connection, for its first word, and for any other. */
const patience = { connection: 15_000, greeting: 15_000, socket: 30_000 };

/** What a mail server said, without its words. */
class NotTaken extends Error {
  override name = "NotTaken";
}

/** The way to a mail server. */
export class Post {
  readonly #server: SmtpServer;
  readonly #from: Sender;
  readonly #origin: string;
  readonly #ca: string | undefined;
  #transport: Promise<Transporter> | undefined;

  /**
   * @param origin where links lead
   * @param ca who vouches for the server, for tests
   */
  constructor(server: SmtpServer, from: Sender, origin: string, ca?: string) {
    this.#server = server;
    this.#from = from;
    this.#origin = origin;
    this.#ca = ca;
  }

  /** The way that the settings name; null: they name none. */
  static of(
    { SMTP_URL, MAIL_FROM, BASE_URL }: Pick<
      Settings,
      "SMTP_URL" | "MAIL_FROM" | "BASE_URL"
    >,
  ): Post | null {
    const server = smtpServer(SMTP_URL ?? "");
    const from = mailSender(MAIL_FROM ?? "");
    if (!server || !from || !BASE_URL) return null;
    return new Post(server, from, BASE_URL);
  }

  /** Sends a mail. Throws `Undeliverable` where trying again is of no use. */
  async deliver(letter: Letter): Promise<void> {
    const { to, language } = letter;
    if (!isDeliverable(to)) throw new Undeliverable("address");
    const { subject, text, html } = written(letter, this.#origin);
    const { address } = this.#from;
    this.#transport ??= this.#connect();
    const transport = await this.#transport;
    try {
      await transport.sendMail({
        from: this.#from,
        to: { name: "", address: to },
        envelope: { from: address, to: [to] },
        subject,
        text,
        html,
        headers: {
          "Auto-Submitted": "auto-generated",
          "Content-Language": language,
        },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw inCodes(error);
    }
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    (await this.#transport)?.close();
  }

  async #connect(): Promise<Transporter> {
    const { createTransport } = await import("nodemailer");
    const { host, port, tls, login } = this.#server;
    return createTransport({
      pool: true,
      maxConnections: 2,
      host,
      port,
      secure: tls === "wrapped",
      requireTLS: tls === "upgraded",
      ignoreTLS: tls === "none",
      ...login && { auth: { user: login.user, pass: login.password } },
      // Else it asks which machine this is.
      name: new URL(this.#origin).hostname,
      connectionTimeout: patience.connection,
      greetingTimeout: patience.greeting,
      socketTimeout: patience.socket,
      tls: { minVersion: "TLSv1.2", ...this.#ca && { ca: this.#ca } },
      // Its own way asks for addresses, and for those permission is missing: Deno gives it for the name alone.
      getSocket: (_: unknown, done: Opened) => open(host, port, done),
    });
  }
}

/** Opens a connection by the server's name. */
function open(host: string, port: number, done: Opened): void {
  const connection = net.connect({ host, port });
  const failed = (error: Error) => {
    connection.destroy();
    done(error);
  };
  connection.setTimeout(
    patience.connection,
    () => failed(new NotTaken("ETIMEDOUT")),
  );
  connection.once("error", failed);
  connection.once("connect", () => {
    connection.setTimeout(0);
    connection.removeAllListeners("timeout");
    connection.off("error", failed);
    done(null, { connection });
  });
}

/** An error of the mail server or the way there: what kind it is, and nothing of what it said. */
function inCodes(error: unknown): Error {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const words = [code, command, responseCode]
    .filter((it) => typeof it === "number" || /^[A-Z_ ]+$/.test(String(it)));
  const told = words.join(" ") || "unknown";
  // What is wrong with the login or the sender is for the operator to mend; a mail waits for that.
  const isForGood = typeof responseCode === "number" && responseCode >= 500 &&
    (command === "RCPT TO" || command === "DATA");
  return isForGood ? new Undeliverable(told) : new NotTaken(told);
}
