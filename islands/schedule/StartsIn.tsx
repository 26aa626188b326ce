/** Time until a class starts, by the server's clock. */
import { untranslated } from "../../components/ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockAhead } from "../../components/client/server_clock.ts";
import { useTranslation } from "../../components/page/use_translation.ts";
import { writeUntil } from "../../components/desk/scheduled/until.ts";

/** `now`: server time of rendering. */
export default function StartsIn({ at, now }: { at: string; now: number }) {
  useTranslation();
  const left = useSignal(Date.parse(at) - now);
  useEffect(() => {
    const ahead = clockAhead(now);
    const clock = setInterval(() => {
      left.value = Date.parse(at) - (Date.now() + ahead);
    }, 1000);
    return () => clearInterval(clock);
  }, []);
  return <span class="figures" {...untranslated}>{writeUntil(left.value)}
  </span>;
}
