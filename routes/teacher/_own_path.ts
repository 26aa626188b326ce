import { localPath, splitPath } from "../../locales/local_path.ts";

/** The page after a sign-in: under `/teacher` or `/class`, in the current language; else the class list. */
export function safeNextPath(next: string | null): string {
  const { rest } = splitPath(next ?? "");
  const isOwn = /^\/(?:teacher|class)\/[\w/?=&-]*$/.test(rest);
  return localPath(isOwn ? rest : "/teacher/sessions");
}

/** Appends `next` to a path that ends with `?` or `&`. */
export function pathWithNext(path: string, next: string): string {
  return localPath(path + new URLSearchParams({ next }));
}
