// Whether this page may change something: Pen must have a token, and this tab must know it.

import { $, el, icon } from './dom.js';
import { order, token, tryToken } from './api.js';
import { ask, showDialog, toast } from './dialog.js';

let readOnly = true;
const button = $('access');

/** Whether Pen takes orders at all. */
export const changeable = () => !readOnly;

export function showAccess(now) {
  readOnly = now;
  const [picture, words] = readOnly ? ['locked', 'Read-only'] : token.value === null ? ['locked', 'Unlock'] : ['unlocked', 'Unlocked'];
  if (button.dataset.state !== words) {
    button.dataset.state = words;
    button.replaceChildren(icon(picture), words);
    button.hidden = false;
  }
}

function refused(failure) {
  switch (failure.status) {
    case 401:
      return 'This is not the token of this Pen.';
    case 429:
      return 'This is not the token of this Pen, and too many wrong ones came before.';
    default:
      return failure.message;
  }
}

/** Asks for the token, then goes on. */
export function unlock(then = () => {}) {
  ask({
    title: 'Unlock actions',
    lines: ['Changes need the token that is in the configuration of this Pen. This tab keeps it until it is closed; it is sent to this Pen only.'],
    fields: [{ name: 'token', label: 'Token', type: 'password', maxlength: '512' }],
    confirm: 'Unlock',
    async run({ token: secret }) {
      try {
        await tryToken(secret);
      } catch (failure) {
        throw new Error(refused(failure));
      }
      token.value = secret;
      showAccess(readOnly);
      toast('Unlocked: this tab may change things now.');
      setTimeout(then); // once this dialog is closed
    },
  });
}

function explainReadOnly() {
  showDialog('This page is read-only', [
    el('p', {}, 'This Pen has no token for the page, so nothing can be changed from here. To change that, give it one, in the configuration:'),
    el('pre', { tabindex: '0' }, '"web": {\n  "listen": "127.0.0.1:8880",\n  "token": "a long secret"\n}'),
    el('p', {}, 'or on the command line: ', el('code', {}, '--web-token-file FILE'), '. penctl works without it.'),
  ]);
}

/** Sends an order with the token; a token that is no longer right is forgotten. */
export async function change(method, what, body) {
  try {
    return await order(method, what, body);
  } catch (failure) {
    if (failure.status === 401) {
      token.value = null;
      showAccess(readOnly);
    }
    throw failure.status === 401 || failure.status === 429 ? new Error(refused(failure)) : failure;
  }
}

/** Runs it when this tab may change things; asks for the token before if need be. */
export function unlocked(then) {
  if (readOnly) {
    explainReadOnly();
  } else if (token.value === null) {
    unlock(then);
  } else {
    then();
  }
}

button.addEventListener('click', () => {
  if (!readOnly && token.value !== null) {
    showDialog('Actions are unlocked', [el('p', {}, 'This tab knows the token until it is closed.')], [{
      name: 'Lock', class: 'strong',
      run() {
        token.value = null;
        showAccess(readOnly);
        $('dialog').close();
        toast('Locked: this tab has forgotten the token.');
      },
    }]);
  } else {
    unlocked(() => {});
  }
});
