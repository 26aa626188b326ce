/** Refusals for a reason: the reason says what kind it is, and which values its sentences have. */
import { Refusal, type Values } from "../../sync/refusal.ts";
import type { Fault } from "./faults.ts";
import { type Reason, type ReasonValues, refusalKindOf } from "./refusals.ts";

type More = Readonly<Record<string, unknown>>;

type Needed<R extends Reason> = keyof ReasonValues<R> extends never
  ? [values?: Record<string, never>, more?: More]
  : [values: ReasonValues<R>, more?: More];

/** A refusal for a reason; `more` are fields that go into the answer. */
export function refusal<R extends Reason>(
  reason: R,
  ...[values = {}, more]: Needed<R>
): Refusal {
  return new Refusal(refusalKindOf(reason), { reason, values, more });
}

/** A refusal that is about one field of the request, whose path is given. */
export function refusalAt<R extends Reason>(
  path: string,
  reason: R,
  ...[values = {}]: Needed<R>
): Refusal {
  const errors: Fault[] = [{ path, reason, values: values as Values }];
  return new Refusal(refusalKindOf(reason), {
    reason,
    values,
    more: { errors },
  });
}
