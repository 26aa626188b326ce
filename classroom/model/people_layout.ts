import type * as Y from "yjs";
import type { UnconfirmedDevice } from "./members.ts";

/** `cameByName` of the staff's document: students who joined by a name (J-2). */
export function unconfirmedDevices(staff: Y.Doc): Y.Map<UnconfirmedDevice> {
  return staff.getMap<UnconfirmedDevice>("cameByName");
}
