/**
 * What y-prosemirror's binding does differently here. When a line is put in, it takes the first empty line that it meets for
 * the new one, though that is somebody else's, who then finds another's words where they write.
 */

const isEqual = {
  left: "if (equalYTypePNode(leftY, leftP)) {",
  right: "if (equalYTypePNode(rightY, rightP)) {",
};
const counted = "const minCnt = math.min(pChildCnt, yChildCnt)";

/**
 * The module `sync-plugin.js` in which an element is taken for another one that looks the same only where its own is gone.
 * Throws where the module is not as it was.
 */
export function keepLinesApart(code: string): string {
  const keep = (it: string, instead: string) => {
    if (code.split(it).length !== 2) {
      throw new Error(`y-prosemirror changed: "${it}" is not there once`);
    }
    code = code.replace(it, instead);
  };
  keep(counted, `${counted}\n  const kept = new Set(pChildren)`);
  for (const [side, it] of Object.entries(isEqual)) {
    keep(it, `if (!kept.has(meta.mapping.get(${side}Y)) && ${it.slice(4)}`);
  }
  return code;
}
