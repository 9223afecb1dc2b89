import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Input } from '#core/contracts/index.ts';
import type { RelayCardView, RelayStatus } from '#core/contracts/relay.contract.ts';
import { Refusal } from '#core/result.ts';
import { clockOff } from '#core/exchange/relay-time.ts';
import { compareDirectories } from '#core/exchange/trust.ts';
import { fingerprintOf } from '../../crypto/office-card.ts';
import { RELAY_CARD_LIMIT, readRelayCard } from '../../crypto/relay-card.ts';
import { audit } from '../audit.ts';
import { instantOf } from '../clock.ts';
import { heldDirectory } from '../held-trust.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { putRelayState, relayState, type RelayState } from './relay-state.ts';
import { forgetRelayTime, relayTime } from './relay-time.ts';

function viewOf(bytes: Uint8Array): RelayCardView {
  const { name, url } = valueOf(readRelayCard(bytes));
  const { words, groups } = fingerprintOf(bytes);
  return { name, url, words: [...words], groups: [...groups] };
}

/** Bytes of a relay's card. SYNC_STICK_REMOVED, SYNC_RELAY_CARD_INVALID for what is too large to be one. */
export function relayCardBytes(path: string): Buffer {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  if (!statSync(path).isFile() || statSync(path).size > RELAY_CARD_LIMIT) throw new Refusal('SYNC_RELAY_CARD_INVALID');
  return readFileSync(path);
}

/** Reads the card of a relay that a person chose. Nothing is stored. */
export function readRelayCardFile(
  open: Pick<OpenOffice, 'places'>,
  path: string,
): { place: string; card: RelayCardView } {
  return { card: viewOf(relayCardBytes(path)), place: open.places.name(path) };
}

/** What the relay said of the time at the last contact; nothing before the first. */
function clockView(open: OpenOffice): Pick<RelayStatus, 'clock'> {
  const time = relayTime(open);
  if (!time) return {};
  const off = clockOff(time, open.clock.now());
  const moments = { saidAtUtc: instantOf(time.said), hereAtUtc: instantOf(time.here) };
  return { clock: { ...moments, ...(off === undefined ? {} : { off }) } };
}

type ListView = NonNullable<RelayStatus['list']>['here'];
const listView = (version: number, issued: number | undefined): NonNullable<ListView> => ({
  version,
  ...(issued === undefined ? {} : { issuedAtUtc: instantOf(issued) }),
});

/** The programme's list here and at the relay; nothing where the programme has none. */
function listsView(open: OpenOffice, { list, news }: Pick<RelayState, 'list' | 'news'>): Pick<RelayStatus, 'list'> {
  const here = heldDirectory(open)?.value;
  if (!here) return {};
  const order = list && compareDirectories({ minRoot: list.root, version: list.version }, here);
  const isNews = news?.root === here.minRoot && news.version === here.version;
  return {
    list: {
      here: listView(here.version, here.issued),
      ...(list ? { there: listView(list.version, list.issued) } : {}),
      state: order === undefined ? 'none' : order === 0 ? 'same' : order < 0 ? 'older' : 'newer',
      ...(isNews ? { cameAtUtc: instantOf(news.at) } : {}),
    },
  };
}

/** How this office stands with its relay. */
export function relayStatus(open: OpenOffice): RelayStatus {
  const { card, automatic, metered, cap, lastContact, trouble, offices, list, news } = relayState(open);
  return {
    relay: card === undefined ? null : viewOf(Buffer.from(card, 'base64url')),
    automatic,
    metered,
    cap: cap ?? null,
    visiting: open.relay.visiting,
    ...(lastContact === undefined ? {} : { lastContactAtUtc: instantOf(lastContact) }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(card === undefined || lastContact === undefined
      ? {}
      : { ...clockView(open), ...listsView(open, { list, news }) }),
    offices: open.repos.offices
      .offices()
      .filter(({ isSelf }) => !isSelf)
      .map(({ officeId, name }) => {
        const known = offices[officeId];
        const why = known?.trouble === undefined ? {} : { trouble: known.trouble };
        return { officeId, name, onTheWay: (known?.sending?.size ?? 0) + (known?.carrying?.size ?? 0), ...why };
      }),
  };
}

/**
 * Uses a relay after its words were compared. What was read and sent at another one says nothing about this one.
 * SYNC_CARD_MISMATCH when the words are not those of the file.
 */
export function connectRelay(open: OpenOffice, input: Input<'relay.connect'>): RelayStatus {
  const bytes = relayCardBytes(open.places.path(input.place));
  const { words, url } = viewOf(bytes);
  if (words.join(' ') !== input.words.join(' ')) throw new Refusal('SYNC_CARD_MISMATCH');
  open.db.transaction(() => {
    const about = { lastContact: undefined, trouble: undefined, trustSeq: undefined };
    const list = { list: undefined, news: undefined, unproven: undefined };
    const fresh = { acked: 0, refused: [], parked: [], offices: {}, ...about, ...list };
    putRelayState(open, { ...fresh, card: bytes.toString('base64url') });
    forgetRelayTime(open);
    audit(open, 'relay.connected', new URL(url).host);
  });
  open.relay.begin(open);
  return relayStatus(open);
}

/** Uses no relay any more. Bundles that lie there stay there for the offices they are for. */
export function disconnectRelay(open: OpenOffice): RelayStatus {
  open.db.transaction(() => {
    putRelayState(open, { card: undefined, trouble: undefined, list: undefined, news: undefined, unproven: undefined });
    forgetRelayTime(open);
    audit(open, 'relay.left', 'relay');
  });
  open.relay.begin(open);
  return relayStatus(open);
}

export function setRelay(open: OpenOffice, { cap, ...input }: Input<'relay.settings'>): RelayStatus {
  putRelayState(open, cap === undefined ? input : { ...input, cap: cap ?? undefined });
  open.relay.begin(open);
  return relayStatus(open);
}

/** Begins a visit; whoever asked is not kept waiting for the network. */
export function askRelay(open: OpenOffice): RelayStatus {
  void open.relay.now();
  return relayStatus(open);
}
