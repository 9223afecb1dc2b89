/** A window that is not shown draws nothing: then nothing is waited for that would never come. */
const LONGEST_MS = 100;

/**
 * Resolves when what was put on the page is drawn. What stands beside the thing that somebody opened is asked for then:
 * its answers would otherwise be worked in before the first picture, and hold it up.
 */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, LONGEST_MS);
    requestAnimationFrame(() => {
      // A frame's callbacks run before it is drawn; a message is taken up after it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        clearTimeout(late);
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
  });
}
