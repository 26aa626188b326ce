/** A JSON Schema in a few characters, as people write down a body: `{name: string, kind?: "a"|"b"}`. */

type Json = Readonly<Record<string, unknown>>;

export function signature(schema: Json): string {
  const { $ref, enum: values, type, const: only } = schema;
  if (typeof $ref === "string") return $ref.split("/").at(-1)!;
  if (only !== undefined) return JSON.stringify(only);
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
  const all = [...places, ...items ? [items as Json] : []];
  return `[${all.map(signature).join(", ") || "…"}]`;
}

function objectSignature(schema: Json): string {
  const { properties = {}, additionalProperties: others } = schema;
  const required = new Set((schema.required ?? []) as string[]);
  const fields = Object.entries(properties as Record<string, Json>).map(
    ([name, it]) => `${name}${required.has(name) ? "" : "?"}: ${signature(it)}`,
  );
  if (typeof others === "object") {
    const value = signature(others as Json);
    fields.push(value === "…" ? value : `…: ${value}`);
  }
  return `{${fields.join(", ")}}`;
}

/** The descriptions of a schema's fields by name, also of nested fields, but not those within named schemas. */
export function fieldMeanings(schema: Json): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (name: string, it: Json) => {
    if (name !== "" && typeof it.description === "string") {
      found.set(name, it.description);
    }
    for (const [inner, field] of Object.entries(it.properties ?? {})) {
      visit(inner, field as Json);
    }
    const parts = [it.anyOf, it.oneOf, it.prefixItems, [it.items]].flat();
    for (const part of parts) if (part) visit(name, part as Json);
  };
  visit("", schema);
  return found;
}
