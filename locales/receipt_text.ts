import { receipts, spelling } from "texts/refusals.ts";

/** The event and the next step for the reader, as texts or functions of values. */
interface Told {
  readonly what: Message;
  readonly next: Message;
}

type Message = string | ((values: never) => string);

interface ReceiptFields {
  /** A reason or a kind; in old receipts a sentence, perhaps in another language. */
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** The reason of a refused command as sentences; null if the kind says enough. */
export function receiptText(
  { detail, values = {} }: ReceiptFields,
): string | null {
  return Object.hasOwn(receipts, detail)
    ? fullRefusalText(
      (receipts as Readonly<Record<string, Told>>)[detail],
      values,
    )
    : null;
}

export function fullRefusalText({ what, next }: Told, values: object): string {
  return spelling.both({
    what: formatMessage(what, values),
    next: formatMessage(next, values),
  });
}

export function formatMessage(message: Message, values: object): string {
  return typeof message === "function" ? message(values as never) : message;
}
