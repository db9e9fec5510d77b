// What an operator can do: each is asked first, in words that say what will happen.

import { el } from './dom.js';
import { path } from './api.js';
import { change, changeable, unlocked } from './access.js';
import { ask, showDialog, toast } from './dialog.js';
import { bytes, exact, instant, latency, several } from './format.js';
import { condition } from './verdict.js';

const MOST = 1_000_000;
const limit = (name, label, value, hint, least = 0) => ({ name, label, type: 'number', min: String(least), max: String(MOST), value: String(value), hint });
const limitFields = (server) => [
  limit('weight', 'Weight', server.weight, 'its share where servers are chosen by weight'),
  limit('prio', 'Priority', server.prio, 'the lowest goes first where servers are chosen by priority', -MOST),
  limit('max', 'Soft limit of connections', server.max, '0: none; at the limit, clients go to others that are free'),
  limit('hard', 'Hard limit of connections', server.hard, '0: none; never more than this'),
];

function order(service, server, question, body, done) {
  unlocked(() => ask({
    ...question,
    async run(values) {
      // The address says which server is meant, should another have its number by now.
      const where = path(service.name, 'servers', server.index);
      await (body ? change('PATCH', where, { ...body(values), address: server.address })
        : change('DELETE', `${where}?${new URLSearchParams({ address: server.address })}`));
      toast(done);
    },
  }));
}

function drain(service, server) {
  order(service, server, {
    title: `Drain ${server.address}?`, confirm: 'Drain',
    lines: [`It gets no new clients, and clients that it had go to other servers of ${service.name}.`,
      server.connections === 0 ? 'Nothing is open there at the moment.' : `What is open there (${exact(server.connections)}) goes on to its end.`],
  }, () => ({ state: 'draining' }), `${server.address} is draining.`);
}

function up(service, server) {
  order(service, server, {
    title: `Take ${server.address} up?`, confirm: 'Take up',
    lines: [`It takes new clients of ${service.name} again.`],
  }, () => ({ state: 'up' }), `${server.address} takes clients again.`);
}

function blacklist(service, server) {
  order(service, server, {
    title: `Blacklist ${server.address}?`, confirm: 'Blacklist',
    lines: ['It gets no new clients for that long, then it is tried again. What is open there goes on.'],
    fields: [{ name: 'seconds', label: 'Seconds', type: 'number', min: '1', max: '86400', value: '60' }],
  }, ({ seconds }) => ({ blacklistSeconds: seconds }), `${server.address} is blacklisted.`);
}

function pardon(service, server) {
  order(service, server, {
    title: `End the blacklisting of ${server.address}?`, confirm: 'End it',
    lines: [`It takes new clients of ${service.name} at once.`],
  }, () => ({ blacklistSeconds: 0 }), `${server.address} is no longer blacklisted.`);
}

function limits(service, server) {
  order(service, server, {
    title: `Change ${server.address}`, confirm: 'Change',
    lines: ['This counts for new clients at once; what is open goes on.'],
    fields: limitFields(server),
  }, (values) => values, `${server.address} is changed.`);
}

function remove(service, server) {
  order(service, server, {
    title: `Remove ${server.address}?`, confirm: 'Remove', danger: true,
    lines: [`${service.name} forgets this server. What is open there (${exact(server.connections)}) goes on to its end, and the numbers of the others stay.`],
  }, null, `${server.address} is removed.`);
}

export function addServer(service) {
  unlocked(() => ask({
    title: `Add a server to ${service.name}`, confirm: 'Add',
    lines: ['It takes clients at once.'],
    fields: [{ name: 'address', label: 'Address', maxlength: '256', hint: 'host:port, or the path of a Unix socket' },
      ...limitFields({ weight: 0, prio: 0, max: 0, hard: 0 })],
    async run(values) {
      const server = await change('POST', path(service.name, 'servers'), values);
      toast(`${server.address} is server ${server.index} now.`);
    },
  }));
}

/** @param done what happens when it is closed */
export function closeConnection(service, connection, done) {
  unlocked(() => ask({
    title: `Close connection ${connection.number}?`, confirm: 'Close it', danger: true,
    lines: [`The connection of ${connection.client} to ${connection.serverAddress ?? 'no server yet'} ends at once, whatever it is doing.`],
    async run() {
      const where = path(service.name, 'connections', connection.number);
      await change('DELETE', `${where}?${new URLSearchParams({ client: connection.client })}`);
      toast(`Connection ${connection.number} of ${connection.client} is closed.`);
      done();
    },
  }));
}

function percentiles(times, none) {
  return times ? `${latency(times.p50)}, ${latency(times.p90)}, ${latency(times.p99)}` : none;
}

/** Everything that is known about a server, and what can be done with it. */
export function openServer(service, server) {
  const said = [
    ['State', condition(server)], ['Service', service.name], ['Number', server.index], ['Role', server.role],
    ['Weight, priority', `${server.weight}, ${server.prio}`],
    ['Open', `${exact(server.connections)} (soft limit ${server.max || 'none'}, hard limit ${server.hard || 'none'})`],
    ['Served', exact(server.served)],
    ['To the server', `${bytes(server.bytes.toServer)} (${several(server.bytes.toServer, 'byte')})`],
    ['From the server', `${bytes(server.bytes.fromServer)} (${several(server.bytes.fromServer, 'byte')})`],
    ['p50, p90, p99 of late', percentiles(server.latencyMicros, 'nothing measured in the last minute')],
    ['p50, p90, p99 since the start', percentiles(server.latencySinceStartMicros, 'nothing measured yet')],
    ['Failures', exact(server.failures)],
    ['Last failure', server.lastFailure ? `${server.lastFailure.reason}, ${new Date(instant(server.lastFailure.at)).toLocaleString()}` : 'none'],
  ];
  const list = el('dl', {}, ...said.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]));
  const run = (action) => () => action(service, server);
  const draining = server.state === 'draining';
  const buttons = server.role !== 'regular' || !changeable() ? [] : [
    draining ? { name: 'Take up…', class: 'strong', run: run(up) } : { name: 'Drain…', class: 'strong', run: run(drain) },
    server.blacklistedSeconds == null ? { name: 'Blacklist…', run: run(blacklist) } : { name: `End blacklisting…`, run: run(pardon) },
    { name: 'Weight and limits…', run: run(limits) },
    { name: 'Remove…', class: 'danger', run: run(remove) },
  ];
  const note = changeable() ? null : el('p', { class: 'soft' }, 'Read-only: this Pen has no token for the page.');
  showDialog(server.address, note ? [list, note] : [list], buttons);
}
