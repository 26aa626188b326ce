/** The worksheets of this folder's text files: each has a name, its text, and what its teacher wants of it. */

/** A worksheet, and what it is read as. */
export interface Worksheet {
  name: string;
  text: string;
  expected: string[];
}

export function worksheets(file: string): Worksheet[] {
  const url = new URL(`./worksheets/${file}`, import.meta.url);
  return Deno.readTextFileSync(url).split(/^##### /mu).slice(1).map((it) => {
    const [head, expected] = it.split("=== expected\n");
    const end = head.indexOf("\n");
    return {
      name: head.slice(0, end),
      text: head.slice(end + 1).replace(/\n$/, ""),
      expected: expected.trim().split("\n"),
    };
  });
}
