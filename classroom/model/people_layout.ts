/** Where the staff's document has who came by a name (J-2). */
import type * as Y from "yjs";
import type { CameByName } from "./members.ts";

/** `cameByName` of the staff's document. */
export function cameByName(staff: Y.Doc): Y.Map<CameByName> {
  return staff.getMap<CameByName>("cameByName");
}
