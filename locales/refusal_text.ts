/** Refusals in words, in the language spoken: the one place where a kind or a reason becomes a sentence. */
import { faults, kinds, reasons, receipts, spelling } from "texts/refusals.ts";
import type { Fault } from "../classroom/model/faults.ts";
import { say, tell } from "./receipt_text.ts";

/** A refusal as it is thrown. */
interface Refused {
  readonly kind: string;
  readonly reason: string | null;
  readonly values: Readonly<Record<string, string | number>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Something that is wrong with a field: about which field it is goes without saying, or is said too. */
type Wrong = Pick<Fault, "path" | "reason" | "values">;

type Told = Parameters<typeof tell>[0];
type Message = Told["what"];

/** What a kind is called. */
export function kindText(kind: string): string {
  return Object.hasOwn(kinds, kind)
    ? kinds[kind as keyof typeof kinds].what
    : kind;
}

/** What happened, and what to do; of fields that are wrong without a reason in common, what is wrong with the first. */
export function refusalText({ kind, reason, values, more }: Refused): string {
  const told = reason === null ? undefined : toldOf(reason);
  if (told) return tell(told, values);
  const wrong = more?.errors as readonly Wrong[] | undefined;
  if (wrong?.length) {
    const first = wrong.slice(0, 3).map((it) =>
      it.path
        ? spelling.fault({ path: it.path, message: faultText(it) })
        : faultText(it)
    );
    return first.reduce(
      (what, next) => spelling.both({ what, next }),
      kindText(kind),
    );
  }
  return Object.hasOwn(kinds, kind)
    ? tell(kinds[kind as keyof typeof kinds], values)
    : kind;
}

/** What is wrong with a field. */
export function faultText({ reason, values }: Wrong): string {
  const told = toldOf(reason);
  if (told) return tell(told, values);
  return say(faults[reason as keyof typeof faults] as Message, values);
}

function toldOf(reason: string): Told | undefined {
  const all = Object.hasOwn(receipts, reason) ? receipts : reasons;
  return (all as Readonly<Record<string, Told>>)[reason];
}
