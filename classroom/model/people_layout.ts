import type * as Y from "yjs";
import type { CameByName } from "./members.ts";

/** `cameByName` of the staff's document: students who joined by a name (J-2). */
export function cameByName(staff: Y.Doc): Y.Map<CameByName> {
  return staff.getMap<CameByName>("cameByName");
}
