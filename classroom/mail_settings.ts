/** Parses `SMTP_URL` and `MAIL_FROM`, and checks addresses for mails. */
import { isLoopbackHost } from "../formats/loopback.ts";

export interface SmtpServer {
  /** A name or an IP address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `wrapped`: TLS from the first byte; `upgraded`: by STARTTLS, which is required. */
  readonly tls: "wrapped" | "upgraded" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
}

export interface MailSender {
  readonly name: string;
  readonly address: string;
}

/**
 * The server of `SMTP_URL`; null if that is invalid. Requires TLS, so that passwords stay secret, except on this
 * machine or with `?ignoreTLS`.
 */
export function parseSmtpServer(value: string): SmtpServer | null {
  const url = URL.parse(value);
  if (!url || !/^smtps?:$/.test(url.protocol)) return null;
  const { hostname, username, password, searchParams } = url;
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(hostname)) return null;
  if (!/^\/?$/.test(url.pathname) || url.hash) return null;
  if ((username === "") !== (password === "")) return null;
  const options = [...searchParams.keys()];
  if (options.some((name) => name !== "ignoreTLS")) return null;
  const isWrapped = url.protocol === "smtps:";
  const isPlain = options.length > 0;
  if (isWrapped && isPlain) return null;
  const user = decodePart(username), secret = decodePart(password);
  if (user === null || secret === null) return null;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isWrapped ? 465 : 587),
    tls: isWrapped
      ? "wrapped"
      : isPlain || isLoopbackHost(hostname.toLowerCase())
      ? "none"
      : "upgraded",
    login: user === "" ? null : { user, password: secret },
  };
}

/** The sender of `MAIL_FROM`: `mail@school.example`, or `Our School <mail@school.example>`; null if that is invalid. */
export function parseMailSender(value: string): MailSender | null {
  const [, name = "", named] = /^([^<>"\p{C}]*)<([^<>]*)>$/u.exec(value) ?? [];
  const address = named ?? value;
  if (!isMailAddress(address) || !/^[!-~]+$/.test(address)) return null;
  return { name: name.trim(), address };
}

/**
 * Whether an address can be put into the header of a mail. Stricter than for sign-in: it has no sign that ends a line,
 * opens a comment or adds an address, and is no IP address.
 */
export function isMailAddress(address: string): boolean {
  const [, local, domain] = /^([^@]{1,64})@([^@]+)$/u.exec(address) ?? [];
  if (!local || !domain) return false;
  if (!/^[^\s\p{C}"(),:;<>[\\\]]+$/u.test(local)) return false;
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return false;
  const host = URL.parse(`http://${domain}`)?.hostname ?? "";
  return host !== "" && !/^[\d.]+$/.test(host);
}

function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
