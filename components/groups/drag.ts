/** Drag and drop of cards, by a kept library (Apache-2.0) that leaves semantics and styles to us. */
import {
  draggable,
  dropTargetForElements,
} from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Makes an element draggable; `students` is asked at the start who goes with it. */
export function useDrag(
  element: RefObject<HTMLElement>,
  students: () => readonly string[],
): void {
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    return draggable({
      element: current,
      getInitialData: () => ({ students: students() }),
      onDragStart: () => current.dataset.dragging = "true",
      onDrop: () => delete current.dataset.dragging,
    });
  });
}

/** Makes an element take cards. */
export function useDrop(
  element: RefObject<HTMLElement>,
  onDrop: (students: readonly string[]) => void,
): void {
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    return dropTargetForElements({
      element: current,
      canDrop: ({ source }) => Array.isArray(source.data.students),
      onDragEnter: () => current.dataset.over = "true",
      onDragLeave: () => delete current.dataset.over,
      onDrop: ({ source }) => {
        delete current.dataset.over;
        onDrop(source.data.students as string[]);
      },
    });
  });
}
