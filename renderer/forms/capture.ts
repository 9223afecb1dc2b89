import { onBeforeUnmount, ref, type Ref } from 'vue';
import { office } from '../bridge.ts';

/** Whether this computer has a camera or a microphone; without one the button is not offered. */
export function useDevice(kind: 'videoinput' | 'audioinput'): Ref<boolean> {
  const found = ref(false);
  const media = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  void media
    ?.enumerateDevices()
    .then((devices) => {
      found.value = devices.some((device) => device.kind === kind);
    })
    .catch(() => {
      found.value = false;
    });
  return found;
}

export interface Capture {
  /** Asks for the device; undefined when it is refused or taken by another program. */
  readonly start: (what: MediaStreamConstraints) => Promise<MediaStream | undefined>;
  readonly stop: () => void;
}

type Permit = (input: { on: boolean }) => Promise<{ readonly ok: boolean }>;

/**
 * Camera or microphone for as long as a photo or sound is being taken, and not a moment longer.
 *
 * @param permit asks the shell for it and gives it back.
 */
export function useCapture(permit: Permit = (input) => office().attachments.capture(input)): Capture {
  let stream: MediaStream | undefined;
  let wanted = false;
  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    // A page that never asked has nothing to give back.
    if (wanted) void permit({ on: false });
    wanted = false;
  };
  onBeforeUnmount(stop);
  return {
    stop,
    start: async (what) => {
      wanted = true;
      const allowed = await permit({ on: true });
      if (!allowed.ok) return undefined;
      try {
        stream = await navigator.mediaDevices.getUserMedia(what);
      } catch {
        stop();
        return undefined;
      }
      // Closed while the device was starting.
      if (!(wanted as boolean)) stop();
      return stream;
    },
  };
}
