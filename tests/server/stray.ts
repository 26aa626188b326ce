/** Preloaded by a test: an uncaught rejection and an exception once the app exists. */
const place = Symbol.for("homeroom.app");

Object.defineProperty(globalThis, place, {
  configurable: true,
  set(app) {
    Object.defineProperty(globalThis, place, { value: app, writable: true });
    setTimeout(() => {
      void Promise.reject(new Error("nobody caught this"));
      throw new Error('a timer broke on "secret words"');
    });
  },
});
