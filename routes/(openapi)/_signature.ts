/** A JSON Schema in a few characters, as people write down a body: `{name, text?, kind: "a"|"b"}`. */

type Json = Readonly<Record<string, unknown>>;

export function signature(schema: Json): string {
  const { $ref, enum: values, type, items, properties, const: only } = schema;
  if (typeof $ref === "string") return $ref.split("/").at(-1)!;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) {
    return values.map((it) => JSON.stringify(it)).join("|");
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) {
    return [...new Set(options.map(signature))].join("|");
  }
  if (type === "array") return `[${items ? signature(items as Json) : "…"}]`;
  if (properties) return objectSignature(schema);
  return typeof type === "string" ? type : "…";
}

function objectSignature(schema: Json): string {
  const required = new Set((schema.required ?? []) as string[]);
  const fields = Object.entries(schema.properties as Record<string, Json>).map(
    ([name, it]) => `${name}${required.has(name) ? "" : "?"}: ${signature(it)}`,
  );
  return `{${fields.join(", ")}}`;
}
