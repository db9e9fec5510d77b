// Counters become rates here. A counter that fell, or a Pen that started anew, is a gap and no huge number.

import { instant } from './format.js';

const KEPT_SECONDS = 300;
const GAP_SECONDS = 5; // as long as the page did not look: lines break there
const CALM = 3; // points that the shown number is the mean of

/** What a service's protocol counts as work. */
export function work(service) {
  switch (service.protocol) {
    case 'udp':
      return { name: 'Datagrams', one: 'datagram', total: service.datagrams?.received };
    case 'dns':
      return { name: 'Queries', one: 'query', total: service.queries?.asked };
    default:
      return { name: 'Connections', one: 'connection', total: service.connections?.accepted };
  }
}

/** What is open at a service, and how much may be. */
export function open(service) {
  return service.protocol === 'udp'
    ? { name: 'Sessions', value: service.sessions?.open ?? 0, max: 0 }
    : { name: 'Open', value: service.connections?.open ?? 0, max: service.connections?.max ?? 0 };
}

const serverKey = (server) => `${server.role} ${server.index} ${server.address}`;
const delta = (now, before) => (now == null || before == null || now < before ? null : now - before);
const per = (amount, seconds) => (amount === null ? null : amount / seconds);

function mean(points, name) {
  const values = points.slice(-CALM).map((point) => point[name]).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export class Rates {
  #services = new Map();
  #process = null;
  #at = null;

  /** Takes the next overview in. */
  take(overview) {
    const at = instant(overview.now) / 1000;
    const process = `${overview.pid} ${overview.startedAt}`;
    const anew = process !== this.#process;
    let seconds = this.#at === null ? null : at - this.#at;
    if (!anew && seconds !== null && Math.abs(seconds) < 0.2) {
      return; // the same one again, after a reconnect
    }
    if (seconds !== null && seconds <= 0) {
      this.#services.clear(); // somebody set the clock back: the points would run backwards
      seconds = null;
    }
    const names = new Set(overview.services.map((service) => service.name));
    for (const name of this.#services.keys()) {
      if (!names.has(name)) {
        this.#services.delete(name);
      }
    }
    for (const service of overview.services) {
      this.#takeService(service, at, anew ? null : seconds);
    }
    this.#process = process;
    this.#at = at;
  }

  #takeService(service, at, seconds) {
    const known = this.#services.get(service.name) ?? { points: [], before: null, servers: new Map() };
    this.#services.set(service.name, known);
    const before = seconds === null ? null : known.before;
    const grown = (pick) => (before === null ? null : delta(pick(service), pick(before)));
    if (known.points.length > 0 && (seconds === null || seconds > GAP_SECONDS)) {
      known.points.push(this.#gap(known.points.at(-1).at + 1));
    }
    const errors = grown((one) => one.errors);
    known.points.push({
      at,
      rate: per(grown((one) => work(one).total), seconds),
      fromClients: per(grown((one) => one.bytes.fromClients), seconds),
      fromServers: per(grown((one) => one.bytes.fromServers), seconds),
      failed: errors,
      errors: per(errors, seconds),
      open: open(service).value,
      p50: service.latencyMicros?.p50 ?? null,
      p90: service.latencyMicros?.p90 ?? null,
      p99: service.latencyMicros?.p99 ?? null,
    });
    const oldest = at - KEPT_SECONDS;
    const first = known.points.findIndex((point) => point.at >= oldest);
    known.points.splice(0, Math.max(0, first));
    known.servers = this.#servers(service, before, known.servers, seconds);
    known.before = service;
  }

  #gap(at) {
    const nothing = { rate: null, fromClients: null, fromServers: null, failed: null, errors: null };
    return { at, ...nothing, open: null, p50: null, p90: null, p99: null };
  }

  #servers(service, before, earlier, seconds) {
    const was = new Map((before?.servers ?? []).map((server) => [serverKey(server), server]));
    return new Map(service.servers.map((server) => {
      const key = serverKey(server);
      const then = was.get(key);
      const points = then ? (earlier.get(key)?.points ?? []).slice(1 - CALM) : [];
      points.push({
        served: then ? per(delta(server.served, then.served), seconds) : null,
        toServer: then ? per(delta(server.bytes.toServer, then.bytes.toServer), seconds) : null,
        fromServer: then ? per(delta(server.bytes.fromServer, then.bytes.fromServer), seconds) : null,
      });
      return [key, { points }];
    }));
  }

  /** The last minutes of a service: points with `at` (seconds) and a number or null each. */
  points(name) {
    return this.#services.get(name)?.points ?? [];
  }

  /** How fast a service goes now; null where that is not known yet. */
  service(name) {
    const points = this.points(name);
    const calm = (what) => mean(points, what);
    return {
      rate: calm('rate'), fromClients: calm('fromClients'), fromServers: calm('fromServers'), errors: calm('errors'),
      failed: points.reduce((sum, point) => sum + (point.failed ?? 0), 0),
    };
  }

  /** How fast a server goes now. */
  server(name, server) {
    const points = this.#services.get(name)?.servers.get(serverKey(server))?.points ?? [];
    return { served: mean(points, 'served'), toServer: mean(points, 'toServer'), fromServer: mean(points, 'fromServer') };
  }
}
