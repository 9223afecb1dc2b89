import { Office } from '../../main/office/office.ts';
import { systemClock, type Clock } from '../../main/office/clock.ts';
import type { RelayWorld } from '../../main/office/relay/relay-visits.ts';
import type { CallName, Input, Output } from '#core/contracts/index.ts';
import { findCall } from '#core/contracts/index.ts';

/** What failed, in the words of the error table; ends the demo. */
export class StoryFailed extends Error {}

/**
 * One office without a window: the same engine that the app's worker runs, called through the same contracts, input and
 * output parsed as the app's gate does.
 */
export class OfficeCaller {
  readonly office: Office;

  /**
   * @param world how the network is, for what visits a relay, as it is where nothing is said; and whether somebody waits for
   *   the thread.
   */
  constructor(
    dir: string,
    resourcesDir: string,
    version: string,
    clock: Clock = systemClock,
    world: { readonly relay?: RelayWorld; readonly isAwaited?: () => boolean } = {},
  ) {
    this.office = new Office({ dir, resourcesDir, version, clock, emit: () => undefined, ...world });
  }

  async call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
    const contract = findCall(name);
    if (!contract) throw new StoryFailed(`there is no call ${name}`);
    const reply = await this.office.call(name, contract.input.parse(input));
    if (!reply.ok) throw new StoryFailed(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.params)}`);
    return contract.output.parse(reply.value) as Output<N>;
  }

  /** Like `call`, for a refusal that the story expects. */
  async refused<N extends CallName>(name: N, input: Input<N>): Promise<string> {
    const reply = await this.office.call(name, input);
    if (reply.ok) throw new StoryFailed(`${name} was expected to be refused`);
    return reply.error.code;
  }

  /** What the shell asks on behalf of a dialog: the part of the app that is not reachable from the page. */
  async shell<T>(verb: string, input: unknown): Promise<T> {
    const reply = await this.office.shell(verb, input);
    if (!reply.ok) throw new StoryFailed(`${verb}: ${reply.error.code}`);
    return reply.value as T;
  }

  close(): void {
    this.office.close();
  }
}
