/** A time in the zone of whoever looks. */
// Two pages have popovers, and times as the one thing in them that a script touches.
import "../components/ui/popovers/popovers.ts";
import { type TimeStyle, writeTime } from "../components/ui/time.ts";
import { useZone } from "../components/ui/use_zone.ts";

/** `zone` is what the server knew when it made the page. */
export default function LocalTime(props: {
  at: string;
  zone: string;
  /** How it is written. */
  how: TimeStyle;
}) {
  const zone = useZone(props.zone);
  return <time dateTime={props.at}>{writeTime(props.at, props.how, zone)}
  </time>;
}
