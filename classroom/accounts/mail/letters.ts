/** Mails as the classroom knows them: what is asked for, and what goes into words; the words are the server's. */
import type { Invitation } from "../../storage/session_keys.ts";

/** A mail that waits. What it tells is looked up when it goes out, so that nothing of a link waits in the store. */
export type MailOrder =
  & {
    /** A normalised address. */
    to: string;
    /** In which language, by its tag. */
    language: string;
  }
  & (
    | { kind: "reset" }
    | { kind: "confirm" }
    | {
      kind: "invitation";
      session: string;
      as: Invitation["as"];
      /** The account of the one who invites. */
      by: string;
      /** In whose time zone times are written. */
      zone: string;
    }
  );

export type Letter =
  & {
    to: string;
    language: string;
    /** What its link opens with. */
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
      /** Milliseconds since 1970; null: it runs already. */
      startsAt: number | null;
      zone: string;
    }
  );

/** Hands a mail to the mail server. Throws {@link Undeliverable} where trying again is of no use. */
export type Deliver = (letter: Letter) => Promise<void>;

/** The mail server will not take a mail, now or later. */
export class Undeliverable extends Error {
  override name = "Undeliverable";
}
