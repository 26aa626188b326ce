import { isTimeZone } from "../../formats/format_time.ts";

/** The browser's time zone from its cookie; UTC if the cookie is missing or invalid. */
export function readTimeZone(cookies: ReadonlyMap<string, string>): string {
  const zone = (cookies.get("zone") ?? "")
    .replaceAll("%2F", "/").replaceAll("%2B", "+");
  return isTimeZone(zone) ? zone : "UTC";
}
