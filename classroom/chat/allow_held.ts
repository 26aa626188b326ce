/** What **Allow** does with words that wait for the teacher (C-11): they appear in their room, now, and the receipt goes. */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { files, markPosted } from "../files/attached.ts";
import { post } from "./chat.ts";
import { heldOf, requireHeld } from "./holding.ts";
import { revise } from "./revising.ts";

/** Allows what waits under this id; refused with `conflict` where it cannot appear any more. */
export function allow(
  { staff, own, room }: { staff: Y.Doc; own: Y.Doc; room: Y.Doc },
  s: string,
  id: string,
  tx: Tx,
): void {
  const { room: place, message, edits } = requireHeld(staff, id);
  if (edits) {
    revise(room, { s, room: place }, message, id, message.from, tx);
  } else {
    const file = message.kind === "file" ? message.file.id : undefined;
    if (file && !files(staff).get(file)?.done) {
      throw new Refusal("conflict", "The file is not there any more.");
    }
    post(room, { ...message, at: tx.now });
    if (file) markPosted(staff, file, place);
  }
  tx.weigh(3 * (message.text?.length ?? 0));
  heldOf(staff).delete(id);
  own.getMap("receipts").delete(id);
}
