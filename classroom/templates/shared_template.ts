/** Prompt templates in a class; only staff have the instructions. */
import { type KindRules, only, ownerOf } from "../define_kind.ts";
import type { SharedAs } from "../model/resources/shared.ts";

export const templateKind: KindRules<SharedAs<"template">> = {
  async give({ template: of }, base, from) {
    const { name, description, firstMessage, instructions } = await from.library
      .get("template", ownerOf(from), of);
    return {
      shared: {
        ...base,
        kind: "template",
        name,
        ...(description && { description }),
        ...(firstMessage && { firstMessage }),
      },
      secret: { of, instructions },
    };
  },
  changes: {},
  along: null,
  view: () => ({}),
  again: (shared, secret) => ({
    shared,
    secret: only(secret, "of", "instructions"),
  }),
};
