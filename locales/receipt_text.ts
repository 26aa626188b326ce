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
  /** A reason, or a kind; in one of an older server a sentence. */
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Why a command was refused, as sentences; null where its kind says it all. */
export function receiptText(
  { detail, values = {} }: ReceiptFields,
): string | null {
  if (Object.hasOwn(receipts, detail)) {
    return tell((receipts as Readonly<Record<string, Told>>)[detail], values);
  }
  return detail.includes(" ") ? detail : null;
}

/** What happened, and what to do, in one line. */
export function tell({ what, next }: Told, values: object): string {
  return spelling.both({ what: say(what, values), next: say(next, values) });
}

/** One message, with its values. */
export function say(message: Message, values: object): string {
  return typeof message === "function" ? message(values as never) : message;
}
