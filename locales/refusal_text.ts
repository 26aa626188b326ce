/** Turns refusals into sentences in the current language; the only place that does. */
import { faults, kinds, reasons, receipts, spelling } from "texts/refusals.ts";
import { formatMessage, fullRefusalText } from "./receipt_text.ts";

interface Refused {
  readonly kind: string;
  readonly reason: string | null;
  readonly values: Readonly<Record<string, string | number>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An error of a field; its path may be empty. */
interface Fault {
  readonly path: string;
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;
}

type Told = Parameters<typeof fullRefusalText>[0];
type Message = Told["what"];

export function refusalKindText(kind: string): string {
  return Object.hasOwn(kinds, kind)
    ? kinds[kind as keyof typeof kinds].what
    : kind;
}

/** The event and the next step; for field errors without a common reason, the first three errors. */
export function refusalText({ kind, reason, values, more }: Refused): string {
  const told = reason === null ? undefined : toldOf(reason);
  if (told) return fullRefusalText(told, values);
  const wrong = more?.errors as readonly Fault[] | undefined;
  if (wrong?.length) {
    const sentences = wrong.slice(0, 3).map((fault) =>
      fault.path
        ? spelling.fault({ path: fault.path, message: faultText(fault) })
        : faultText(fault)
    );
    return sentences.reduce(
      (text, next) => spelling.both({ what: text, next }),
      refusalKindText(kind),
    );
  }
  return Object.hasOwn(kinds, kind)
    ? fullRefusalText(kinds[kind as keyof typeof kinds], values)
    : kind;
}

export function faultText({ reason, values }: Fault): string {
  const told = toldOf(reason);
  if (told) return fullRefusalText(told, values);
  return formatMessage(
    faults[reason as keyof typeof faults] as Message,
    values,
  );
}

function toldOf(reason: string): Told | undefined {
  const texts = Object.hasOwn(receipts, reason) ? receipts : reasons;
  return (texts as Readonly<Record<string, Told>>)[reason];
}
