import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import { useKeeper } from './draft-saver.ts';

const WRITING_MS = 300;
const MOST_LOST_MS = 2000;
const done: Reply<{ savedAtUtc: string }> = { ok: true, value: { savedAtUtc: '2026-11-24T08:01:00Z' } };

describe('what somebody types', () => {
  /** When each key was pressed, and how many of them are on the disk. */
  let keys: number[];
  let kept: number;
  let refuse: boolean;
  let writes: number;
  let keeper: ReturnType<typeof useKeeper>;
  let end: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    keys = [];
    kept = 0;
    writes = 0;
    refuse = false;
    const page = mount(
      defineComponent({
        setup() {
          keeper = useKeeper('', async () => {
            const taken = keys.length;
            writes += 1;
            await new Promise((written) => setTimeout(written, WRITING_MS));
            if (refuse) return { ok: false, error: { code: 'DISK_FULL', params: {}, ref: '' } };
            kept = taken;
            return done;
          });
          return () => h('p');
        },
      }),
    );
    end = () => {
      page.unmount();
    };
  });
  afterEach(() => {
    end();
    vi.useRealTimers();
  });

  /** How long the oldest key lies that a power cut would take now. */
  const lost = (): number => {
    const oldest = keys[kept];
    return oldest === undefined ? 0 : performance.now() - oldest;
  };
  const press = (): void => {
    keys.push(performance.now());
    keeper.changed();
  };

  it.each([50, 150, 450])(
    'is on the disk within 2 s, also when a key comes every %i ms without a pause',
    async (every) => {
      let most = 0;
      for (let at = 0; at < 20_000; at += every) {
        press();
        for (let step = 0; step < every; step += 10) {
          await vi.advanceTimersByTimeAsync(Math.min(10, every - step));
          most = Math.max(most, lost());
        }
      }
      expect(keys.length).toBeGreaterThan(40);
      expect(most).toBeLessThanOrEqual(MOST_LOST_MS);
      await vi.advanceTimersByTimeAsync(1000);
      expect(kept).toBe(keys.length);
      expect(keeper.state.value).toBe('saved');
    },
  );

  it('is written once after a short burst, and never when nothing was typed', async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(writes).toBe(0);
    for (let i = 0; i < 5; i += 1) {
      press();
      await vi.advanceTimersByTimeAsync(40);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect([writes, kept]).toEqual([1, 5]);
  });

  it('is tried again until the disk takes it', async () => {
    refuse = true;
    press();
    await vi.advanceTimersByTimeAsync(1000);
    expect([keeper.state.value, kept]).toEqual(['failed', 0]);
    refuse = false;
    await vi.advanceTimersByTimeAsync(4000);
    expect([keeper.state.value, kept]).toEqual(['saved', 1]);
  });
});
