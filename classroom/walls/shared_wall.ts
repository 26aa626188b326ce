/** Question walls in a class. */
import { type KindRules, only, setClosed } from "../define_kind.ts";
import type { SharedAs } from "../model/resources/shared.ts";
import { secrets } from "../model/resources_layout.ts";
import { clearWall, refillWall, wishViews } from "./walls.ts";

export const wallKind: KindRules<SharedAs<"wall">> = {
  give: (_ask, base) => ({ shared: { ...base, kind: "wall" }, secret: {} }),
  changes: {
    closed: setClosed,
    presentsAll({ docs: { staff } }, wall, isOn) {
      const { presentsAll: _, ...secret } = secrets(staff).get(wall.id) ?? {};
      secrets(staff).set(wall.id, {
        ...secret,
        ...(isOn && { presentsAll: true }),
      });
      return wall;
    },
  },
  along: { clear: clearWall, refill: refillWall },
  view: (docs, { id }) => ({
    wishes: wishViews(docs, id),
    ...only(secrets(docs.staff).get(id) ?? {}, "presentsAll"),
  }),
  again: ({ closed: _, ...open }, secret) => ({
    shared: open,
    secret: only(secret, "presentsAll"),
  }),
};
