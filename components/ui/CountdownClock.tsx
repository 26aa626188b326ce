/** Time left, as an untranslated clock. */
import { untranslatedAttribute } from "./untranslated.ts";
import { formatClock } from "./time.ts";

export function CountdownClock({ left }: { left: number }) {
  return <span {...untranslatedAttribute}>{formatClock(left)}</span>;
}
