import { Refusal, type RefusalValues } from "../../sync/refusal.ts";
import type { Fault } from "./faults.ts";
import {
  type ReasonValues,
  refusalKindOf,
  type RefusalReason,
} from "./refusals.ts";

type More = Readonly<Record<string, unknown>>;

type Needed<R extends RefusalReason> = keyof ReasonValues<R> extends never
  ? [values?: Record<string, never>, more?: More]
  : [values: ReasonValues<R>, more?: More];

/**
 * Makes a refusal whose sentence is in `locales/<language>/refusals.json`.
 * @param more further fields of the answer
 *
 * @example
 * if (pins(room).size >= bounds.pins) throw refusal("pins-full", { most: bounds.pins });
 */
export function refusal<R extends RefusalReason>(
  reason: R,
  ...[values = {}, more]: Needed<R>
): Refusal {
  return new Refusal(refusalKindOf(reason), { reason, values, more });
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
