import { Refusal } from "../../sync/refusal.ts";
import { type KindRules, only } from "../define_kind.ts";
import { info } from "../model/layout.ts";
import { pageKey, pages } from "../model/pages_layout.ts";
import type { SharedAs } from "../model/resources/shared.ts";
import { secrets } from "../model/resources_layout.ts";
import { clearBroughtBack, refillBroughtBack } from "./bringing_back.ts";

export const pageKind: KindRules<SharedAs<"page">> = {
  give: ({ page: { name, text, per } }, base) => ({
    shared: { ...base, kind: "page", name, per },
    secret: text ? { text } : {},
  }),
  changes: {
    locked(_at, { locked: _, ...open }, isLocked) {
      return isLocked ? { ...open, locked: true } : open;
    },
    /** Changes the initial text while no page has been opened. */
    text({ docs: { session, staff } }, page, text) {
      const { id } = page;
      const isBegun = [...pages(session).keys()].some((it) =>
        it.startsWith(pageKey({ resource: id, of: "" }))
      );
      if (info(session, "state") !== "scheduled" || isBegun) {
        throw new Refusal("conflict");
      }
      secrets(staff).set(id, { ...secrets(staff).get(id), text });
      return page;
    },
  },
  along: { clear: clearBroughtBack, refill: refillBroughtBack },
  view: () => ({}),
  again({ locked: _, ...open }, secret) {
    // Other students wrote the source.
    if (open.from) return null;
    return { shared: open, secret: only(secret, "text") };
  },
};
