/** A JSON Schema in a few characters, as people write down a body: `{name: string, kind?: "a"|"b"}`. */

type Json = Readonly<Record<string, unknown>>;

export function signature(schema: Json): string {
  const { $ref, enum: values, type, const: constant } = schema;
  if (typeof $ref === "string") return $ref.split("/").at(-1)!;
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) {
    return values.map((it) => JSON.stringify(it)).join("|");
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) {
    return [...new Set(options.map(signature))].join("|");
  }
  if (Array.isArray(type)) {
    return type.map((it) => signature({ ...schema, type: it })).join("|");
  }
  switch (type) {
    case "array":
      return arraySignature(schema);
    case "object":
      return objectSignature(schema);
    case undefined:
      return "…";
    default:
      return String(type);
  }
}

function arraySignature({ items, prefixItems }: Json): string {
  const places = (prefixItems ?? []) as readonly Json[];
  const itemSchemas = [...places, ...items ? [items as Json] : []];
  return `[${itemSchemas.map(signature).join(", ") || "…"}]`;
}

function objectSignature(schema: Json): string {
  const { properties = {}, additionalProperties } = schema;
  const required = new Set((schema.required ?? []) as string[]);
  const fields = Object.entries(properties as Record<string, Json>).map(
    ([name, field]) =>
      `${name}${required.has(name) ? "" : "?"}: ${signature(field)}`,
  );
  if (typeof additionalProperties === "object") {
    const value = signature(additionalProperties as Json);
    fields.push(value === "…" ? value : `…: ${value}`);
  }
  return `{${fields.join(", ")}}`;
}

/** The descriptions of a schema's fields by name, also of nested fields, but not those within named schemas. */
export function fieldMeanings(schema: Json): Map<string, string> {
  const meanings = new Map<string, string>();
  const visit = (name: string, node: Json) => {
    if (name !== "" && typeof node.description === "string") {
      meanings.set(name, node.description);
    }
    for (const [inner, field] of Object.entries(node.properties ?? {})) {
      visit(inner, field as Json);
    }
    const parts = [node.anyOf, node.oneOf, node.prefixItems, [node.items]]
      .flat();
    for (const part of parts) if (part) visit(name, part as Json);
  };
  visit("", schema);
  return meanings;
}
