/** A time in the zone of whoever looks; the zone is kept in a cookie, so that the next page comes with it. */
import { useEffect, useState } from "preact/hooks";
import { type TimeStyle, writeTime } from "../components/time.ts";

/** `zone` is what the server knew when it made the page. */
export default function LocalTime(props: {
  at: string;
  zone: string;
  /** How it is written. */
  how: TimeStyle;
}) {
  const [zone, setZone] = useState(props.zone);
  useEffect(() => {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === zone) return;
    document.cookie = `zone=${
      encodeURIComponent(own)
    }; path=/; max-age=31536000; samesite=lax`;
    setZone(own);
  }, []);
  return <time dateTime={props.at}>{writeTime(props.at, props.how, zone)}
  </time>;
}
