// TLS of the service that is looked at, and of the page: certificates, those to be looked at first on top, and handshakes.

import { $, attribute, el, icon, keyed, setIcon, text } from './dom.js';
import { count, exact, instant, several } from './format.js';
import { makeRow, makeTable } from './table.js';

const SOON_DAYS = 30; // time to renew it
const URGENT_DAYS = 7; // nobody has: it is a problem of its own
const NAMES = 3;

const COLUMNS = [
  { name: 'State', class: 'state' }, { name: 'Certificate', class: 'name' }, { name: 'Until', class: 'number' },
  { name: 'Key', class: '' }, { name: 'Issuer', class: '' }, { name: 'Findings', class: 'findings' },
];

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** "expired 3 days ago", "12 days left". */
function remaining({ daysLeft }) {
  return daysLeft < 0 ? `expired ${several(-daysLeft, 'day')} ago` : `${several(daysLeft, 'day')} left`;
}

function stateOf({ daysLeft, findings }) {
  if (daysLeft < 0) {
    return 'expired';
  }
  return daysLeft < SOON_DAYS || findings.length > 0 ? 'expiring' : 'good';
}

const PICTURES = { expired: 'down', expiring: 'degraded', good: 'up' };

const called = (certificate) => certificate.names[0] ?? certificate.file;

function named(certificates) {
  return certificates.slice(0, 2).map(called).join(' and ') + (certificates.length > 2 ? ' and others' : '');
}

/** What is wrong with the certificates of a service, or of the page: `{what, key, brief}`, or nothing. */
export function troubles(tls) {
  const expired = (tls?.certificates ?? []).filter((each) => each.daysLeft < 0);
  const soon = (tls?.certificates ?? []).filter((each) => each.daysLeft >= 0 && each.daysLeft < URGENT_DAYS);
  const found = [];
  if (expired.length > 0) {
    found.push({ key: `expired ${expired.length}`, brief: 'has expired',
      what: `${expired.length === 1 ? 'the certificate' : `${several(expired.length, 'certificate')}`} of ${named(expired)} ${expired.length === 1 ? 'has' : 'have'} expired` });
  }
  if (soon.length > 0) {
    found.push({ key: `expiring ${soon.length}`, brief: 'expires soon',
      what: soon.length === 1 ? `the certificate of ${named(soon)} has ${remaining(soon[0])}`
        : `${several(soon.length, 'certificate')} of ${named(soon)} expire within ${URGENT_DAYS} days` });
  }
  return found;
}

function row() {
  const p = { icon: icon('up'), left: el('b'), names: el('span', { class: 'address' }), badge: el('span', { class: 'badge' }),
    under: el('span', { class: 'soft under' }), until: el('span'), key: el('span'), issuer: el('span'), findings: el('span') };
  const node = makeRow(COLUMNS, [el('span', { class: 'chip' }, p.icon, el('span', {}, p.left)),
    el('span', {}, p.names, p.badge, p.under), p.until, p.key, p.issuer, p.findings]);
  node.parts = p;
  return node;
}

function fill(node, certificate) {
  const p = node.parts;
  const state = stateOf(certificate);
  attribute(node, 'data-state', state);
  setIcon(p.icon, PICTURES[state]);
  text(p.left, remaining(certificate));
  const more = certificate.namesTotal - Math.min(NAMES, certificate.names.length);
  text(p.names, (certificate.names.slice(0, NAMES).join(', ') || 'no name') + (more > 0 ? ` and ${exact(more)} more` : ''));
  attribute(p.names, 'title', certificate.names.join(', '));
  const badge = certificate.ofPage ? 'this page' : certificate.shownTo === 'servers' ? 'for servers' : '';
  text(p.badge, badge);
  p.badge.hidden = badge === '';
  text(p.under, certificate.file);
  text(p.until, days.format(instant(certificate.notAfter)));
  attribute(p.until, 'title', certificate.notAfter);
  text(p.key, certificate.key);
  text(p.issuer, certificate.issuer);
  text(p.findings, certificate.findings.join('; ') || '–');
}

function handshakes({ done, failed, truncated }) {
  const reasons = Object.entries(failed).filter(([, number]) => number > 0);
  const all = reasons.reduce((sum, [, number]) => sum + number, 0);
  return [
    `${count(done)} ${done === 1 ? 'handshake' : 'handshakes'}`,
    ...(all > 0 ? [`${count(all)} failed (${reasons.map(([reason, number]) => `${count(number)} ${reason.replace('_', ' ')}`).join(', ')})`] : []),
    ...(truncated > 0 ? [`${count(truncated)} cut short`] : []),
  ];
}

export function makeCertificates() {
  const { table, body } = makeTable('Certificates', COLUMNS);
  const wide = el('div', { class: 'wide' }, table);
  const more = el('p', { class: 'soft note' });
  $('tls-panel').append(wide, more);

  return (service, page) => {
    const tls = service.tls ?? null;
    const any = tls ?? page;
    $('tls-panel').hidden = any === null;
    if (any === null) {
      return;
    }
    text($('tls-facts'), [any.engine, ...(tls ? handshakes(tls.handshakes) : [])].join(' · '));
    $('tls-note').hidden = any.shortcoming === null;
    text($('tls-note'), any.shortcoming === null ? '' : `TLS costs more than it needs to: ${any.shortcoming}`);
    const shown = [...(tls?.certificates ?? []), ...(page?.certificates ?? []).map((each) => ({ ...each, ofPage: true }))];
    wide.hidden = shown.length === 0;
    const seen = new Map(); // a file may be there twice
    const keys = new Map(shown.map((each) => {
      const key = `${each.ofPage === true} ${each.file} ${each.notAfter}`;
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return [each, `${key} ${before}`];
    }));
    keyed(body, shown, (each) => keys.get(each), row, fill);
    const hidden = (tls?.certificatesTotal ?? 0) - (tls?.certificates.length ?? 0);
    more.hidden = hidden <= 0;
    text(more, hidden > 0 ? `and ${several(hidden, 'more certificate')}, which can wait` : '');
  };
}
