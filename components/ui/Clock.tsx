/** Time left, as an untranslated clock. */
import { untranslated } from "./untranslated.ts";
import { writeClock } from "./time.ts";

export function Clock({ left }: { left: number }) {
  return <span {...untranslated}>{writeClock(left)}</span>;
}
