/** The time zone of the page: first the server's guess, then the device's. */
import { useEffect, useState } from "preact/hooks";

/** A cookie tells the server the zone, so that later pages are rendered with the right times. */
export function useTimeZone(guess: string): string {
  const [zone, setZone] = useState(guess);
  useEffect(() => {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === zone) return;
    const value = encodeURIComponent(own);
    document.cookie = `zone=${value}; path=/; max-age=31536000; samesite=lax`;
    setZone(own);
  }, []);
  return zone;
}
