/** How often the parent is looked for, in milliseconds. */
const INTERVAL = 500;

/**
 * Calls `onGone` once, within a second, when the process that started this one has ended. A killed Terraform sends
 * nothing: its providers are only handed to another parent.
 *
 * A closed connection alone is no such sign: Terraform lets connections go that were idle for half an hour.
 */
export function watchParent(onGone: () => void): { check(): void } {
  const parent = process.ppid;
  const timer = setInterval(check, INTERVAL);
  timer.unref();
  function check(): void {
    if (process.ppid === parent && (process.platform !== 'win32' || alive(parent))) return;
    clearInterval(timer);
    onGone();
  }
  return { check };
}

/** Windows keeps reporting the first parent's id. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
