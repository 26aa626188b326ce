/** A time in the reader's zone; `zone` is the server's guess. */
// Loads the popovers' script, since some pages have no other island.
import "../components/ui/popovers/popovers.ts";
import { formatTime, type TimeStyle } from "../formats/format_time.ts";
import { useTimeZone } from "../components/ui/use_time_zone.ts";

export default function LocalTime(props: {
  at: string;
  zone: string;
  format: TimeStyle;
}) {
  const zone = useTimeZone(props.zone);
  return (
    <time dateTime={props.at}>{formatTime(props.at, props.format, zone)}</time>
  );
}
