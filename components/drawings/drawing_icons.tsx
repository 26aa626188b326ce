/** Icons of the drawing board; see `ui/icons.tsx`. */
import { icon } from "../ui/icons.tsx";

/** `eraser`. */
export const EraserIcon = /* @__PURE__ */ icon(
  "M21 21H8a2 2 0 0 1-1.42-.587l-3.994-3.999a2 2 0 0 1 0-2.828l10-10a2 2 0 0 1 2.829 0l5.999 6a2 2 0 0 1 0 2.828L12.834 21 M5.082 11.09l8.828 8.828",
);

/** `type`: words. */
export const WordsIcon = /* @__PURE__ */ icon(
  "M12 4v16 M4 7V5a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v2 M9 20h6",
);

/** `redo`. */
export const RedoIcon = /* @__PURE__ */ icon(
  "M21 7v6h-6 M3 17a9 9 0 0 1 9-9 9 9 0 0 1 6 2.3l3 2.7",
);
