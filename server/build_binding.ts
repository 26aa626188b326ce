/**
 * Fixes y-prosemirror's binding: when a line is inserted, it reuses the first equal empty line, even if another person
 * is writing there, who then gets the new text (docs/upstream.md).
 */

const isEqual = {
  left: "if (equalYTypePNode(leftY, leftP)) {",
  right: "if (equalYTypePNode(rightY, rightP)) {",
};
const counted = "const minCnt = math.min(pChildCnt, yChildCnt)";

/**
 * Patches `sync-plugin.js` so that an element is matched with an equal one only if its own node is gone. Throws if the
 * module has changed.
 */
export function patchSyncPlugin(code: string): string {
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
