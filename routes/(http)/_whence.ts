/** The page of ours that a form was on, with its query. */
export function whence(req: Request): string {
  const from = URL.parse(req.headers.get("referer") ?? "");
  if (from?.host !== req.headers.get("host")) return "/";
  // A path that begins with two slashes would lead to another site.
  return from.pathname.replace(/^\/+/, "/") + from.search;
}
