/**
 * Requests are counted by the routes' addresses, with `*` for what only one request has: so there are as many names as
 * routes, and no id, code or person's name in any (O-2).
 */

/** Addresses besides the routes; `**` is the rest of one. */
const others = ["/sync/**", "/calls/**", "/assets/**", "/parts.json", "/sw.js"];

/** Names addresses by the routes that answer to them. */
export class RouteNames {
  readonly #all: { name: string; fits: RegExp }[];

  /** @param files the paths in `routes/` */
  constructor(files: readonly string[]) {
    const routes = files.filter((file) => /(^|\/)[^_/][^/]*\.tsx?$/.test(file))
      .map(addressOf)
      // Fresh answers the address above the rest, too.
      .flatMap((it) => it.endsWith("/**") ? [it.slice(0, -3), it] : it);
    this.#all = [...others, ...routes].map((address) => {
      const pattern = RegExp.escape(address)
        .replace("\\*\\*", ".+").replaceAll("\\*", "[^/]+");
      const name = address.replace("**", "*");
      return { name, fits: RegExp(`^${pattern}/?$`) };
    });
    // Fewer wildcards go first.
    this.#all.sort((a, b) => count(a.name) - count(b.name));
  }

  /** The name of the route that answers this; `/*` where none does. */
  of(pathname: string): string {
    return this.#all.find(({ fits }) => fits.test(pathname))?.name ?? "/*";
  }
}

/** The address that Fresh gives a file. */
function addressOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/")
    .filter((part) => part !== "index" && !part.startsWith("("));
  return "/" +
    parts.map((part) =>
      part.startsWith("[...") ? "**" : part.startsWith("[") ? "*" : part
    ).join("/");
}

const count = (name: string) => name.split("*").length;
