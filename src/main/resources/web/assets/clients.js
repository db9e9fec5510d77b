// Who is served: clients that are remembered, and connections that are open.

import { $, el, attribute, text } from './dom.js';
import { get, path } from './api.js';
import { ago, bytes, count, duration, exact } from './format.js';
import { makeListing } from './listing.js';
import { showText } from './dialog.js';

function amounts(parts, item) {
  text(parts.to, bytes(item.bytes.fromClients));
  attribute(parts.to, 'title', `${exact(item.bytes.fromClients)} bytes to the server`);
  text(parts.from, bytes(item.bytes.fromServers));
  attribute(parts.from, 'title', `${exact(item.bytes.fromServers)} bytes from the server`);
}

const serverName = (service, index) =>
  service.servers.find((server) => server.index === index)?.address ?? (index == null ? '–' : `#${index}`);

export function makeClients() {
  async function explain(client) {
    const name = listing.service().name;
    try {
      const { lines } = await get(path(name, 'explain'), { client });
      showText(`Who would serve ${client}?`, lines.join('\n'));
    } catch (failure) {
      showText(`Who would serve ${client}?`, failure.message);
    }
  }

  const listing = makeListing($('panel-clients'), {
    resource: 'clients', label: 'Clients', placeholder: 'Address starts with…',
    columns: [{ name: 'Client', class: 'name' }, { name: 'Server', class: 'name' }, { name: 'Last seen', class: 'number' },
      { name: 'Connects', class: 'number' }, { name: 'To server', class: 'number' }, { name: 'From server', class: 'number' },
      { name: '', class: 'buttons' }],
    keyOf: (client) => client.address,
    cells(client) {
      const parts = { server: el('span', { class: 'address' }), age: el('span'), connections: el('span'), to: el('span'), from: el('span') };
      const button = el('button', { type: 'button', class: 'quiet', 'aria-label': `Explain who serves ${client.address}`, onclick: () => explain(client.address) }, 'Explain');
      parts.nodes = [el('span', { class: 'address' }, client.address), parts.server, parts.age, parts.connections, parts.to, parts.from, button];
      return parts;
    },
    update(parts, client, service) {
      text(parts.server, serverName(service, client.server));
      text(parts.age, ago(client.ageSeconds));
      text(parts.connections, count(client.connections));
      attribute(parts.connections, 'title', exact(client.connections));
      amounts(parts, client);
    },
  });
  return listing;
}

/** @param onClose what happens when a connection is to be closed: `onClose(service, connection)` */
export function makeConnections(onClose) {
  const listing = makeListing($('panel-connections'), {
    resource: 'connections', label: 'Open connections', placeholder: 'Client starts with…',
    columns: [{ name: 'Number', class: 'number' }, { name: 'Client', class: 'name' }, { name: 'Server', class: 'name' },
      { name: 'Open for', class: 'number' }, { name: 'To server', class: 'number' }, { name: 'From server', class: 'number' },
      { name: '', class: 'buttons' }],
    keyOf: (connection) => `${connection.number} ${connection.client}`,
    cells(connection) {
      const parts = { server: el('span', { class: 'address' }), age: el('span'), to: el('span'), from: el('span'),
        close: el('button', { type: 'button', class: 'quiet', 'aria-label': `Close connection ${connection.number} of ${connection.client}`,
          onclick: () => onClose(listing.service(), connection) }, 'Close') };
      parts.nodes = [el('span', {}, String(connection.number)), el('span', { class: 'address' }, connection.client), parts.server,
        parts.age, parts.to, parts.from, parts.close];
      return parts;
    },
    update(parts, connection, service) {
      text(parts.server, connection.serverAddress ?? serverName(service, connection.server));
      text(parts.age, connection.openedSecondsAgo == null ? '–' : duration(connection.openedSecondsAgo));
      amounts(parts, connection);
    },
  });
  return listing;
}
