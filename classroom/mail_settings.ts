/** What `SMTP_URL` and `MAIL_FROM` say, and which addresses a mail can go to. Nothing else takes them apart. */
import { isLoopbackHost } from "./domains.ts";

/** The mail server. */
export interface SmtpServer {
  /** A name or an address; that of IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `wrapped` from the first byte, `upgraded` by STARTTLS or not at all, or `none`. */
  readonly tls: "wrapped" | "upgraded" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
}

/** Somebody whom mails are from. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

/**
 * The server that `SMTP_URL` names; null where it is none. A password never goes over a network in the clear: without
 * TLS it speaks only to this machine, or where the address says `?ignoreTLS`.
 */
export function smtpServer(value: string): SmtpServer | null {
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
  const user = decoded(username), secret = decoded(password);
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

/** Whom `MAIL_FROM` names: `mail@school.example`, or `Our School <mail@school.example>`; null where it is nobody. */
export function mailSender(value: string): MailSender | null {
  const [, name = "", named] = /^([^<>"\p{C}]*)<([^<>]*)>$/u.exec(value) ?? [];
  const address = named ?? value;
  if (!isDeliverable(address) || !/^[!-~]+$/.test(address)) return null;
  return { name: name.trim(), address };
}

/**
 * Whether a mail can go to this address. Stricter than what one signs in with: nothing in it could end a line, open a
 * comment, or be taken for a second address, and it is no number of a machine.
 */
export function isDeliverable(address: string): boolean {
  const [, local, domain] = /^([^@]{1,64})@([^@]+)$/u.exec(address) ?? [];
  if (!local || !domain) return false;
  if (!/^[^\s\p{C}"(),:;<>[\\\]]+$/u.test(local)) return false;
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return false;
  const host = URL.parse(`http://${domain}`)?.hostname ?? "";
  return host !== "" && !/^[\d.]+$/.test(host);
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
