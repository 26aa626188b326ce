/** A time in the reader's zone; `zone` is the server's guess. */
// Loads the popovers' script, since two pages have no other island.
import "../components/ui/popovers/popovers.ts";
import { type TimeStyle, writeTime } from "../components/ui/time.ts";
import { useZone } from "../components/ui/use_zone.ts";

export default function LocalTime(props: {
  at: string;
  zone: string;
  how: TimeStyle;
}) {
  const zone = useZone(props.zone);
  return <time dateTime={props.at}>{writeTime(props.at, props.how, zone)}
  </time>;
}
