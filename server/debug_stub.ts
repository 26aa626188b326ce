/**
 * Replaces the package `debug`, which reads the whole environment while loading; the server's permissions forbid that.
 */

export default function debug(): () => void {
  return () => {};
}
