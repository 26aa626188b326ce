/**
 * A stray exception belongs to one request or timer: it is written down with an id, and the class goes on. What
 * is announced is stored (S1), so nothing that was seen can be lost by it.
 */

/** Keeps rejections and exceptions that nobody caught from ending the process; each is reported. */
export function catchStrays(report: (error: unknown) => void): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    report(event.error);
  });
}
