/** An SMTP server for tests, which keeps its mails and can be set to refuse them. */
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** True if received over TLS. */
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

export interface SmtpRefusal {
  code: number;
  words: string;
}

export interface MailServerOptions {
  /** The only accepted login. */
  login?: { user: string; password: string };
  /** `none` has no STARTTLS; `wrapped` is TLS from the first byte. */
  tls?: "none" | "upgraded" | "wrapped";
  port?: number;
  /** Decides on each recipient; null accepts. */
  recipient?: (
    address: string,
  ) => SmtpRefusal | null | Promise<SmtpRefusal | null>;
  /** Called when a mail has come, before it is answered. */
  beforeAnswer?: (mail: ReceivedMail) => void | Promise<void>;
}

export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Every login attempt, and if it was over TLS. */
  readonly tried: { password: string; secure: boolean }[] = [];
  readonly #server: SMTPServer;
  readonly #waiting = new Set<() => void>();

  private constructor(options: MailServerOptions) {
    const { login, tls = "upgraded", recipient, beforeAnswer } = options;
    const settings: SMTPServerOptions = {
      ...certificate,
      secure: tls === "wrapped",
      disabledCommands: [
        ...login ? [] : ["AUTH"],
        ...tls === "upgraded" ? [] : ["STARTTLS"],
      ],
      authOptional: login === undefined,
      allowInsecureAuth: tls === "none",
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: ({ username, password }, { secure }, done) => {
        this.tried.push({ password: password ?? "", secure });
        const isRight = username === login?.user &&
          password === login?.password;
        if (isRight) done(null, { user: username });
        else done(refusing({ code: 535, words: "wrong password for lin" }));
      },
      async onRcptTo({ address }, _, done) {
        const refused = await recipient?.(address);
        done(refused ? refusing(refused) : null);
      },
      onData: (stream, { envelope, secure, user }, done) => {
        let raw = "";
        const decoder = new TextDecoder();
        stream.on("data", (part: Uint8Array) => {
          raw += decoder.decode(part, { stream: true });
        });
        stream.on("end", async () => {
          const { mailFrom, rcptTo } = envelope;
          const mail: ReceivedMail = {
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            secure,
            user: typeof user === "string" ? user : undefined,
            raw,
            ...taken(raw),
          };
          this.mails.push(mail);
          await beforeAnswer?.(mail);
          done();
          for (const look of [...this.#waiting]) look();
        });
      },
    };
    this.#server = new SMTPServer(settings);
    this.#server.on("error", () => {});
  }

  static async open(options: MailServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((go, fail) => {
      server.#server.once("error", fail);
      server.#server.listen(options.port ?? 0, "127.0.0.1", go);
    });
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as { port: number }).port;
  }

  /** Settings of a Homeroom server that sends mail here. */
  get settings(): Record<string, string> {
    return {
      SMTP_URL: `smtp://127.0.0.1:${this.port}`,
      MAIL_FROM: "Homeroom <homeroom@school.example>",
      BASE_URL: "https://class.example.org",
    };
  }

  /** Waits for the first matching mail; without `fits`, for the next one. */
  waitForMail(
    fits: (mail: ReceivedMail) => boolean = () => true,
    from = this.mails.length,
  ): Promise<ReceivedMail> {
    return new Promise((go, fail) => {
      const look = () => {
        const found = this.mails.slice(from).find(fits);
        if (!found) return;
        clearTimeout(patience);
        this.#waiting.delete(look);
        go(found);
      };
      const patience = setTimeout(() => {
        this.#waiting.delete(look);
        fail(new Error(`no mail came; there are ${this.mails.length}`));
      }, 60_000);
      this.#waiting.add(look);
      look();
    });
  }

  waitForMailTo(address: string, from = 0): Promise<ReceivedMail> {
    return this.waitForMail(({ to }) => to.includes(address), from);
  }

  async close(): Promise<void> {
    await new Promise<void>((go) => this.#server.close(go));
  }
}

export function findLink({ text }: Pick<ReceivedMail, "text">): URL {
  const link = /https?:\S+/.exec(text)?.[0];
  if (!link) throw new Error(`no link in: ${text}`);
  return new URL(link);
}

function refusing({ code, words }: SmtpRefusal): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

function taken(
  raw: string,
): Pick<ReceivedMail, "headers" | "text" | "html"> {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/
    .exec(headers.get("content-type") ?? "")?.[1];
  const parts = boundary
    ? body.split(`--${boundary}`).slice(1, -1).map((it) => split(it.trim()))
    : [];
  const of = (type: string) => {
    const part = parts.find(({ headers }) =>
      headers.get("content-type")?.startsWith(type)
    );
    if (!part) return "";
    const how = part.headers.get("content-transfer-encoding");
    return decoded(part.body, how).replaceAll("\r\n", "\n");
  };
  return { headers, text: of("text/plain"), html: of("text/html") };
}

function split(part: string) {
  const end = part.indexOf("\r\n\r\n");
  const lines = part.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  return { headers, body: part.slice(end + 4) };
}

function decoded(body: string, how: string | undefined): string {
  if (how === "base64") {
    return new TextDecoder().decode(
      Uint8Array.fromBase64(body.replace(/\s/g, "")),
    );
  }
  if (how !== "quoted-printable") return body;
  const bytes = body.replace(/=\r?\n/g, "").replace(
    /=([\dA-F]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)),
  );
  return new TextDecoder().decode(
    Uint8Array.from(bytes, (it) => it.charCodeAt(0)),
  );
}

/** The CA of {@link certificate}. */
export const testAuthority = `-----BEGIN CERTIFICATE-----
MIIBiTCCAS+gAwIBAgIUbTZYESJ0LecKv8Vhzhb6sLFQuokwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOSG9tZXJvb20gdGVzdHMwIBcNMjQwMTAxMDAwMDAwWhgPMjEy
MzEyMDgwMDAwMDBaMBkxFzAVBgNVBAMMDkhvbWVyb29tIHRlc3RzMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEB1MKee99Ct8tWWxjnQwoGTQp/OhcoCdYtjN6guLa
ULWWIiyXZgnYpHtFEPk4FlQfbRD2lu8sUHRgeVI+Fb9lcKNTMFEwHQYDVR0OBBYE
FHlgP0NJYOQQYcixmpq6ciPRJ8pJMB8GA1UdIwQYMBaAFHlgP0NJYOQQYcixmpq6
ciPRJ8pJMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAM4C3D9g
HSCFL0bdHaJ9GGF93oL5m6rh6guMKW5UvwfGAiAt1ruAr65rtFHKBiCiwYEUJpdQ
/6rmgG1fRpD9BJF/tw==
-----END CERTIFICATE-----
`;

/** For 127.0.0.1 only; its key is public. */
const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBrzCCAVWgAwIBAgIURBLa7YbeZN6Ha4zC/HfndrIx17wwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOSG9tZXJvb20gdGVzdHMwIBcNMjQwMTAxMDAwMDAwWhgPMjEy
MzEyMDgwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABK2yUJg1tLsX+ak6RORAffZaYPS+gV5fJJ/NogcxMk8XzmLx
p6POBo3nyhpdNgl6JH1D1IPkPVim8xG1L/ULeI2jfjB8MBoGA1UdEQQTMBGHBH8A
AAGCCWxvY2FsaG9zdDAJBgNVHRMEAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0G
A1UdDgQWBBQHnJxl8CvWgI3P4YrNaWQ1u6yStzAfBgNVHSMEGDAWgBR5YD9DSWDk
EGHIsZqaunIj0SfKSTAKBggqhkjOPQQDAgNIADBFAiAKW1Tifq1dZm9yki7XYkSS
+uFiaLvyztCGkV0AhswCsgIhAKlXSChKzJLIp+k5E1QrRv8h2cIC0Av6Ksuej27x
GaHt
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgq0hFP1EAhjpc0Yo1
A4ilHSUX1n5AU3JojsfGWmqwyYShRANCAAStslCYNbS7F/mpOkTkQH32WmD0voFe
XySfzaIHMTJPF85i8aejzgaN58oaXTYJeiR9Q9SD5D1YpvMRtS/1C3iN
-----END PRIVATE KEY-----
`,
};
