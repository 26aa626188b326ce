import { Refusal, type RefusalValues } from "../../sync/refusal.ts";
import type { Fault } from "./faults.ts";
import {
  type ReasonValues,
  type RefusalKind,
  refusalKindOf,
  type RefusalReason,
  refusalStatuses,
} from "./refusals.ts";

type More = Readonly<Record<string, unknown>>;

type Needed<R extends RefusalKind | RefusalReason> = R extends RefusalReason
  ? keyof ReasonValues<R> extends never ? WithoutValues
  : [values: ReasonValues<R>, more?: More]
  : WithoutValues;

type WithoutValues = [values?: Record<string, never>, more?: More];

/**
 * Makes a refusal by its kind alone, or by a reason of it. Its sentence is in `locales/<language>/refusals.json`.
 * @param more further fields of the answer
 *
 * @example
 * if (!page) throw refusal("not-found");
 * if (pins(room).size >= bounds.pins) throw refusal("pins-full", { most: bounds.pins });
 */
export function refusal<R extends RefusalKind | RefusalReason>(
  kindOrReason: R,
  ...[values = {}, more]: Needed<R>
): Refusal {
  return isKind(kindOrReason)
    ? new Refusal(kindOrReason, { values, more })
    : new Refusal(refusalKindOf(kindOrReason), {
      reason: kindOrReason,
      values,
      more,
    });
}

function isKind(
  kindOrReason: RefusalKind | RefusalReason,
): kindOrReason is RefusalKind {
  return Object.hasOwn(refusalStatuses, kindOrReason);
}

export function refusalForField<R extends RefusalReason>(
  path: string,
  reason: R,
  ...[values = {}]: Needed<R>
): Refusal {
  const errors: Fault[] = [{ path, reason, values: values as RefusalValues }];
  return new Refusal(refusalKindOf(reason), {
    reason,
    values,
    more: { errors },
  });
}

/** The same for a command that the receipt must not contain. */
export function refusalWithoutCopy<R extends RefusalReason>(
  reason: R,
  ...[values = {}]: Needed<R>
): Refusal {
  const fields = { reason, values, isWithoutCopy: true };
  return new Refusal(refusalKindOf(reason), fields);
}

/** A refusal as it is sent to another thread. */
export interface RefusalFields {
  readonly kind: string;
  readonly reason: string | null;
  readonly values: RefusalValues;
  readonly more: More;
}

export function refusalOf({ kind, reason, ...fields }: RefusalFields): Refusal {
  return new Refusal(kind, { ...fields, ...reason && { reason } });
}
