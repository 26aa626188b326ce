/** How long something still lasts, in words. Pure. */

/** "2 minutes and 36 seconds", "5 minutes", "1 second". */
export function rest(minutes: number, seconds: number): string {
  const parts = [counted(minutes, "minute"), counted(seconds, "second")];
  return parts.filter((part) => part !== "").join(" and ") || "0 seconds";
}

function counted(count: number, what: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
