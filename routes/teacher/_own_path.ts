import { localPath, splitPath } from "../../locales/local_path.ts";

/** The page after a sign-in: under `/teacher` or `/class`, in the current language; else the class list. */
export function safeNextPath(next: string | null): string {
  const { path } = splitPath(next ?? "");
  const isOwn = /^\/(?:teacher|class)\/[\w/?=&-]*$/.test(path);
  return localPath(isOwn ? path : "/teacher/sessions");
}

/** Appends `next` to a path that ends with `?` or `&`. */
export function pathWithNext(path: string, next: string): string {
  return localPath(path + new URLSearchParams({ next }));
}
