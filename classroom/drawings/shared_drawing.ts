/** Drawing boards in a class (W-5). */
import { type KindRules, setClosed } from "../define_kind.ts";
import type { SharedAs } from "../model/resources/shared.ts";

export const drawingKind: KindRules<SharedAs<"drawing">> = {
  async give({ drawing }, base, { images, who }) {
    // Of a quiz a picture may be gone since; this one was chosen for now.
    if (drawing.image !== undefined) {
      await images.get(who.teacher ?? "", drawing.image);
    }
    return { shared: { ...base, kind: "drawing", ...drawing }, secret: {} };
  },
  changes: { closed: setClosed },
  along: null,
  view: () => ({}),
  again: ({ closed: _, shown: __, ...open }) => ({ shared: open, secret: {} }),
};
