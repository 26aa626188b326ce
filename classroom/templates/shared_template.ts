/** Prompt templates in a class; only staff have the instructions. */
import {
  pickSecretFields,
  requireLibraryOwner,
  type ResourceKindRules,
} from "../define_resource_kind.ts";
import type { ResourceOfKind } from "../model/resources/shared_resources.ts";

export const templateKind: ResourceKindRules<ResourceOfKind<"template">> = {
  async create({ template: templateId }, base, from) {
    const { name, description, firstMessage, instructions } = await from.library
      .get("template", requireLibraryOwner(from), templateId);
    return {
      shared: {
        ...base,
        kind: "template",
        name,
        ...(description && { description }),
        ...(firstMessage && { firstMessage }),
      },
      secret: { of: templateId, instructions },
    };
  },
  changes: {},
  linkedData: null,
  viewFields: () => ({}),
  carryOver: (shared, secret) => ({
    shared,
    secret: pickSecretFields(secret, "of", "instructions"),
  }),
};
