/**
 * The address of a file, taken apart in this one place: who may have the file is asked, and what is done is done, about
 * the id that is found here (A1).
 */
import { isId } from "../../../classroom/model/ids.ts";
import { refusal } from "../../../classroom/model/refuse.ts";

const root = "/api/files";

/**
 * The file that an address names; `file` null: it names all of them, where uploads begin. Null: it names nothing.
 * Refused with `malformed` where it has a query other than one `as`.
 */
export function readFileAddress(
  { pathname, searchParams }: URL,
): { file: string | null } | null {
  const names = [...searchParams.keys()];
  if (names.length > 1 || names.some((name) => name !== "as")) {
    throw refusal("file-query");
  }
  if (pathname === root || pathname === `${root}/`) return { file: null };
  const file = pathname.slice(`${root}/`.length);
  return pathname.startsWith(`${root}/`) && isId(file) ? { file } : null;
}
