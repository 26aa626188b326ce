/** Replaces some methods of an object; the others run on the object itself, as Deno's objects need. */
export function wrapObject<T extends object>(
  object: T,
  instead: Partial<T>,
): T {
  return new Proxy(object, {
    get(target, name) {
      const override = Reflect.get(instead, name);
      if (override !== undefined) return override;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
