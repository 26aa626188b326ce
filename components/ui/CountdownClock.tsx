/** The time left as a clock, which browsers do not translate. */
import { untranslatedAttribute } from "./untranslated.ts";
import { formatClock } from "../../formats/format_time.ts";

export function CountdownClock({ left }: { left: number }) {
  return <span {...untranslatedAttribute}>{formatClock(left)}</span>;
}
