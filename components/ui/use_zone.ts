/** The time zone in which times are written: the server's guess first, then the device's own, kept for the next page. */
import { useEffect, useState } from "preact/hooks";

/** The zone. A cookie tells the server, so that pages come with the right times from the first byte. */
export function useZone(guess: string): string {
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
