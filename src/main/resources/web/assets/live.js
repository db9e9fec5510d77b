// What Pen says as it happens: one event source, opened again when it ends, closed while nobody looks.

import { get } from './api.js';

const STALE_MILLIS = 3500;
const GIVEN_UP_MILLIS = 12000; // a connection that is open and says nothing leads nowhere
const ANSWER_MILLIS = 3000;
const RETRY_MILLIS = [1000, 1000, 2000, 3000, 5000];

/**
 * Calls onOverview, onEvent and onState (`connecting`, `live`, `stale`, `polling`, `paused`, `lost`).
 * `polling` is for when Pen has no place for one more watcher: it is asked every few seconds.
 */
export function watch({ onOverview, onEvent, onState }) {
  let source = null;
  let retry = 0;
  let failures = 0;
  let heard = 0;
  let state = 'connecting';
  let round = 0; // answers to questions of an earlier one count no more

  const tell = (now) => {
    if (now !== state) {
      state = now;
      onState(now);
    }
  };

  function took(overview, now) {
    heard = performance.now();
    if (now === 'live') {
      failures = 0;
    }
    tell(now);
    onOverview(overview);
  }

  function open() {
    close();
    source = new EventSource('/api/v1/live');
    heard = performance.now();
    source.addEventListener('overview', (message) => took(JSON.parse(message.data), 'live'));
    source.addEventListener('event', (message) => onEvent(JSON.parse(message.data)));
    source.addEventListener('error', failed);
  }

  /** The browser's own attempts come at its pace, and some failures end them: ours take over. */
  function failed() {
    close();
    failures++;
    const mine = round;
    get('overview', {}, AbortSignal.timeout(ANSWER_MILLIS)).then((overview) => {
      if (mine === round) {
        took(overview, 'polling');
      }
    }, () => {
      if (mine === round) {
        tell('lost');
      }
    });
    retry = setTimeout(open, RETRY_MILLIS[Math.min(failures, RETRY_MILLIS.length) - 1]);
  }

  function close() {
    round++;
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function look() {
    if (document.hidden) {
      close();
      tell('paused');
    } else if (!source) {
      tell('connecting');
      open();
    }
  }

  setInterval(() => {
    if (!source) {
      return;
    }
    const silent = performance.now() - heard;
    if (silent > GIVEN_UP_MILLIS) {
      failed();
    } else if (silent > STALE_MILLIS && state === 'live') {
      tell('stale');
    }
  }, 500);
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', close);
  addEventListener('pageshow', look);
  look();
}
