/**
 * **Leave class** under My conversations; first clears those classes from the
 * device.
 */
import { LeaveClass } from "../components/people/joining/LeaveClass.tsx";

export default function LeaveEndedClasses(
  { over }: { over: readonly { session: string; member: string }[] },
) {
  async function leave(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      const { clearDeviceOfEndedClass } = await import(
        "../components/sessions/clear_device.ts"
      );
      for (const { session, member } of over) {
        await clearDeviceOfEndedClass(session, member);
      }
    } catch {
      // The class's own page clears the device too, when it is opened.
    }
    form.submit();
  }
  return <LeaveClass onSubmit={leave} />;
}
