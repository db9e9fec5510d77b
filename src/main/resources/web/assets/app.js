// Puts the parts together: what Pen says comes in here, and each part shows its share of it.

import { $, attribute, icon, text } from './dom.js';
import { showAccess, changeable } from './access.js';
import { addServer, closeConnection, openServer } from './actions.js';
import { makeCards } from './cards.js';
import { makeCertificates } from './certificates.js';
import { repaint } from './charts.js';
import { makeClients, makeConnections } from './clients.js';
import { makeEvents } from './events.js';
import { count, duration, exact, instant } from './format.js';
import { makeInstances, together } from './instances.js';
import { watch } from './live.js';
import { Rates, open } from './rates.js';
import { makeServers } from './servers.js';
import { facts, inOrder, makeServices } from './services.js';
import { makeTabs } from './tabs.js';
import { showLost, showVerdict } from './verdict.js';

const LINKS = {
  connecting: 'Connecting', live: 'Live', stale: 'Silent', polling: 'Every few seconds', paused: 'Paused', lost: 'Lost',
};

const rates = new Rates();
const events = makeEvents();
const cards = makeCards();
const clients = makeClients();
const connections = makeConnections((service, connection) => closeConnection(service, connection, () => connections.load()));
const services = makeServices();
const servers = makeServers((server) => openServer(chosen(), server), () => addServer(chosen()), draw);
const instances = makeInstances(draw);
const certificates = makeCertificates();
makeTabs($('main').querySelector('[role=tablist]'), (panel) => {
  ({ 'panel-clients': clients, 'panel-connections': connections })[panel]?.load();
});

let overview = null;
let link = 'connecting';
let wanted = ''; // the service that is looked at
let planned = 0;

/** The service that is looked at; where none was chosen, the one with the most trouble. */
function chosen() {
  return overview?.services.find((service) => service.name === wanted) ?? inOrder(overview?.services ?? [])[0];
}

/** Draws with the next picture of the browser, however many things have changed. */
function draw() {
  if (planned === 0) {
    planned = requestAnimationFrame(() => {
      planned = 0;
      drawNow();
    });
  }
}

function drawNow() {
  const lost = link === 'lost';
  text($('link'), LINKS[link]);
  attribute($('link'), 'data-state', link);
  document.body.classList.toggle('old', link === 'stale' || lost);
  if (lost) {
    showLost(overview === null ? null : new Date(instant(overview.now)));
  }
  if (overview === null) {
    return;
  }
  if (!lost) {
    showVerdict(overview, rates);
  }
  text($('about'), `${overview.version}, up ${duration(overview.uptimeSeconds)}`);
  attribute($('about'), 'title', `process ${overview.pid}, since ${overview.startedAt}`);
  showAccess(overview.readOnly);
  const service = chosen();
  $('frame').hidden = service === undefined;
  if (service === undefined) {
    return;
  }
  services(overview.services, service.name, rates);
  $('frame').classList.toggle('single', overview.services.length < 2);
  text($('service-name'), service.name);
  text($('service-facts'), [...facts(service), ...together(overview.cluster, service.name)].join(' · '));
  cards(service, rates);
  servers(service, rates, instant(overview.now), changeable());
  certificates(service, overview.pageTls ?? null);
  instances(overview.cluster ?? null);
  number('tab-servers', service.servers.length);
  number('tab-clients', service.clients.tracked);
  number('tab-connections', open(service).value);
  clients.of(service);
  connections.of(service);
}

function number(tab, value) {
  const node = $(tab).querySelector('.count');
  text(node, count(value));
  attribute(node, 'title', exact(value));
}

/** The fragment names the service, so that it outlives a reload and can be sent to somebody. */
function choose() {
  if (location.hash.startsWith('#/')) {
    try {
      wanted = decodeURIComponent(location.hash.slice(2));
    } catch {
      wanted = ''; // not of our making
    }
  }
  draw();
}

function showTheme() {
  const { chosen: theme } = window.penTheme;
  $('theme').replaceChildren(icon(theme), { auto: 'Auto', light: 'Light', dark: 'Dark' }[theme]);
  attribute($('theme'), 'aria-label', `Colours: ${theme}. Change`);
  repaint();
}

$('theme').addEventListener('click', () => {
  window.penTheme.next();
  showTheme();
});
document.querySelector('.skip').addEventListener('click', (press) => {
  press.preventDefault(); // the fragment stays the service's
  $('main').focus();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
$('services-search').addEventListener('input', draw);
addEventListener('hashchange', choose);
text($('host'), location.host);
showTheme();
choose();
watch({
  onOverview(now) {
    overview = now;
    rates.take(now);
    events.follow(now);
    draw();
  },
  onEvent: (event) => events.add(event),
  onState(now) {
    link = now;
    draw();
  },
});
