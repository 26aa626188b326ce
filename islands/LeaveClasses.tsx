/** **Leave class** under My conversations: before this browser forgets, what the device still keeps of those classes goes. */
import { LeaveClass } from "../components/people/joining/LeaveClass.tsx";

/** Leaves all classes that are over; `over` are those of them that are shown. */
export default function LeaveClasses(
  { over }: { over: readonly { session: string; member: string }[] },
) {
  async function leave(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      const { clearClosed } = await import(
        "../components/class_page/clear_device.ts"
      );
      for (const { session, member } of over) {
        await clearClosed(session, member);
      }
    } catch {
      // Its own page, or that of the next class, deletes it as well.
    }
    form.submit();
  }
  return <LeaveClass onSubmit={leave} />;
}
