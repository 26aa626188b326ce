/**
 * Drag and drop of cards: with a mouse by a kept library (Apache-2.0) that leaves semantics and styles to us, with a
 * finger by `touch_drag.ts`.
 */
import {
  draggable,
  dropTargetForElements,
} from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { giveTouches, takeTouches } from "./touch_drag.ts";

/** Makes an element draggable; `students` is asked at the start who goes with it, `label` what they are called. */
export function useDrag(
  element: RefObject<HTMLElement>,
  students: () => readonly string[],
  label: () => string,
): void {
  // What is asked is what was said last; a drag that is under way goes on whatever is rendered meanwhile.
  const latest = useRef({ students, label });
  latest.current = { students, label };
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const who = () => latest.current.students();
    const stopMouse = draggable({
      element: current,
      getInitialData: () => ({ students: who() }),
      onDragStart: () => current.dataset.dragging = "true",
      onDrop: () => delete current.dataset.dragging,
    });
    const stopTouch = giveTouches(current, who, () => latest.current.label());
    return () => {
      stopMouse();
      stopTouch();
    };
  }, []);
}

/** Makes an element take cards. */
export function useDrop(
  element: RefObject<HTMLElement>,
  onDrop: (students: readonly string[]) => void,
): void {
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const drop = (students: readonly string[]) => latest.current(students);
    const stopMouse = dropTargetForElements({
      element: current,
      canDrop: ({ source }) => Array.isArray(source.data.students),
      onDragEnter: () => current.dataset.over = "true",
      onDragLeave: () => delete current.dataset.over,
      onDrop: ({ source }) => {
        delete current.dataset.over;
        drop(source.data.students as string[]);
      },
    });
    const stopTouch = takeTouches(current, drop);
    return () => {
      stopMouse();
      stopTouch();
    };
  }, []);
}
