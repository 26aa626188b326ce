/** A refusal for a page, to show beside the field that it is about. Anything else that is thrown goes on. */
import { theMeter } from "../../classroom/app.ts";
import { isRefusal, type Refusal } from "../../sync/refusal.ts";

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
