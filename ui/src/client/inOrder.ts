/** Runs tasks one after the other, and at once where none is underway. */
export function inOrder(): <T>(task: () => Promise<T>) => Promise<T> {
  let underway: Promise<unknown> | null = null;
  return (task) => {
    const result = underway ? underway.then(task) : task();
    const done = result
      .catch(() => undefined)
      .then(() => {
        if (underway === done) underway = null;
      });
    underway = done;
    return result;
  };
}
