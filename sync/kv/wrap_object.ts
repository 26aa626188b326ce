/** Replaces some methods of an object; the others run on the object itself, as Deno's objects need. */
export function wrapObject<T extends object>(
  object: T,
  overrides: Partial<T>,
): T {
  return new Proxy(object, {
    get(target, name) {
      const override = Reflect.get(overrides, name);
      if (override !== undefined) return override;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
