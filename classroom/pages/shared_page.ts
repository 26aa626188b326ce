import { refusal } from "../model/refuse.ts";
import {
  pickSecretFields,
  type ResourceKindRules,
} from "../define_resource_kind.ts";
import { sessionInfo } from "../model/layout.ts";
import { pageKey } from "../model/pages_layout.ts";
import type { ResourceOfKind } from "../model/resources/shared_resources.ts";
import { pageEntries } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";
import { clearBroughtBack, refillBroughtBack } from "./brought_back_pages.ts";

export const pageKind: ResourceKindRules<ResourceOfKind<"page">> = {
  create: ({ page: { name, text, per } }, base) => ({
    shared: { ...base, kind: "page", name, per },
    secret: text ? { text } : {},
  }),
  changes: {
    locked(_at, { locked: _, ...open }, isLocked) {
      return isLocked ? { ...open, locked: true } : open;
    },
    /** Changes the initial text before the class's start, while no page has been opened. */
    text({ docs: { session, staff } }, page, text) {
      const { id } = page;
      const isBegun = [...pageEntries(session).keys()].some((key) =>
        key.startsWith(pageKey({ resource: id, of: "" }))
      );
      if (sessionInfo(session, "state") !== "scheduled" || isBegun) {
        throw refusal("conflict");
      }
      resourceSecrets(staff).set(id, {
        ...resourceSecrets(staff).get(id),
        text,
      });
      return page;
    },
  },
  linkedData: { clear: clearBroughtBack, refill: refillBroughtBack },
  viewFields: () => ({}),
  carryOver({ locked: _, ...open }, secret) {
    // Not a page brought back, which students of this class wrote.
    if (open.from) return null;
    return { shared: open, secret: pickSecretFields(secret, "text") };
  },
};
