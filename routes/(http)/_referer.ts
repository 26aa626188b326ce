/** The path of our page that contained a form, with its query; `/` if the request names no page of ours. */
export function refererPath(req: Request): string {
  const from = URL.parse(req.headers.get("referer") ?? "");
  if (from?.host !== req.headers.get("host")) return "/";
  // A path with two leading slashes would lead to another site.
  return from.pathname.replace(/^\/+/, "/") + from.search;
}
