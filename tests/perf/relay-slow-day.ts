import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { queueForRelay } from '../../main/office/relay/queue-for-relay.ts';
import { visitRelay } from '../../main/office/relay/visit-relay.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { dataPlace } from '../relay/databases.ts';
import { TestPace, plainLine, slowLine } from '../relay/lines.ts';
import { TestRelay } from '../relay/test-relay.ts';
import { figure, type Figure } from './measure.ts';
import { wallDay } from '../builders/calendar-days.ts';

const EDITS = 40;
const LINES = 20;

/**
 * Forty edits of forty cases brought to the relay over a simulated line of 9.6 kbit/s with 5 % loss: from the first byte
 * of the connection to the relay's word that all of it is there. The slowest of twenty lines.
 */
export async function slowDay(): Promise<Figure> {
  const offices = new Offices();
  const place = await dataPlace('sqlite');
  const relay = await new TestRelay(place).start();
  try {
    await offices.prepare(['KSM', 'BND']);
    const [a, b] = (await offices.take('KSM', 'BND')).offices as [TestOffice, TestOffice];
    for (const { open } of [a, b]) {
      const bytes = cardBytes(open);
      const card = readOfficeCard(bytes);
      if (card.ok) await enrolCard(relay.database, card.value, bytes, relay.time);
    }
    const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
    const visit = (office: TestOffice, line: RelayLine, pace: TestPace) =>
      visitRelay({ line, card }, pace, async (work) => work(office.open));
    const plain = plainLine(relay);
    const today = wallDay();
    const cases = [];
    for (const document of demoCases(RESOURCES, 9600, EDITS, today).map(shareable))
      cases.push(await a.register(document));
    queueForRelay(a.open, { office: b.id, selection: { cases } });
    const settle = async (): Promise<void> => {
      for (const office of [a, b, a]) await visit(office, plain, new TestPace());
    };
    await settle();
    const times: number[] = [];
    for (let i = 0; i < LINES; i++) {
      for (const caseId of cases)
        await a.edit(caseId, { risk_reason: `Seen again today, the family copes: ${String(i)}.` });
      const pace = new TestPace(i + 1);
      const { sent } = await visit(a, slowLine(plain, pace).line, pace);
      if (sent !== 1) throw new Error('nothing was sent');
      times.push(pace.time);
      await settle();
    }
    const what = '40 edits over a simulated 9.6 kbit/s with 5 % loss, the slowest of twenty';
    return figure({ id: 'relay.slowDay', what, unit: 'ms' }, Math.max(...times), { runs: LINES });
  } finally {
    await relay.stop();
    await place.remove();
    offices.remove();
  }
}
