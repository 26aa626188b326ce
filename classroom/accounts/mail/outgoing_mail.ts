/** The kinds of mails; `server/` writes their texts. */
import type { Invitation } from "../../storage/kv_keys.ts";

/** A queued mail. Its content is made when it is sent, so that the store has no links. */
export type QueuedMail =
  & {
    /** A normalised address. */
    to: string;
    language: string;
  }
  & (
    | { kind: "reset" }
    | { kind: "confirm" }
    | {
      kind: "invitation";
      session: string;
      as: Invitation["as"];
      by: string;
      zone: string;
    }
  );

export type OutgoingMail =
  & {
    to: string;
    language: string;
    token: string;
  }
  & (
    | { kind: "reset" | "confirm" }
    | {
      kind: "invitation";
      as: Invitation["as"];
      from: { name: string; email: string };
      session: string;
      className: string;
      /** Start in ms since 1970; null: it is past. */
      startsAt: number | null;
      zone: string;
    }
  );

/** Gives a mail to the mail server. Throws `Undeliverable` if retrying is useless. */
export type DeliverMail = (letter: OutgoingMail) => Promise<void>;
