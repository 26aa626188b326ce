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
  const replaceOnce = (source: string, replacement: string) => {
    if (code.split(source).length !== 2) {
      throw new Error(`y-prosemirror changed: "${source}" is not there once`);
    }
    code = code.replace(source, replacement);
  };
  replaceOnce(counted, `${counted}\n  const kept = new Set(pChildren)`);
  for (const [side, check] of Object.entries(isEqual)) {
    replaceOnce(
      check,
      `if (!kept.has(meta.mapping.get(${side}Y)) && ${check.slice(4)}`,
    );
  }
  return code;
}
