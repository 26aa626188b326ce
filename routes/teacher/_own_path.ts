/** Where a sign-in leads back to: only a page of ours for teachers. */
import { localPath, splitPath } from "../../locales/local_path.ts";

/** That page in the language spoken now; the portal, where what was asked for is no such page. */
export function ownPath(next: string | null): string {
  const { rest } = splitPath(next ?? "");
  const isOwn = /^\/(?:teacher|class)\/[\w/?=&-]*$/.test(rest);
  return localPath(isOwn ? rest : "/teacher/sessions");
}

/** The address of a page that leads back there afterwards; `path` ends with what a query goes on with. */
export function withNext(path: string, next: string): string {
  return localPath(path + new URLSearchParams({ next }));
}
