/** The time zone of whoever asks, as their browser told in a cookie. */
import { isZone } from "../../components/ui/time.ts";

/** The zone; UTC until the browser has told. */
export function zoneOf(cookies: ReadonlyMap<string, string>): string {
  const zone = (cookies.get("zone") ?? "")
    .replaceAll("%2F", "/").replaceAll("%2B", "+");
  return isZone(zone) ? zone : "UTC";
}
