/** Time until a class starts, by the server's clock. */
import { untranslatedAttribute } from "../../components/ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { measureClockOffset } from "../../components/client/server_clock.ts";
import { useTranslationWatch } from "../../components/page/use_translation.ts";
import { formatTimeUntil } from "../../components/desk/scheduled/time_until.ts";

/** `now`: server time of rendering. */
export default function StartsIn(
  { startsAt, now }: { startsAt: string; now: number },
) {
  useTranslationWatch();
  const leftMs = useSignal(Date.parse(startsAt) - now);
  useEffect(() => {
    const offsetMs = measureClockOffset(now);
    const clock = setInterval(() => {
      leftMs.value = Date.parse(startsAt) - (Date.now() + offsetMs);
    }, 1000);
    return () => clearInterval(clock);
  }, []);
  return (
    <span class="figures" {...untranslatedAttribute}>
      {formatTimeUntil(leftMs.value)}
    </span>
  );
}
