/** Receipts of refused commands in words. */
import { receipts, spelling } from "texts/refusals.ts";

/** What happened, and what to do; with values a function of them. */
interface Told {
  readonly what: Message;
  readonly next: Message;
}

type Message = string | ((values: never) => string);

/** What a receipt says of itself. */
interface ReceiptFields {
  /** A reason, or a kind; an older server's sentence is not in the reader's language. */
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Why a command was refused, as sentences; null where its kind says it all. */
export function receiptText(
  { detail, values = {} }: ReceiptFields,
): string | null {
  return Object.hasOwn(receipts, detail)
    ? tell((receipts as Readonly<Record<string, Told>>)[detail], values)
    : null;
}

/** What happened, and what to do, in one line. */
export function tell({ what, next }: Told, values: object): string {
  return spelling.both({ what: say(what, values), next: say(next, values) });
}

export function say(message: Message, values: object): string {
  return typeof message === "function" ? message(values as never) : message;
}
