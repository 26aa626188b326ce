/** What a page shows of a refusal, beside the field that it is about. Anything else that is thrown goes on. */
import { theMeter } from "../classroom/app.ts";
import { isRefusal, type Refusal } from "../sync/refusal.ts";

/** Runs what may be refused; a refusal comes back instead of being thrown. */
export async function orRefused<T>(
  work: () => Promise<T>,
): Promise<{ done: T } | { refusal: Refusal }> {
  try {
    return { done: await work() };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    theMeter()?.refused(thrown.kind);
    return { refusal: thrown };
  }
}

/** The fields that a `malformed` refusal names. */
export function fieldsOf(refusal: Refusal): Set<string> {
  const errors = refusal.more.errors as { path: string }[] | undefined;
  return new Set(errors?.map(({ path }) => path));
}
