/**
 * The names by which requests are counted: the routes' own addresses, with `*` for what only one request has. So there
 * are no more than there are routes, and none has an id, a code or a name of somebody's in it (O-2).
 */

/** What is answered besides the routes; `**` is the rest of an address. */
const others = ["/sync/**", "/assets/**", "/sw.js"];

/** Names addresses by the routes that answer them. */
export class RouteNames {
  readonly #all: { name: string; fits: RegExp }[];

  /** @param files those of `routes/`, named from there on */
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
    // What is said in so many words goes before what fits anything.
    this.#all.sort((a, b) => count(a.name) - count(b.name));
  }

  /** The name of the route that answers this; `/*` where none does. */
  of(pathname: string): string {
    return this.#all.find(({ fits }) => fits.test(pathname))?.name ?? "/*";
  }
}

/** As Fresh reads it from a file's name. */
function addressOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/")
    .filter((part) => part !== "index" && !part.startsWith("("));
  return "/" +
    parts.map((part) =>
      part.startsWith("[...") ? "**" : part.startsWith("[") ? "*" : part
    ).join("/");
}

const count = (name: string) => name.split("*").length;
