/** The time zone of the page: first the server's guess, then the device's. */
import { useEffect, useState } from "preact/hooks";

/** A cookie tells the server the zone, so that later pages are rendered with the right times. */
export function useTimeZone(guess: string): string {
  const [zone, setZone] = useState(guess);
  useEffect(() => {
    const deviceZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!deviceZone || deviceZone === zone) return;
    const value = encodeURIComponent(deviceZone);
    document.cookie = `zone=${value}; path=/; max-age=31536000; samesite=lax`;
    setZone(deviceZone);
  }, []);
  return zone;
}
