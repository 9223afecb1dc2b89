import { describe, expect, it } from 'vitest';
import { Turns } from '../../../main/office/turns.ts';

/** A piece of work that ends when it is told to. */
function held(): { readonly end: () => void; readonly until: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    end: () => {
      resolve(undefined);
    },
    until: promise.then(() => undefined),
  };
}

describe('turns of the office', () => {
  it('go one after the other, whatever became of the one before', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = turns.run(async () => {
      order.push('first');
      await Promise.resolve();
      order.push('first over');
      throw new Error('no');
    }, true);
    const second = turns.run(() => order.push('second'), true);
    await expect(first).rejects.toThrow('no');
    await second;
    expect(order).toEqual(['first', 'first over', 'second']);
  });

  it('are lent to those that may come in between, once each; the others and later ones wait', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const begun = held();
    const long = turns.run(async () => {
      await begun.until;
      await turns.lend();
      order.push('step');
      await turns.lend();
      order.push('end');
    }, false);
    const waits = turns.run(() => order.push('waits'), false);
    const between = turns.run(async () => {
      // Long work inside long work lends nothing: it would never come back.
      await turns.lend();
      order.push('between');
      void turns.run(() => order.push('later'), true);
    }, true);
    begun.end();
    await Promise.all([long, waits, between]);
    expect(order).toEqual(['between', 'step', 'later', 'end', 'waits']);
  });

  it('tell long work that somebody waits who came while they were lent to somebody else', async () => {
    const turns = new Turns();
    const seen: boolean[] = [];
    const long = turns.run(async () => {
      seen.push(turns.isAwaited);
      await turns.lend();
      seen.push(turns.isAwaited);
      await turns.lend();
      seen.push(turns.isAwaited);
    }, false);
    void turns.run(() => undefined, false);
    const later: Promise<unknown>[] = [];
    await turns.run(() => later.push(turns.run(() => undefined, true)), true);
    await Promise.all([long, ...later]);
    // Who waits for the end of the long work is no reason to hurry.
    expect(seen).toEqual([false, true, false]);
  });

  it('are lent as long as other work takes, and its refusal is answered', async () => {
    const turns = new Turns();
    const copying = held();
    const long = turns.run(async () => {
      await turns.lendWhile(
        copying.until.then(() => {
          throw new Error('the disk is full');
        }),
      );
    }, false);
    expect(await turns.run(() => 'answered meanwhile', true)).toBe('answered meanwhile');
    copying.end();
    await expect(long).rejects.toThrow('the disk is full');
  });
});
