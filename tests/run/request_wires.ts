/** Files that `deno task test:all` also runs over request-based sockets, with what each covers. */
export const requestWires: Readonly<Record<string, string>> = {
  "tests/e2e/class_test.ts":
    "a class from the first join to its end: documents open, are refused and close, two tabs, a cookie that is void",
  "tests/e2e/groups/rooms_test.ts":
    "channels that end and begin on a wire while others stay",
  "tests/e2e/chat/flood_test.ts":
    "clients that send as fast as they can, and are slowed down (SYNC-12)",
  "tests/crash/crash_test.ts":
    "the server is killed while requests of nine wires are under way (SYNC-2, SYNC-3)",
};
